import JSON

/// Makes the people behind the org's first users, each as the admin API tells of them.
struct PersonMaker: Sendable {
    private static let fields = FieldTable<PersonMaker>([
        "id": { maker, index in .string(EncodedID.text("PEOPLE", maker.users.commonIdentityID(ofUser: index))) },
        "emails": { maker, index in [maker.user(index, "email")] },
        "displayName": { _, index in .string(OrgMaker.userName(index)) },
        "firstName": { maker, index in maker.user(index, "firstName") },
        "lastName": { maker, index in maker.user(index, "lastName") },
        "orgId": { maker, _ in maker.orgID },
        "roles": { _, _ in [] },
        "licenses": { maker, index in
            [maker.user(index, "userProfileType") == "STANDARD_AGENT" ? maker.standard : maker.premium]
        },
        "created": { maker, _ in maker.created },
        "lastModified": { maker, _ in maker.created },
        "invitePending": { _, _ in "false" },
        "loginEnabled": { _, _ in "true" },
        "type": { _, _ in "person" },
    ])

    private let users: OrgMaker
    /// What is the same for all of them.
    private let orgID, created, premium, standard: JSONValue

    init(_ org: Org) {
        users = org.maker
        orgID = .string(EncodedID.text("ORGANIZATION", org.id))
        created = .string(InstantText.iso(org.maker.createdTime))
        let licenses = LicenseMaker(org: org)
        premium = .string(licenses.id(0))
        standard = .string(licenses.id(1))
    }

    /// The person of a user's number.
    func person(_ index: Int) -> JSONObject { Self.fields.object(self, index) }

    /// The person of a user's number with no more than some fields.
    func person(_ index: Int, only names: [String]) -> JSONObject {
        Self.fields.object(self, index, only: names)
    }

    private func user(_ index: Int, _ field: String) -> JSONValue { users.user(index, only: [field])[field] ?? .null }
}

/// Makes the licences that the org has bought.
struct LicenseMaker: Sendable {
    /// Their names, and how many people may have each besides those who have it from the start.
    static let licenses: [(name: String, free: Int)] = [
        ("Contact Center Premium Agent", 100_000), ("Contact Center Standard Agent", 100_000),
        ("Messaging", 100_000), ("Meetings", 100_000), ("Webex Calling - Professional", 0),
    ]
    /// How many of them make their holder a user of the contact centre: the first ones.
    static let contactCentreCount = 2

    let org: Org

    func id(_ index: Int) -> String { org.id("license", index) }

    /// The licence of a number, without the counts of its use.
    func license(_ index: Int) -> JSONObject {
        let (name, free) = Self.licenses[index]
        let total = index < Self.contactCentreCount ? free + org.userCount : free
        return [
            "id": .string(id(index)), "name": .string(name), "totalUnits": .integer(Int64(total)), "consumedUnits": 0,
            "consumedByUsers": 0, "consumedByWorkspaces": 0,
        ]
    }

    /// Whether a person has a licence for the contact centre; of several the first one counts.
    func contactCentreLicense(of person: JSONObject) -> Int? {
        let held = Set(person["licenses"]?.array?.compactMap(\.string) ?? [])
        return (0..<Self.contactCentreCount).first { held.contains(id($0)) }
    }
}
