import Catalog
import JSON

/// What can be done about a change of an earlier attempt of which nobody knows whether it happened.
enum DoubtfulWrite {
    /// It has the same outcome when it is sent again.
    case repeatable
    /// What it was to create can be looked for by a field.
    case findable(key: String, value: JSONValue)
    /// Only a person can find out.
    case undecidable

    init(_ draft: WriteDraft, of operation: Operation, ids: [String], in catalog: Catalog) {
        guard draft.safety == Operation.Safety.create.rawValue else {
            self = .repeatable
            return
        }
        let resource = operation.resource
        // What a bulk request saves, and what `create` makes, are objects of the resource's own list.
        guard operation.verb == "create" || draft.item != nil, let key = catalog.naturalKey(of: resource),
            let list = catalog["\(resource).list"], list.pathIDs.count == ids.count,
            let body = draft.body.flatMap({ try? JSONValue(parsing: Array($0.utf8)) }),
            let value = Self.value(of: key, in: draft.item == nil ? body : body["item"] ?? .null)
        else {
            self = .undecidable
            return
        }
        self = .findable(key: key, value: value)
    }

    /// The value that tells the object apart; of a list the only entry, since the service finds by one.
    private static func value(of key: String, in body: JSONValue) -> JSONValue? {
        var value = body[key] ?? body[key + "s"]
        if let entries = value?.array { value = entries.count == 1 ? entries[0] : nil }
        return value?.string != nil || value?.integer != nil ? value : nil
    }
}
