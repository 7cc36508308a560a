import Catalog
import JSON

/// The organisation that the simulator plays: what a seed and a number of users make of it, and what was changed since.
///
/// Safe to share.
struct Org: Sendable {
    let id: String
    let userCount: Int
    /// Of each queue, what a task says of it: `{id, name}` as JSON.
    let queueNames: [[UInt8]]
    private let collections: [String: OrgCollection]
    private let maker: OrgMaker
    private let userIDs: SeededID

    /// Makes the org out of what the catalog tells of its resources.
    init(hash: SeededHash, users count: Int, createdTime: Int64, catalog: Catalog) {
        let maker = OrgMaker(hash: hash, users: count, createdTime: createdTime)
        self.maker = maker
        id = maker.orgID
        userCount = count
        userIDs = SeededID(hash, .user)
        queueNames = (0..<maker.queueCount).map { index in
            let queue = maker.queue(index)
            let fields: JSONValue = ["id": queue["id"] ?? .null, "name": queue["name"] ?? .null]
            return fields.encoded()
        }
        let plans: [(String, SeededHash.Kind, Int, @Sendable (Int) -> JSONObject)] = [
            ("user", .user, count, maker.user), ("queue", .queue, maker.queueCount, maker.queue),
            ("team", .team, maker.teamCount, maker.team), ("site", .site, maker.siteCount, maker.site),
            ("user_profile", .userProfile, OrgMaker.userProfiles.count, maker.userProfile),
            ("desktop_profile", .desktopProfile, OrgMaker.desktopProfiles.count, maker.desktopProfile),
            ("multimedia_profile", .multimediaProfile, OrgMaker.multimediaProfiles.count, maker.multimediaProfile),
            ("skill_profile", .skillProfile, OrgMaker.skillProfiles.count, maker.skillProfile),
            ("business_hours", .businessHours, OrgMaker.businessHours.count, maker.businessHours),
            ("holiday_list", .holidayList, OrgMaker.holidayLists.count, maker.holidayList),
        ]
        var collections: [String: OrgCollection] = [:]
        for (resource, kind, count, make) in plans {
            collections[resource] = OrgCollection(
                resource,
                count: count,
                ids: SeededID(hash, kind),
                omitsArrays: catalog["\(resource).list"]?.omitsArrays ?? false,
                fields: Self.writableFields(of: resource, catalog),
                make: make
            )
        }
        self.collections = collections
    }

    /// The collection of a resource by the catalog's name: `user`, `desktop_profile` and so on.
    subscript(resource: String) -> OrgCollection? { collections[resource] }

    /// Writes what a task says of its owner: `{id, name}`.
    func writeOwner(_ user: Int, into writer: inout AnswerWriter) {
        writer.beginObject()
        writer.key("id")
        writer.id(userIDs, user)
        writer.field("name", OrgMaker.userName(user))
        writer.endObject()
    }

    /// The id that Common Identity knows a user by.
    func commonIdentityID(ofUser user: Int) -> String { maker.commonIdentityID(ofUser: user) }

    /// What an object may come to hold although the first one does not.
    private static func writableFields(of resource: String, _ catalog: Catalog) -> [String: FieldKind] {
        var fields: [String: FieldKind] = [:]
        for parameter in catalog["\(resource).update"]?.body ?? [] {
            switch parameter.items ?? parameter.type {
            case .string: fields[parameter.name] = .text
            case .integer: fields[parameter.name] = .integer
            case .boolean: fields[parameter.name] = .boolean
            case .number, .list, .object, .any, .file: continue
            }
        }
        return fields
    }
}
