import JSON

/// The organisation that the simulator plays: what a seed and a number of users make of it.
///
/// Immutable.
struct Org: Sendable {
    let id: String
    let users: [JSONObject]
    let queues: [JSONObject]
    /// Of each user, what a task says of its owner: `{id, name}` as JSON.
    let owners: [[UInt8]]
    /// Of each queue, what a task says of it: `{id, name}` as JSON.
    let queueNames: [[UInt8]]
    /// The collections by the resource names of the catalog: `user`, `desktop_profile` and so on.
    let collections: [String: OrgCollection]

    /// Makes the org; `omitsArrays` tells of a resource whether its list leaves arrays out.
    init(hash: SeededHash, users count: Int, createdTime: Int64, omitsArrays: (String) -> Bool) {
        let maker = OrgMaker(hash: hash, users: count, createdTime: createdTime)
        id = maker.orgID
        users = (0..<count).map(maker.user)
        queues = (0..<maker.queueCount).map(maker.queue)
        owners = users.map { user in
            let name = [user["firstName"], user["lastName"]].compactMap { $0?.string }.joined(separator: " ")
            return Self.reference(user, name: .string(name))
        }
        queueNames = queues.map { Self.reference($0, name: $0["name"]) }
        let objects: [String: [JSONObject]] = [
            "user": users,
            "queue": queues,
            "team": (0..<maker.teamCount).map(maker.team),
            "site": (0..<maker.siteCount).map(maker.site),
            "user_profile": (0..<OrgMaker.userProfiles.count).map(maker.userProfile),
            "desktop_profile": (0..<OrgMaker.desktopProfiles.count).map(maker.desktopProfile),
            "multimedia_profile": (0..<OrgMaker.multimediaProfiles.count).map(maker.multimediaProfile),
            "skill_profile": (0..<OrgMaker.skillProfiles.count).map(maker.skillProfile),
        ]
        collections = Dictionary(
            uniqueKeysWithValues: objects.map { name, objects in
                (name, OrgCollection(objects, omitsArrays: omitsArrays(name)))
            }
        )
    }

    private static func reference(_ object: JSONObject, name: JSONValue?) -> [UInt8] {
        let fields: JSONValue = ["id": object["id"] ?? .null, "name": name ?? .null]
        return fields.encoded()
    }
}
