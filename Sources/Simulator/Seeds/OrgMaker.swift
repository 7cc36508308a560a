import JSON

/// Makes the objects of the org, each from its number alone, with the fields the service documents for them.
struct OrgMaker: Sendable {
    static let userProfiles = [
        ("Premium Agent User Profile", "PREMIUM_AGENT"), ("Standard Agent User Profile", "STANDARD_AGENT"),
        ("Supervisor User Profile", "SUPERVISOR"), ("Administrator User Profile", "ADMINISTRATOR"),
    ]
    static let desktopProfiles = ["Agent-Profile", "Agent-Profile (Auto WrapUp)", "Agent-Profile Outdial"]
    static let multimediaProfiles = ["Default Telephony Profile", "Default Blended Profile", "Digital Only Profile"]
    static let skillProfiles = ["German Speaker", "English Speaker", "Finance Expert", "Newcomer"]
    static let siteNames = ["Berlin", "San Jose", "Bengaluru", "Krakow", "Sao Paulo"]
    private static let teamNames = [
        "Support", "Billing", "Sales", "Claims", "Returns", "Priority", "Retention", "Night",
    ]
    private static let queueNames = [
        "Technical Support", "Billing Questions", "Finance", "New Orders", "Returns & Refunds", "Claims", "Priority",
        "Callback", "Deutsch", "Après-vente",
    ]

    let orgID: String
    let siteCount: Int
    let teamCount: Int
    let queueCount = OrgMaker.queueNames.count
    let hash: SeededHash
    let createdTime: Int64
    private let ids: [SeededHash.Kind: SeededID]

    init(hash: SeededHash, users: Int, createdTime: Int64) {
        self.hash = hash
        self.createdTime = createdTime
        // A team for every ten users, spread over no more sites than have names.
        teamCount = max(4, users / 10)
        siteCount = min(Self.siteNames.count, max(2, teamCount / 4))
        orgID = SeededID(hash, .organization).text(0)
        let kinds: [SeededHash.Kind] = [
            .user, .ciUser, .team, .site, .queue, .userProfile, .desktopProfile, .multimediaProfile, .skillProfile,
            .skill, .businessHours, .holidayList,
        ]
        ids = Dictionary(uniqueKeysWithValues: kinds.map { ($0, SeededID(hash, $0)) })
    }

    func team(_ index: Int) -> JSONObject {
        object(
            .team,
            index,
            [
                ("name", .string(Self.named(Self.teamNames, index))), ("teamType", "AGENT"),
                ("teamStatus", "IN_SERVICE"),
                ("active", true), ("siteId", id(.site, index % siteCount)),
                ("siteName", .string(Self.siteNames[index % siteCount])),
                ("multiMediaProfileId", id(.multimediaProfile, index % Self.multimediaProfiles.count)),
                ("systemDefault", false), ("rankQueuesForTeam", false), ("queueRankings", []),
            ]
        )
    }

    func site(_ index: Int) -> JSONObject {
        object(
            .site,
            index,
            [
                ("name", .string(Self.siteNames[index])), ("active", true),
                ("multimediaProfileId", id(.multimediaProfile, index % Self.multimediaProfiles.count)),
                ("systemDefault", .bool(index == 0)),
            ]
        )
    }

    func queue(_ index: Int) -> JSONObject {
        let team: JSONValue = ["teamId": id(.team, index % teamCount)]
        let group: JSONValue = ["agentGroups": [team], "order": 1, "duration": 0]
        // Nobody works for the last one, which an audit should find.
        let groups: [JSONValue] = index == queueCount - 1 ? [] : [group]
        return object(
            .queue,
            index,
            [
                ("name", .string(Self.queueNames[index])), ("description", nil), ("queueType", "INBOUND"),
                ("checkAgentAvailability", false), ("channelType", "TELEPHONY"), ("serviceLevelThreshold", 30),
                ("maxActiveContacts", 100), ("maxTimeInQueue", 600),
                ("defaultMusicInQueueMediaFileId", "defaultmusic_on_hold.wav"), ("timezone", "America/New_York"),
                ("active", true), ("monitoringPermitted", true), ("parkingPermitted", true),
                ("recordingPermitted", true), ("recordingAllCallsPermitted", true), ("pauseRecordingPermitted", true),
                ("recordingPauseDuration", 10), ("routingType", "LONGEST_AVAILABLE_AGENT"),
                ("queueRoutingType", "TEAM_BASED"), ("queueSkillRequirements", []), ("agents", []),
                ("callDistributionGroups", .array(groups)), ("systemDefault", false),
            ]
        )
    }

    func userProfile(_ index: Int) -> JSONObject {
        object(
            .userProfile,
            index,
            [
                ("name", .string(Self.userProfiles[index].0)), ("profileType", .string(Self.userProfiles[index].1)),
                ("active", true), ("permissionAccessLevel", "ALL"), ("resourceAccessLevel", "ALL"), ("permissions", []),
                ("editableFolderIds", [1, 2]), ("viewableFolderIds", [1, 2]), ("nonViewableFolderIds", []),
                ("systemDefault", true), ("resourceCollections", []),
            ]
        )
    }

    func desktopProfile(_ index: Int) -> JSONObject {
        object(
            .desktopProfile,
            index,
            [
                ("name", .string(Self.desktopProfiles[index])), ("parentType", "ORGANIZATION"), ("screenPopup", false),
                ("lastAgentRouting", false), ("autoWrapUp", .bool(index == 1)), ("autoAnswer", false),
                ("accessWrapUpCode", "ALL"), ("wrapUpCodes", []), ("accessIdleCode", "ALL"), ("idleCodes", []),
                ("accessQueue", "SPECIFIC"), ("queues", [id(.queue, index)]), ("accessEntryPoint", "ALL"),
                ("entryPoints", []), ("accessBuddyTeam", "SPECIFIC"), ("buddyTeams", [id(.team, index)]),
                ("outdialEnabled", .bool(index == 2)), ("dialPlanEnabled", true), ("dialPlans", ["US"]),
                ("agentDNValidation", "ALL"), ("agentDNValidationCriterions", []),
                ("loginVoiceOptions", ["AGENT_DN", "EXTENSION"]), ("thresholdRules", []), ("active", true),
                ("viewableStatistics", ["accessQueueStats": "ALL", "accessTeamStats": "ALL"]),
                ("systemDefault", .bool(index == 0)),
            ]
        )
    }

    func multimediaProfile(_ index: Int) -> JSONObject {
        object(
            .multimediaProfile,
            index,
            [
                ("name", .string(Self.multimediaProfiles[index])), ("chat", .integer(index == 0 ? 0 : 3)),
                ("email", .integer(index == 0 ? 0 : 5)), ("telephony", .integer(index == 2 ? 0 : 1)),
                ("social", .integer(index == 0 ? 0 : 3)), ("active", true), ("blendingModeEnabled", .bool(index == 1)),
                ("blendingMode", index == 1 ? "BLENDED" : "EXCLUSIVE"), ("systemDefault", .bool(index == 0)),
            ]
        )
    }

    func skillProfile(_ index: Int) -> JSONObject {
        let skill: JSONValue = [
            "skillId": id(.skill, index), "proficiencyValue": .integer(Int64(3 + index)), "booleanValue": false,
        ]
        return object(
            .skillProfile,
            index,
            [
                ("name", .string(Self.skillProfiles[index])), ("activeSkills", [skill]), ("activeEnumSkills", []),
            ]
        )
    }

    /// The object of a kind and number, with what every object has before and after its own fields.
    func object(_ kind: SeededHash.Kind, _ index: Int, _ fields: [(String, JSONValue)]) -> JSONObject {
        let head: [(String, JSONValue)] = [
            ("organizationId", .string(orgID)), ("id", id(kind, index)), ("version", 1),
        ]
        let tail: [(String, JSONValue)] = [
            ("createdTime", .integer(createdTime)), ("lastUpdatedTime", .integer(createdTime)),
        ]
        return JSONObject((head + fields + tail).map { JSONObject.Member(key: $0.0, value: $0.1) })
    }

    func id(_ kind: SeededHash.Kind, _ index: Int) -> JSONValue {
        .string(ids[kind]?.text(index) ?? "")
    }

    func pick(_ kind: SeededHash.Kind, _ index: Int, use: UInt64, below bound: Int) -> Int {
        hash.number(kind, index, use: use, below: bound)
    }

    /// A name that stays unique however many there are: the first round bare, later ones numbered.
    private static func named(_ names: [String], _ index: Int) -> String {
        let round = index / names.count
        return round == 0 ? names[index] : "\(names[index % names.count]) \(round + 1)"
    }
}
