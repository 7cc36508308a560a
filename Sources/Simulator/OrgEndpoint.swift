import Catalog
import Hummingbird

/// The org's collections: one object by its id, or a page of a list.
struct OrgEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    /// Answers one of the catalog's `get` and `list` operations.
    func answer(_ call: Call, operation: Operation, ids: [String: String]) throws(ServiceFault) -> Response {
        guard ids["orgid"] == service.org.id else {
            throw ServiceFault(403, "the token is not for this organization")
        }
        guard let resource = operation.name.split(separator: ".").first,
            let collection = service.org.collections[String(resource)]
        else { throw ServiceFault(404, "there is no such resource") }
        guard let id = ids["id"] else { return try page(of: collection, operation, call) }
        guard let entry = collection[id] else { throw ServiceFault(404, "no \(resource) has the id \(id)") }
        var writer = AnswerWriter(capacity: entry.whole.count)
        writer.encoded(entry.whole)
        return .json(writer, trackingID: call.trackingID)
    }

    private func page(of collection: OrgCollection, _ operation: Operation, _ call: Call) throws(ServiceFault)
        -> Response
    {
        let query = call.queryItems
        // To leave a filter aside would be to answer another question than the one that was asked.
        for name in ["filter", "search", "attributes", "singleObjectResponse"] where query[name] != nil {
            throw ServiceFault(400, "the simulator's lists know no \(name)")
        }
        let page = try query.integer("page") ?? 0
        let asked = try query.integer("pageSize") ?? 100
        guard page >= 0, asked >= 1 else { throw ServiceFault(400, "page counts from 0 and pageSize from 1") }
        let size = Int(min(asked, Int64(service.options.pageSizeCap)))
        let count = collection.entries.count
        let pages = (count + size - 1) / size
        let first = page < Int64(pages) ? Int(page) * size : count
        let shown = collection.entries[first..<min(count, first + size)]
        var writer = AnswerWriter(capacity: 512 + shown.reduce(0) { $0 + $1.listed.count + 1 })
        writer.beginObject()
        writer.key("meta")
        writer.beginObject()
        writer.field("orgid", service.org.id)
        writer.field("page", page)
        writer.field("pageSize", Int64(size))
        writer.field("totalPages", Int64(pages))
        writer.field("totalRecords", Int64(count))
        writer.key("links")
        writer.beginObject()
        if page + 1 < Int64(pages) { writer.field("next", misleadingLink(operation, page: page + 1, size: size)) }
        writer.endObject()
        writer.endObject()
        writer.key("data")
        writer.beginArray()
        for entry in shown { writer.encoded(entry.listed) }
        writer.endArray()
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    /// The link to the next page as the service's examples show it: without host and version, so of no use.
    private func misleadingLink(_ operation: Operation, page: Int64, size: Int) -> String {
        let entity = operation.path.split(separator: "/").last ?? ""
        return "/cms/api/organization/\(service.org.id)/\(entity)?page=\(page)&pageSize=\(size)"
    }
}
