import Catalog
import Hummingbird
import JSON

/// Many changes in one request: each item has its own outcome, and the answer is 207 whatever became of them.
struct BulkChange {
    /// One item that can be told from the others.
    private struct Item {
        let identifier: Int64
        /// The whole item as it came.
        let entry: JSONValue
        let fields: JSONObject

        var id: String { fields["id"]?.string ?? "" }
        var isDelete: Bool { entry["requestAction"]?.string == "DELETE" }
    }

    /// What became of an item.
    private struct Outcome {
        let identifier: Int64
        let id: String
        let status: Int
        let kind: StaticString
        let fault: ServiceFault?
    }

    private let endpoint: CollectionEndpoint
    private var operation: Operation { endpoint.asked.operation }
    /// Whether items are changes of objects that exist, as with PATCH.
    private var isPatch: Bool { operation.method == "PATCH" }

    init(_ endpoint: CollectionEndpoint) { self.endpoint = endpoint }

    func response() throws(ServiceFault) -> Response {
        let items = try items()
        let outcomes = items.map(outcome)
        let org = endpoint.service.org.id
        var writer = AnswerWriter(capacity: 64 + outcomes.count * 256)
        writer.beginObject()
        writer.key("items")
        writer.beginArray()
        // In another order than they were sent: nothing promises theirs, only the identifiers tell which is which.
        for outcome in outcomes.reversed() {
            writer.beginObject()
            writer.field("itemIdentifier", outcome.identifier)
            writer.field("status", Int64(outcome.status))
            writer.key("operationType")
            writer.string("\(outcome.kind)")
            writer.field("href", "/organization/\(org)/\(endpoint.plan.resource)/\(outcome.id)")
            if let fault = outcome.fault {
                writer.key("apiError")
                fault.writeBody(trackingID: endpoint.asked.call.trackingID, into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer, status: 207, trackingID: endpoint.asked.call.trackingID)
    }

    private func outcome(_ item: Item) -> Outcome {
        let kind: StaticString = item.isDelete ? "DELETE" : item.id.isEmpty ? "CREATE" : "UPDATE"
        do throws(ServiceFault) {
            let (id, status) = try endpoint.service.org.write { () throws(ServiceFault) in try change(item) }
            return Outcome(identifier: item.identifier, id: id, status: status, kind: kind, fault: nil)
        } catch {
            return Outcome(identifier: item.identifier, id: item.id, status: error.status, kind: kind, fault: error)
        }
    }

    /// Carries one item out; the id of its object and the status it gets.
    private func change(_ item: Item) throws(ServiceFault) -> (id: String, status: Int) {
        if item.isDelete {
            guard !isPatch else { throw ServiceFault(400, "requestAction must be SAVE") }
            try endpoint.remove(try endpoint.index(of: item.id))
            return (item.id, 204)
        }
        try RequestReader.check(operation, query: [], body: ["items": [item.entry]])
        let writable = operation.body.first { $0.name == "items" }?.fields.first { $0.name == "item" }?.fields ?? []
        guard !item.id.isEmpty else {
            guard !isPatch else { throw ServiceFault(400, "id is required") }
            return (endpoint.collection.id(try endpoint.create(item.fields, writable: writable)), 201)
        }
        let index = try endpoint.index(of: item.id)
        _ = try endpoint.change(index, item.fields, writable: writable, replaces: !isPatch)
        return (item.id, 200)
    }

    /// The items of the request; a fault of the request as a whole is one of all its items.
    private func items() throws(ServiceFault) -> [Item] {
        guard let entries = endpoint.asked.body?["items"]?.array, !entries.isEmpty else {
            throw ServiceFault(400, "items must be a list that is not empty")
        }
        let cap = endpoint.service.options.bulkCap
        guard entries.count <= cap else { throw ServiceFault(400, "at most \(cap) items can be changed at once") }
        var items: [Item] = []
        var seen: Set<Int64> = []
        for entry in entries {
            guard let identifier = entry["itemIdentifier"]?.integer, seen.insert(identifier).inserted else {
                throw ServiceFault(400, "each item needs an itemIdentifier of its own")
            }
            guard let fields = entry["item"]?.object else {
                throw ServiceFault(400, "item \(identifier) has no object")
            }
            items.append(Item(identifier: identifier, entry: entry, fields: fields))
        }
        return items
    }
}
