import JSON

/// Makes the people behind the org's first users, each as the admin API tells of them.
struct PersonMaker: Sendable {
    let org: Org

    /// The person of a user's number.
    func person(ofUser index: Int) -> JSONObject {
        let user = org.maker.user(index)
        let isPremium = user["userProfileType"]?.string != "STANDARD_AGENT"
        let created = JSONValue.string(InstantText.iso(org.maker.createdTime))
        let fields: [(String, JSONValue)] = [
            ("id", .string(EncodedID.text("PEOPLE", org.commonIdentityID(ofUser: index)))),
            ("emails", .array([user["email"] ?? .null])), ("displayName", .string(OrgMaker.userName(index))),
            ("firstName", user["firstName"] ?? .null), ("lastName", user["lastName"] ?? .null),
            ("orgId", .string(EncodedID.text("ORGANIZATION", org.id))), ("roles", []),
            ("licenses", [.string(LicenseMaker(org: org).id(isPremium ? 0 : 1))]), ("created", created),
            ("lastModified", created), ("invitePending", "false"), ("loginEnabled", "true"), ("type", "person"),
        ]
        return JSONObject(fields.map { JSONObject.Member(key: $0.0, value: $0.1) })
    }
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
