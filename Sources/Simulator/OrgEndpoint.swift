import Catalog
import Hummingbird
import JSON

/// The org's collections: one object by its id, a page of a list, and changes.
struct OrgEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    /// Answers one of the catalog's operations on a collection.
    func answer(_ call: Call, operation: Operation, ids: [String: String]) async throws(ServiceFault) -> Response {
        guard ids["orgid"] == service.org.id else {
            throw ServiceFault(403, "the token is not for this organization")
        }
        guard let collection = service.org[operation.resource] else {
            throw ServiceFault(404, "there is no such resource")
        }
        guard operation.safety == .read else {
            return try await ChangeEndpoint(service, collection).answer(call, operation: operation, id: ids["id"])
        }
        guard let id = ids["id"] else {
            let query = try ListQuery(call, operation, of: collection, cap: service.options.pageSizeCap)
            return try list(query, of: collection, operation, call)
        }
        guard let index = collection.index(of: id) else {
            throw ServiceFault(404, "no \(collection.resource) has the id \(id)")
        }
        return .json(collection.object(index), trackingID: call.trackingID)
    }

    private func list(
        _ query: ListQuery,
        of collection: OrgCollection,
        _ operation: Operation,
        _ call: Call
    ) throws(ServiceFault) -> Response {
        let found = collection.matches(query.filter, query.search, question: query.question)
        let count = found?.count ?? collection.count
        guard !query.isSingle || count <= 1 else {
            throw ServiceFault(400, "singleObjectResponse is for one object, but \(count) were found")
        }
        if let unknown = query.attributes?.first(where: {
            collection.fields[$0] == nil && !Self.unfiltered.contains($0)
        }) {
            throw ServiceFault(400, "attributes: there is no field \(unknown)")
        }
        let size = query.pageSize
        let pages = (count + size - 1) / size
        let first = query.page < Int64(pages) ? Int(query.page) * size : count
        let shown = first..<min(count, first + size)
        var writer = AnswerWriter(capacity: 512 + shown.count * 1536)
        writer.beginObject()
        writer.key("meta")
        writeMeta(query, operation, count: count, pages: pages, into: &writer)
        writer.key("data")
        writer.beginArray()
        for place in shown {
            let object = collection.object(found?[place] ?? place)
            let listed = query.isSingle ? object : collection.listed(object)
            writer.encoded(JSONValue.object(chosen(query.attributes, of: listed)).encoded())
        }
        writer.endArray()
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    /// Fields that are shown although nothing is filtered by them.
    private static let unfiltered = ["organizationId", "createdTime", "lastUpdatedTime", "holidays", "workingHours"]

    private func chosen(_ attributes: [String]?, of object: JSONObject) -> JSONObject {
        guard let attributes else { return object }
        return JSONObject(object.filter { $0.key == "id" || attributes.contains($0.key) })
    }

    private func writeMeta(
        _ query: ListQuery,
        _ operation: Operation,
        count: Int,
        pages: Int,
        into writer: inout AnswerWriter
    ) {
        writer.beginObject()
        writer.field("orgid", service.org.id)
        writer.field("page", query.page)
        writer.field("pageSize", Int64(query.pageSize))
        writer.field("totalPages", Int64(pages))
        writer.field("totalRecords", Int64(count))
        writer.key("links")
        writer.beginObject()
        if query.page + 1 < Int64(pages) { writer.field("next", misleadingLink(operation, query)) }
        writer.endObject()
        writer.endObject()
    }

    /// The link to the next page as the service's examples show it: without host and version, so of no use.
    private func misleadingLink(_ operation: Operation, _ query: ListQuery) -> String {
        let entity = operation.path.split(separator: "/").last ?? ""
        return "/cms/api/organization/\(service.org.id)/\(entity)?page=\(query.page + 1)&pageSize=\(query.pageSize)"
    }
}
