import Catalog
import JSON
import Webex

/// Asks for the names of objects that a plan mentions by ids which its run has not seen: a person is to read it.
///
/// Which resource an id is one of, the name of its field tells: `teamIds` are those of teams.
struct NameSearch {
    private let catalog: Catalog
    /// Ids whose names are wanted, by resource.
    private(set) var wanted: [String: Set<String>] = [:]

    /// Fields that are called otherwise than the resource whose ids they hold.
    private static let others = [
        "agent_profile": "desktop_profile", "multi_media_profile": "multimedia_profile",
        "contact_service_queue": "queue",
        "preferred_supervisor_team": "team", "outdial_entry_point": "entry_point", "outdial_queue": "queue",
        "default_resource_collection": "resource_collection",
    ]
    /// Requests that names of one resource are worth.
    private static let most = 3

    init(_ catalog: Catalog) { self.catalog = catalog }

    /// Looks through the fields in which two objects differ.
    mutating func note(_ before: JSONObject?, _ after: JSONObject?, except known: (String) -> Bool) {
        for object in [before, after].compactMap(\.self) {
            let other = (object == before ? after : before) ?? [:]
            for field in object where other[field.key] != field.value { note(field.value, named: field.key, known) }
        }
    }

    private mutating func note(_ value: JSONValue, named name: String, _ known: (String) -> Bool) {
        switch value {
        case .string(let text):
            guard Self.isID(text), !known(text), let resource = resource(named: name) else { return }
            wanted[resource, default: []].insert(text)
        case .array(let entries): for entry in entries { note(entry, named: name, known) }
        case .object(let fields): for field in fields { note(field.value, named: field.key, known) }
        default: return
        }
    }

    /// Asks for them, many at once; `seen` hears each answer.
    ///
    /// Names that cannot be had are no reason for anything to fail.
    func ask(_ session: Session, _ seen: (_ body: [UInt8]) -> Void) async {
        for (resource, ids) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let list = catalog["\(resource).list"] else { continue }
            var rest = ids.sorted()[...]
            for _ in 0..<Self.most where !rest.isEmpty {
                let names = rest.prefix(TargetReader.most).map { "\"\($0)\"" }.joined(separator: ",")
                rest = rest.dropFirst(TargetReader.most)
                var call = Call(operation: list, isChecked: false)
                call.query = [
                    ("filter", .string("id=in=(\(names))")), ("pageSize", .integer(Int64(TargetReader.most))),
                ]
                guard let answer = try? await session.call(call) else { break }
                seen(answer.body)
            }
        }
    }

    /// The resource whose ids a field of this name holds, if its list can be asked for them.
    private func resource(named field: String) -> String? {
        guard let end = ["Ids", "Id"].first(where: field.hasSuffix) else { return nil }
        var name = ""
        for character in field.dropLast(end.count) {
            name += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
        let resource = Self.others[name] ?? name
        guard let list = catalog["\(resource).list"], list.pathIDs.isEmpty,
            list.query.contains(where: { $0.name == "filter" })
        else { return nil }
        return resource
    }

    private static func isID(_ text: String) -> Bool {
        text.utf8.count == 36
            && text.split(separator: "-", omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12]
    }
}
