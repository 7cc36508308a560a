import Catalog
import HTTPTypes
import Hummingbird
import JSON

/// The answer of a list in the way its operation pages: what stands around the entries, and where the next ones are.
struct ListAnswer {
    let asked: OperationCall
    let org: Org
    let page: ListPage
    /// How many entries there are on all pages.
    let count: Int

    private var operation: Operation { asked.operation }
    private var call: Call { asked.call }

    /// The whole answer with the entries of this page.
    func response(_ entries: [JSONValue]) -> Response {
        var writer = AnswerWriter(capacity: 512 + entries.count * 1024)
        writer.encoded(body(entries).encoded())
        var headers = HTTPFields()
        if operation.paging == .link, let cursor = page.cursor(after: count) {
            headers[.link] = "<\(address(cursor))>; rel=\"next\""
        }
        return .json(writer, trackingID: call.trackingID, headers: headers)
    }

    private func body(_ entries: [JSONValue]) -> JSONValue {
        let list = JSONValue.array(entries)
        let path = operation.listPath ?? "items"
        if operation.paging == .flowPage {
            return call.queryItems["includePagination"] == "true" ? flows(list) : list
        }
        guard !path.isEmpty else { return list }
        let fields = operation.success?.value?.fields ?? []
        var object = JSONObject()
        for field in fields where field.name == path || known(field) != nil || field.isRequired {
            object[field.name] = field.name == path ? list : known(field) ?? ShapeMaker(name: path).value(field)
        }
        if object[path] == nil { object[path] = list }
        return .object(object)
    }

    /// What a field beside the list says of it; nil for what it can leave out.
    private func known(_ field: Parameter) -> JSONValue? {
        let shown = page.range(of: count)
        switch field.name {
        case "meta": return .object(meta(field))
        case "totalResults", "totalResources", "total", "totalRecords": return whole(count, field)
        case "itemsPerPage": return whole(shown.count, field)
        case "startIndex": return whole(shown.lowerBound + 1, field)
        case "start", "offset": return whole(shown.lowerBound, field)
        case "limit", "pageSize": return whole(page.size == .max ? count : page.size, field)
        case "pageNumber", "page": return whole(Int(page.number), field)
        case "rel": return shown.upperBound < count ? "next" : "last"
        case "schemas" where operation.paging == .scim:
            return ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        default: return nil
        }
    }

    private func whole(_ number: Int, _ field: Parameter) -> JSONValue {
        field.type == .string ? .string(String(number)) : .integer(Int64(number))
    }

    /// What the page says of itself, in the names that the operation has for that.
    private func meta(_ field: Parameter) -> JSONObject {
        let names = Set(field.fields.map(\.name))
        let links = links()
        let facts: [(String, JSONValue)] = [
            ("orgid", .string(org.id)), ("orgId", .string(org.id)), ("organizationId", .string(org.id)),
            ("page", .integer(page.number)), ("pageSize", .integer(Int64(page.size == .max ? count : page.size))),
            ("totalPages", .integer(Int64(page.pages(of: count)))), ("totalRecords", .integer(Int64(count))),
            ("resultCount", .integer(Int64(page.range(of: count).count))), ("links", .object(links)),
        ]
        // A free map has what the other lists of the contact centre have.
        let free: Set<String> = ["orgid", "page", "pageSize", "totalPages", "totalRecords", "links"]
        let wanted = names.isEmpty ? free : names
        var meta = JSONObject()
        for (name, value) in facts where wanted.contains(name) { meta[name] = value }
        for field in field.fields where field.isRequired && meta[field.name] == nil {
            meta[field.name] = ShapeMaker(name: field.name).value(field)
        }
        for name in ["workspaceId", "identity"] where names.contains(name) {
            if let value = asked.ids[name] { meta[name] = .string(value) }
        }
        return meta
    }

    /// The links as the service's examples show them: without host and version, so of no use.
    private func links() -> JSONObject {
        let entity = operation.path.split(separator: "/").last ?? ""
        let path = "/cms/api/organization/\(org.id)/\(entity)"
        var links = JSONObject()
        links["self"] = .string("\(path)?page=\(page.number)")
        if page.range(of: count).upperBound < count {
            links["next"] = .string("\(path)?page=\(page.number + 1)&pageSize=\(page.size)")
        }
        return links
    }

    private func flows(_ list: JSONValue) -> JSONValue {
        [
            "currentPage": .integer(page.number), "totalRecords": .integer(Int64(count)),
            "pageSize": .integer(Int64(page.size)), "totalPages": .integer(Int64(page.pages(of: count))), "data": list,
        ]
    }

    /// The whole address of the next page, with all that was asked for.
    private func address(_ cursor: String) -> String {
        let kept = call.query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }.map(String.init)
        let query = (kept + ["cursor=\(FormFields.encoded(cursor))"]).joined(separator: "&")
        return "http://\(call.request.head.authority ?? "127.0.0.1")\(call.path)?\(query)"
    }
}
