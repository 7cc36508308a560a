import JSON

/// Whoever a token may belong to, as the admin API tells of them.
struct People: Sendable {
    private let org: Org

    init(_ org: Org) { self.org = org }

    /// The e-mail address that the consent page suggests: that of the org's first user.
    var administrator: String {
        guard org.userCount > 0 else { return "administrator@example.com" }
        return org["user"]?.object(0)["email"]?.string ?? ""
    }

    /// The person who signs in with an e-mail address.
    ///
    /// An administrator need not be an agent, so that an address nobody in the contact centre has is a person's too.
    func person(_ email: String) -> JSONObject {
        let user = agent(email)
        let name = user.flatMap { org["user"]?.object($0) }.map { user in
            [user["firstName"], user["lastName"]].compactMap { $0?.string }.joined(separator: " ")
        }
        return fields(
            id: org.commonIdentityID(ofUser: user ?? Self.number(ofOutsider: email)),
            email: email,
            name: name ?? String(email.prefix { $0 != "@" }),
            type: "person"
        )
    }

    /// The machine account of a service app.
    func machine(_ client: SignInClient) -> JSONObject {
        let email = "\(client.id.lowercased())@serviceapp.example.com"
        return fields(
            id: org.commonIdentityID(ofUser: Self.number(ofOutsider: email)),
            email: email,
            name: client.name,
            type: "bot"
        )
    }

    private func fields(id: String, email: String, name: String, type: String) -> JSONObject {
        let fields: [(String, JSONValue)] = [
            ("id", .string(EncodedID.text("PEOPLE", id))), ("emails", [.string(email)]), ("displayName", .string(name)),
            ("orgId", .string(EncodedID.text("ORGANIZATION", org.id))), ("type", .string(type)),
        ]
        return JSONObject(fields.map { JSONObject.Member(key: $0.0, value: $0.1) })
    }

    /// The number of the user who has this e-mail address.
    private func agent(_ email: String) -> Int? {
        let condition = Filter.Condition(field: "email", comparison: .equal, values: [.string(email)])
        let found = org["user"]?.matches(.condition(condition), question: "the person \(email)")
        // To a filter an asterisk stands for anything.
        return found?.first { org["user"]?.object($0)["email"]?.string == email }
    }

    /// A number beyond those of all users, from which the id of somebody else is made.
    private static func number(ofOutsider email: String) -> Int {
        Int(SipHash.of(email.utf8, key: (0, 0)) & 0x7FFF_FFFF | 0x8000_0000)
    }
}
