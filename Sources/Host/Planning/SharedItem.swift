import Catalog
import JSON

/// One entry of a request for many, as the call of one object that it stands for; where the API has no such call, as a
/// request for many that holds nothing else.
struct SharedItem {
    let operation: Operation
    let ids: [String]
    let body: JSONValue?
    /// Its number in the request.
    let number: Int64?
    let scope: String

    /// The entries of a request for many as single calls.
    ///
    /// - Parameters:
    ///   - operation: what is called.
    ///   - ids: those of its path.
    ///   - body: what is sent.
    ///   - scopes: the rows and steps of each entry, where they are not those of the request.
    ///   - catalog: has the operations for one object.
    /// - Returns: nil for a request that can only be taken as it is.
    static func all(
        of operation: Operation,
        ids: [String],
        body: JSONValue?,
        scopes: [String],
        catalog: Catalog
    ) -> [SharedItem]? {
        guard ["bulk_patch", "bulk_save"].contains(operation.verb),
            operation.countedLists == [BulkAnswer.list], let entries = body?[BulkAnswer.list]?.array, !entries.isEmpty
        else { return nil }
        var items: [SharedItem] = []
        for (place, entry) in entries.enumerated() {
            guard let fields = entry["item"]?.object else { return nil }
            let id = fields["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            let isDelete = entry["requestAction"]?.string?.uppercased() == "DELETE"
            let verb = isDelete ? "delete" : operation.verb == "bulk_patch" ? "patch" : id == nil ? "create" : "update"
            guard verb == "create" || id != nil else { return nil }
            let path = ids + (verb == "create" ? [] : [id ?? ""])
            let single = catalog["\(operation.resource).\(verb)"].flatMap { $0.pathIDs.count == path.count ? $0 : nil }
            var sent = fields
            if verb == "patch" { sent["id"] = JSONValue?.none }
            items.append(
                SharedItem(
                    operation: single ?? operation,
                    ids: single == nil ? ids : path,
                    body: single == nil ? alone(entry) : isDelete ? JSONValue?.none : .object(sent),
                    number: entry[BulkAnswer.number]?.integer,
                    scope: place < scopes.count ? scopes[place] : Door.scope
                )
            )
        }
        return items
    }

    /// A request for many that holds one entry.
    private static func alone(_ entry: JSONValue) -> JSONValue {
        var entry = entry.object ?? [:]
        entry[BulkAnswer.number] = 1
        return [BulkAnswer.list: [.object(entry)]]
    }

    /// The only entry of a request for many.
    static func only(of operation: Operation, _ body: JSONValue?) -> JSONObject? {
        guard ["bulk_patch", "bulk_save"].contains(operation.verb), operation.countedLists == [BulkAnswer.list],
            let entries = body?[BulkAnswer.list]?.array, entries.count == 1
        else { return nil }
        return entries[0].object
    }
}
