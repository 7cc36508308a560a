import JSON

/// Makes the org's first users.
extension OrgMaker {
    private static let firstNames = [
        "Ada", "Björn", "Chidi", "Dolores", "Émile", "Fatima", "Grace", "Hiro", "Ines", "Jürgen", "Katarzyna", "Lúcia",
        "Mohamed", "Nia", "Oluwaseun", "Priya", "Quentin", "Rosa", "Seán", "Tatiana",
    ]
    private static let lastNames = [
        "Abbott", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hopper", "Ivanova", "Jansen", "Kowalski",
        "Li", "Müller", "Nakamura", "O'Brien", "Patel", "Quist", "Rossi", "Schmidt", "Tanaka",
    ]

    private static let userFields = FieldTable<OrgMaker>([
        "organizationId": { maker, _ in .string(maker.orgID) },
        "id": { $0.id(.user, $1) },
        "version": { _, _ in 1 },
        "firstName": { _, index in .string(firstName(index)) },
        "lastName": { _, index in .string(lastName(index)) },
        "email": { _, index in .string("agent\((index + 1).padded(5))@example.com") },
        "workPhone": { _, index in .string("+1408555\((index % 10_000).padded(4))") },
        "mobile": { _, index in .string("+1650555\((index % 10_000).padded(4))") },
        "ciUserId": { $0.id(.ciUser, $1) },
        "timezone": { _, _ in "America/New_York" },
        "userProfileId": { maker, index in maker.id(.userProfile, userProfile(ofUser: index)) },
        "userProfileType": { _, index in .string(userProfiles[userProfile(ofUser: index)].1) },
        "contactCenterEnabled": { _, _ in true },
        "siteId": { maker, index in maker.id(.site, maker.team(ofUser: index) % maker.siteCount) },
        "siteName": { maker, index in .string(siteNames[maker.team(ofUser: index) % maker.siteCount]) },
        "teamIds": { maker, index in .array(maker.teams(of: index, first: maker.team(ofUser: index))) },
        "skillProfileId": { maker, index in
            maker.id(.skillProfile, maker.pick(.user, index, use: 4, below: skillProfiles.count))
        },
        "agentProfileId": { maker, index in
            maker.id(.desktopProfile, maker.pick(.user, index, use: 5, below: desktopProfiles.count))
        },
        "multimediaProfileId": { maker, index in
            maker.id(.multimediaProfile, maker.pick(.user, index, use: 6, below: multimediaProfiles.count))
        },
        "deafultDialledNumber": { _, index in .string((1000 + index).padded(4)) },
        "externalIdentifier": { _, index in .string("E\(index + 1)") },
        "active": { _, index in .bool(index % 50 != 49) },
        "imiUserCreated": { _, _ in false },
        "userLevelBurnoutInclusion": { _, _ in "INCLUDED" },
        "userLevelAutoCSATInclusion": { _, _ in "INCLUDED" },
        "userLevelWellnessBreakReminders": { _, _ in "DISABLED" },
        "userLevelSummariesInclusion": { _, _ in "INCLUDED" },
        "dynamicSkills": { _, _ in [] },
        "createdTime": { maker, _ in .integer(maker.createdTime) },
        "lastUpdatedTime": { maker, _ in .integer(maker.createdTime) },
    ])

    func user(_ index: Int) -> JSONObject { Self.userFields.object(self, index) }

    /// A user with no more than some fields.
    func user(_ index: Int, only names: [String]) -> JSONObject {
        Self.userFields.object(self, index, only: names)
    }

    /// The name that tasks give their owner.
    static func userName(_ index: Int) -> String { "\(firstName(index)) \(lastName(index))" }

    func commonIdentityID(ofUser index: Int) -> String { id(.ciUser, index).string ?? "" }

    private static func firstName(_ index: Int) -> String { firstNames[index % firstNames.count] }
    private static func lastName(_ index: Int) -> String { lastNames[index / firstNames.count % lastNames.count] }

    private static func userProfile(ofUser index: Int) -> Int { index % 25 == 24 ? 2 : index % 2 }

    /// The first team of a user, whose site is the user's.
    private func team(ofUser index: Int) -> Int { pick(.user, index, use: 1, below: teamCount) }

    /// The teams of a user: none for one in forty, for some a second of the same site.
    private func teams(of index: Int, first: Int) -> [JSONValue] {
        guard index % 40 != 39 else { return [] }
        let second = (first + siteCount) % teamCount
        let hasSecond = hash.happens(.user, index, use: 3, inThousand: 250)
        let isSameSite = second != first && second % siteCount == first % siteCount
        return [id(.team, first)] + (hasSecond && isSameSite ? [id(.team, second)] : [])
    }
}
