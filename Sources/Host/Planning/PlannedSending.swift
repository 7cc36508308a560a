import Catalog
import JSON

/// How the changes of a plan are sent: what the worker's own script is told of each.
///
/// Where the API can take several changes in one request, all of one kind go in such requests, however few there are in one:
/// a change must be known again by a later attempt, which makes other requests of them.
struct PlannedSending {
    /// What the changes of one request have in common.
    struct Kind: Hashable {
        var resource: String
        var parent: String
        var verb: String
        var action: String
        var isChecked: Bool
    }

    private let catalog: Catalog
    private let placeholders: Placeholders
    /// Changes whose objects can be compared; each has the number of the one of the same object before it.
    private let compared: [Int: Int?]
    /// How many changes there are of a kind.
    private let counts: [Kind: Int]

    init(_ plan: Plan, catalog: Catalog) {
        self.catalog = catalog
        placeholders = Placeholders(plan)
        var last: [String: Int] = [:], compared: [Int: Int?] = [:]
        var counts: [Kind: Int] = [:]
        for change in plan.changes where change.unsendable == nil {
            if Self.isComparable(change), placeholders.mentioned(in: change.target).isEmpty {
                let object = "\(change.resource) \(change.target)"
                compared[change.number] = .some(last[object])
                last[object] = change.number
            }
            if let kind = Self.kind(of: change, catalog) { counts[kind, default: 0] += 1 }
        }
        self.compared = compared
        self.counts = counts
    }

    /// What the script is told of a change.
    func told(_ change: PlannedChange) -> JSONObject {
        let needs = placeholders.mentioned(by: change)
        let makers = needs.compactMap { placeholders.makers[$0] ?? nil }
        let before = Set(change.standsOn + makers).filter { $0 < change.number }.sorted()
        var told: JSONObject = ["number": .integer(Int64(change.number)), "action": .string(change.action.rawValue)]
        let ended = change.follows.filter { $0 < change.number && !before.contains($0) }
        if !before.isEmpty { told["stands_on"] = .array(before.map { .integer(Int64($0)) }) }
        if !ended.isEmpty { told["follows"] = .array(ended.map { .integer(Int64($0)) }) }
        if !needs.isEmpty { told["needs"] = .array(needs.sorted().map(JSONValue.string)) }
        let awaited = needs.filter { placeholders.makers[$0] == .some(nil) }
        if !awaited.isEmpty { told["awaits"] = .array(awaited.sorted().map(JSONValue.string)) }
        if !change.makes.isEmpty { told["makes"] = .object(change.makes) }
        told["unsendable"] = change.unsendable.map(JSONValue.string)
        told["body"] = change.body
        if change.isRaw { return addRequest(change, to: told) }
        let name = change.operation.split(separator: "@")
        let operation = catalog[change.operation] ?? catalog[String(name[0])]
        told["resource"] = .string(operation?.resource ?? change.resource)
        told["verb"] = .string(operation?.verb ?? "")
        told["module"] = .string(operation?.module.rawValue ?? "cc")
        told["ids"] = .array(change.ids.map(JSONValue.string))
        if let kind = Self.kind(of: change, catalog), counts[kind, default: 0] > 1 || operation?.verb == kind.verb {
            told["shared"] = .string(kind.verb)
            told["request_action"] = .string(kind.action)
            if !kind.isChecked { told["strict"] = false }
            told["parent"] = .array(kind.parent.split(separator: "/").map { .string(String($0)) })
            if let entry = operation.flatMap({ SharedItem.only(of: $0, change.body) }) {
                told["body"] = entry["item"] ?? [:]
                told["item"] = entry["item"]?["id"]
            } else if change.action != .create {
                told["item"] = change.ids.last.map(JSONValue.string)
            }
            return told
        }
        if operation?.content != nil { told["has_body"] = true }
        if !change.query.isEmpty { told["query"] = .object(change.query) }
        var options = change.options
        if let operation, operation.isOlderVersion { options["v"] = .integer(Int64(operation.version)) }
        if !options.isEmpty { told["options"] = .object(options) }
        return told
    }

    private func addRequest(_ change: PlannedChange, to fields: JSONObject) -> JSONObject {
        var told = fields
        let words = change.operation.split(separator: " ", maxSplits: 1).map(String.init)
        told["method"] = .string(words.first ?? "")
        told["path"] = .string(words.last ?? "")
        if !change.query.isEmpty { told["query"] = .object(change.query) }
        var options = change.options
        told["module"] = options["base"] ?? "cc"
        options["base"] = JSONValue?.none
        if !options.isEmpty { told["options"] = .object(options) }
        return told
    }

    /// Whether a change's object is read and compared before it: it is the first of an object that was there already.
    func isCompared(_ change: PlannedChange) -> Bool { compared[change.number] == .some(.none) }

    /// Whether there is anything that the object of a change can be compared with.
    func canBeCompared(_ change: PlannedChange) -> Bool { compared[change.number] != nil }

    /// The number of the change before it of the same object, of those that can be compared; nil where it is the first.
    func previous(of change: PlannedChange) -> Int? { compared[change.number] ?? nil }

    private static func isComparable(_ change: PlannedChange) -> Bool {
        change.before != nil && change.action != .create && !change.target.isEmpty
    }

    /// What an object is like for certain once a change of it was made: what nobody guesses, without ids that are yet to come.
    func left(by change: PlannedChange) -> JSONObject? {
        change.after.map { after in
            JSONObject(
                after.filter { field in
                    guard !change.guessed.contains(field.key) else { return false }
                    return placeholders.mentioned(by: .object([field.key: field.value])).isEmpty
                }
            )
        }
    }

    /// What objects have in common that one request can read.
    func readingPlace(of change: PlannedChange) -> String {
        "\(change.resource) \(change.target.split(separator: "/").dropLast().joined(separator: "/"))"
    }

    /// The kind of request that takes a change together with others; nil where it is sent by itself.
    static func kind(of change: PlannedChange, _ catalog: Catalog) -> Kind? {
        guard !change.isRaw, change.query.isEmpty, change.options.keys.allSatisfy({ $0 == "strict" }),
            let operation = catalog[change.operation], !operation.isOlderVersion
        else { return nil }
        if let entry = SharedItem.only(of: operation, change.body) {
            // The API has no call for one of these.
            guard !holdsSecret(.object(entry)), operation.pathIDs.count == change.ids.count else { return nil }
            let action = entry["requestAction"]?.string?.uppercased() == "DELETE" ? "DELETE" : "SAVE"
            return Kind(
                resource: operation.resource,
                parent: change.ids.joined(separator: "/"),
                verb: operation.verb,
                action: action,
                isChecked: change.options["strict"]?.bool ?? true && action == "SAVE"
            )
        }
        let isPatch = operation.verb == "patch", isDelete = operation.verb == "delete"
        guard isPatch || isDelete || ["update", "create"].contains(operation.verb),
            let many = catalog["\(operation.resource).\(isPatch ? "bulk_patch" : "bulk_save")"],
            many.countedLists == [BulkAnswer.list]
        else { return nil }
        let isCreate = operation.verb == "create"
        let parent = isCreate ? change.ids : Array(change.ids.dropLast())
        guard many.pathIDs.count == parent.count, operation.pathIDs.count == change.ids.count else { return nil }
        if !isDelete {
            guard let body = change.body?.object, !isCreate || body["id"] == nil, !holdsSecret(.object(body)) else {
                return nil
            }
        }
        return Kind(
            resource: operation.resource,
            parent: parent.joined(separator: "/"),
            verb: many.verb,
            action: isDelete ? "DELETE" : "SAVE",
            isChecked: change.options["strict"]?.bool ?? true && !isDelete
        )
    }

    private static func holdsSecret(_ value: JSONValue) -> Bool {
        var names: Set<String> = []
        value.collectSecrets(into: &names)
        return !names.isEmpty
    }
}

extension JSONValue {
    /// Adds the names of the stored secrets whose handles are in it.
    func collectSecrets(into names: inout Set<String>) {
        switch self {
        case .object(let fields):
            if fields.count == 1, let name = fields["secret"]?.string { names.insert(name) }
            for field in fields { field.value.collectSecrets(into: &names) }
        case .array(let entries): for entry in entries { entry.collectSecrets(into: &names) }
        default: return
        }
    }
}
