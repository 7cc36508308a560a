import JSON

/// Which fields hold the ids of which other objects.
///
/// One table for all that follows from it: references to nothing are refused, an object that others refer to cannot be
/// deleted, and each tells who refers to it.
enum ReferenceTable {
    /// A field of a resource, and whose ids it holds.
    struct Row: Sendable {
        let resource: String
        /// The way to it, through lists too: `activeSkills.skillId`.
        let path: String
        let target: String

        fileprivate init(_ resource: String, _ path: String, _ target: String) {
            self.resource = resource
            self.path = path
            self.target = target
        }
    }

    /// All rows, by the resource that refers.
    static let rows: [Row] = [
        Row("user", "teamIds", "team"), Row("user", "preferredSupervisorTeamId", "team"),
        Row("user", "siteId", "site"), Row("user", "userProfileId", "user_profile"),
        Row("user", "agentProfileId", "desktop_profile"), Row("user", "multimediaProfileId", "multimedia_profile"),
        Row("user", "skillProfileId", "skill_profile"), Row("user", "dynamicSkills.skillId", "skill"),
        Row("team", "siteId", "site"), Row("team", "multiMediaProfileId", "multimedia_profile"),
        Row("team", "skillProfileId", "skill_profile"), Row("team", "desktopLayoutId", "desktop_layout"),
        Row("team", "userIds", "user"), Row("team", "queueRankings.queueId", "queue"),
        Row("site", "multimediaProfileId", "multimedia_profile"),
        Row("queue", "callDistributionGroups.agentGroups.teamId", "team"),
        Row("queue", "queueSkillRequirements.skillId", "skill"), Row("queue", "agents.id", "user"),
        Row("desktop_profile", "siteId", "site"), Row("desktop_profile", "wrapUpCodes", "auxiliary_code"),
        Row("desktop_profile", "idleCodes", "auxiliary_code"), Row("desktop_profile", "queues", "queue"),
        Row("desktop_profile", "entryPoints", "entry_point"), Row("desktop_profile", "buddyTeams", "team"),
        Row("desktop_profile", "outdialEntryPointId", "entry_point"),
        Row("desktop_profile", "outdialANIId", "outdial_ani"), Row("desktop_profile", "addressBookId", "address_book"),
        Row("desktop_profile", "viewableStatistics.contactServiceQueues", "queue"),
        Row("desktop_profile", "viewableStatistics.teams", "team"),
        Row("skill_profile", "activeSkills.skillId", "skill"),
        Row("skill_profile", "activeEnumSkills.enumSkillId", "skill"),
        Row("auxiliary_code", "workTypeId", "work_type"),
        Row("business_hours", "holidaysId", "holiday_list"), Row("business_hours", "overridesId", "override"),
        Row("dial_number", "entryPointId", "entry_point"),
        Row("entry_point", "outdialQueueId", "queue"),
        Row("address_book", "siteId", "site"),
        Row("desktop_layout", "teamIds", "team"),
        Row("personal_greeting", "agentId", "user"),
        Row("user_profile", "defaultResourceCollectionId", "resource_collection"),
        Row("user_profile", "resourceCollections.id", "resource_collection"),
        Row("auto_csat", "selectedGlobalVariableId", "global_variable"),
        Row("callback", "queueId", "queue"),
    ]

    private static let rowsOf = Dictionary(grouping: rows, by: \.resource)
    private static let rowsTo = Dictionary(grouping: rows, by: \.target)

    /// Fields that the service fills in from the object that another field names: of which resource, theirs, that one,
    /// and where it stands there.
    private static let copies: [(resource: String, field: String, reference: String, source: String)] = [
        ("user", "siteName", "siteId", "name"), ("user", "userProfileType", "userProfileId", "profileType"),
        ("team", "siteName", "siteId", "name"), ("dial_number", "entryPointName", "entryPointId", "name"),
    ]

    /// Refuses an object of a resource that refers to nothing, with 400.
    static func check(_ object: JSONObject, of resource: String, in org: Org) throws(ServiceFault) {
        for row in rowsOf[resource] ?? [] {
            guard let targets = org[row.target] else { continue }
            for id in object.texts(at: row.path) where !id.isEmpty && targets.index(of: id) == nil {
                throw ServiceFault(400, "\(row.path): no \(row.target) has the id \(id)")
            }
        }
    }

    /// The object with the fields that the service copies from those it refers to.
    static func withCopies(_ object: JSONObject, of resource: String, in org: Org) -> JSONObject {
        var object = object
        for copy in copies where copy.resource == resource {
            let target = rowsOf[resource]?.first { $0.path == copy.reference }?.target
            guard let collection = target.flatMap({ org[$0] }) else { continue }
            let index = object[copy.reference]?.string.flatMap(collection.index)
            object[copy.field] = index.flatMap { collection.object($0)[copy.source] }
        }
        return object
    }

    /// The objects that refer to the one of a resource and id: their resource, and their numbers in it.
    static func holders(of id: String, _ resource: String, in org: Org) -> [(resource: String, indexes: [Int])] {
        var found: [String: Set<Int>] = [:]
        for row in rowsTo[resource] ?? [] {
            guard let collection = org[row.resource] else { continue }
            let holders = collection.holders(of: id, at: row.path)
            if !holders.isEmpty { found[row.resource, default: []].formUnion(holders) }
        }
        return found.sorted { $0.key < $1.key }.map { (resource: $0.key, indexes: $0.value.sorted()) }
    }

    /// The objects of a resource without any mention of an id.
    static func forget(_ id: String, _ target: String, in collection: OrgCollection) {
        for row in rowsOf[collection.resource] ?? [] where row.target == target {
            for index in collection.holders(of: id, at: row.path) {
                let way = row.path.split(separator: ".").map(String.init)
                let object = without(id, .object(collection.object(index)), way[...])
                if let object = object.object { collection.replace(index, with: object) }
            }
        }
    }

    private static func without(_ id: String, _ value: JSONValue, _ way: ArraySlice<String>) -> JSONValue {
        if case .array(let entries) = value {
            let kept = entries.filter { !(way.isEmpty && $0.string == id) && !names(id, $0, way) }
            return .array(kept.map { without(id, $0, way) })
        }
        guard let field = way.first, var object = value.object, let inner = object[field] else { return value }
        let isGone = way.count == 1 && inner.string == id
        object[field] = isGone ? JSONValue?.none : without(id, inner, way.dropFirst())
        return .object(object)
    }

    /// Whether an entry of a list is there for nothing but the id in its last field.
    private static func names(_ id: String, _ entry: JSONValue, _ way: ArraySlice<String>) -> Bool {
        way.count == 1 && way.first.flatMap { entry[$0]?.string } == id
    }
}
