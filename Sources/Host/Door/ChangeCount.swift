import Catalog
import JSON

/// What a call changes of the org, as far as it can be seen before it is sent.
struct ChangeCount: Equatable {
    /// How many objects; a request for many changes each of them.
    let objects: Int
    /// Whether any of them is deleted.
    let deletes: Bool
    /// Whether a whole collection is erased.
    let erasesAll: Bool

    /// The lists of bodies for many objects, and the field of an entry that says what becomes of it.
    private static let lists = [("items", "requestAction"), ("Operations", "method")]

    init(_ operation: Operation, query: JSONObject, body: JSONValue?) {
        var objects = 1
        var deletes = operation.safety == .delete
        for (list, action) in Self.lists {
            guard let entries = body?[list]?.array else { continue }
            objects = entries.count
            if entries.contains(where: { $0[action]?.string?.uppercased() == "DELETE" }) { deletes = true }
        }
        // A patch is a list of steps for one object, any other list one of objects.
        if let entries = body?.array, operation.content?.media != .jsonPatch { objects = entries.count }
        self.objects = objects
        self.deletes = deletes
        erasesAll =
            switch operation.erases {
            case nil: false
            case .always: true
            case .when(let field): Self.isSet(query[field]) || Self.isSet(body?[field])
            }
    }

    private static func isSet(_ value: JSONValue?) -> Bool {
        guard let value, !value.isNull else { return false }
        return value.bool ?? true
    }
}
