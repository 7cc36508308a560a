import Catalog
import Hummingbird
import JSON

/// Changes of a collection's objects: PUT of one, PATCH of one, PATCH of many.
///
/// Every change that is made is counted with its object, also when the answer never arrives.
struct ChangeEndpoint {
    private let service: Service
    private let collection: OrgCollection

    init(_ service: Service, _ collection: OrgCollection) {
        self.service = service
        self.collection = collection
    }

    /// Answers an `update`, a `patch` or a `bulk_patch`; `id` is that of the path, nil when many are changed.
    func answer(_ call: Call, operation: Operation, id: String?) async throws(ServiceFault) -> Response {
        let body: JSONValue
        do {
            body = try JSONValue(parsing: try await call.body())
        } catch let fault as ServiceFault {
            throw fault
        } catch {
            throw ServiceFault(400, "the body is no JSON")
        }
        guard let id else { return try bulk(body, operation, call) }
        return .json(try change(id, body, operation, call), trackingID: call.trackingID)
    }

    private func change(_ id: String, _ body: JSONValue, _ operation: Operation, _ call: Call) throws(ServiceFault)
        -> JSONObject
    {
        guard let index = collection.index(of: id) else {
            throw ServiceFault(404, "no \(collection.resource) has the id \(id)")
        }
        let change = try ObjectChange(
            body,
            operation: operation,
            id: id,
            org: service.org,
            refusesStaleVersions: service.options.refusesStaleVersions
        )
        let changed = try collection.change(index) { object throws(ServiceFault) in
            try change.applied(to: object, now: call.now)
        }
        service.writes.add("\(collection.resource)/\(id.lowercased())")
        return changed
    }

    /// One item of a bulk request that can be told from the others.
    private struct Item {
        let identifier: Int64
        let fields: JSONValue
        let action: String
    }

    private func bulk(_ body: JSONValue, _ operation: Operation, _ call: Call) throws(ServiceFault) -> Response {
        let items = try items(body)
        guard let single = Catalog.bundled["\(collection.resource).patch"] else {
            throw ServiceFault(404, "there is no such resource")
        }
        let outcomes = items.map { item -> (item: Item, id: String, fault: ServiceFault?) in
            let id = item.fields["id"]?.string ?? ""
            do throws(ServiceFault) {
                guard !id.isEmpty else { throw ServiceFault(400, "id is required") }
                guard item.action == "SAVE" else { throw ServiceFault(400, "requestAction must be SAVE") }
                _ = try change(id, item.fields, single, call)
                return (item, id, nil)
            } catch {
                return (item, id, error)
            }
        }
        var writer = AnswerWriter(capacity: 64 + outcomes.count * 256)
        writer.beginObject()
        writer.key("items")
        writer.beginArray()
        // In another order than they were sent: nothing promises theirs, only the identifiers tell which is which.
        for outcome in outcomes.reversed() {
            writer.beginObject()
            writer.field("itemIdentifier", outcome.item.identifier)
            writer.field("status", Int64(outcome.fault?.status ?? 200))
            writer.field("operationType", "UPDATE")
            writer.field("href", "/organization/\(service.org.id)/\(collection.resource)/\(outcome.id)")
            if let fault = outcome.fault {
                writer.key("apiError")
                fault.writeBody(trackingID: call.trackingID, into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer, status: 207, trackingID: call.trackingID)
    }

    /// The items of a bulk request; a fault of the request as a whole is one of all its items.
    private func items(_ body: JSONValue) throws(ServiceFault) -> [Item] {
        guard let entries = body["items"]?.array, !entries.isEmpty else {
            throw ServiceFault(400, "items must be a list that is not empty")
        }
        guard entries.count <= service.options.bulkCap else {
            throw ServiceFault(400, "at most \(service.options.bulkCap) items can be changed at once")
        }
        var items: [Item] = []
        var seen: Set<Int64> = []
        for entry in entries {
            guard let identifier = entry["itemIdentifier"]?.integer, seen.insert(identifier).inserted else {
                throw ServiceFault(400, "each item needs an itemIdentifier of its own")
            }
            guard let fields = entry["item"], fields.object != nil else {
                throw ServiceFault(400, "item \(identifier) has no object")
            }
            items.append(Item(identifier: identifier, fields: fields, action: entry["requestAction"]?.string ?? "SAVE"))
        }
        return items
    }
}
