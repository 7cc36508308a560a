import Catalog
import JSON

/// What a call changes of the org, as far as it can be seen before it is sent.
struct ChangeCount: Equatable {
    /// How many objects; a request for many changes each of them.
    let objects: Int
    /// Whether any of them is deleted.
    let deletes: Bool
    /// Whether each of many objects has its id, or is deleted: such a request may be sent twice.
    let isRepeatable: Bool
    /// Whether a whole collection is erased.
    let erasesAll: Bool

    /// The fields of an entry that say what becomes of its object, in small letters.
    private static let actions = ["requestaction", "method"]

    init(_ operation: Operation, query: JSONObject, body: JSONValue?) {
        let entries = Self.entries(of: operation, in: body)
        // What names no object may still change one.
        objects = max(1, entries.count)
        deletes = operation.safety == .delete || entries.contains(where: Self.isDelete)
        isRepeatable =
            !operation.countedLists.isEmpty && !entries.isEmpty
            && entries.allSatisfy { Self.isDelete($0) || $0["item"]?["id"]?.string?.isEmpty == false }
        erasesAll = operation.isErasing(query, body)
    }

    /// The entries of which each is a change.
    ///
    /// Names in other letters count too: what is sent unchecked may be spelt as the service alone takes it.
    private static func entries(of operation: Operation, in body: JSONValue?) -> [JSONValue] {
        // A patch is a list of steps for one object, any other list one of objects.
        if let entries = body?.array { return operation.content?.media == .jsonPatch ? [] : entries }
        let lists = operation.countedLists.map { $0.lowercased() }
        return (body?.object ?? [:]).filter { lists.contains($0.key.lowercased()) }.flatMap { $0.value.array ?? [] }
    }

    private static func isDelete(_ entry: JSONValue) -> Bool {
        (entry.object ?? [:]).contains { field in
            actions.contains(field.key.lowercased()) && field.value.string?.uppercased() == "DELETE"
        }
    }
}
