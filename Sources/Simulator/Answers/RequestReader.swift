import Catalog
import HTTPTypes
import Hummingbird
import JSON

/// Reads a request for an operation and refuses what the documents say the service would refuse.
struct RequestReader {
    /// How long a body with files may be: audio takes more room than any JSON.
    private static let fileLimit = 32 << 20

    private let service: Service
    private let call: Call
    private let operation: Operation
    private let ids: [String: String]

    init(_ service: Service, _ call: Call, _ operation: Operation, ids: [String: String]) {
        self.service = service
        self.call = call
        self.operation = operation
        self.ids = ids.mapValues(FormFields.decodedPath)
    }

    /// The request, with its path decoded and its body read.
    ///
    /// - Throws: 400 for what does not fit the catalog, 403 for another org than the token's.
    func read(_ authorization: Authorization) async throws(ServiceFault) -> OperationCall {
        try checkOrganization()
        try checkHeaders()
        let body = try await body()
        try check(body)
        return OperationCall(call: call, operation: operation, ids: ids, body: body, authorization: authorization)
    }

    private func checkOrganization() throws(ServiceFault) {
        // A partner looks after other orgs than the own one.
        guard !operation.path.hasPrefix("/partner/") else { return }
        let org = service.org.id
        for (name, id) in ids where Operation.isOrganization(name) {
            guard id.lowercased() == org || id == EncodedID.text("ORGANIZATION", org) else {
                throw ServiceFault(403, "the token is not for this organization")
            }
        }
    }

    private func checkHeaders() throws(ServiceFault) {
        for header in operation.headers {
            let value = HTTPField.Name(header.name).flatMap { call.request.headers[$0] }
            // What the documents leave to whoever sends for an org, the service needs.
            guard value != nil || !(header.isRequired || header.isReadOnly) else {
                throw ServiceFault(400, "the header \(header.name) is required")
            }
            guard header.name != "X-ORGANIZATION-ID" || value == nil || value == service.org.id else {
                throw ServiceFault(403, "the token is not for this organization")
            }
        }
    }

    private func body() async throws(ServiceFault) -> JSONValue? {
        let hasFiles = operation.content?.media == .multipart
        let bytes = try await (hasFiles ? call.body(limit: Self.fileLimit) : call.body())
        guard let content = operation.content, !bytes.isEmpty else { return nil }
        let type = call.request.headers[.contentType] ?? ""
        if content.media == .multipart { return try MultipartBody(bytes, contentType: type).value }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw ServiceFault(400, "the body is no JSON: \(error)")
        }
    }

    /// Checks query and body against the catalog.
    ///
    /// A bulk request is looked at item by item later, since each has an outcome of its own.
    private func check(_ body: JSONValue?) throws(ServiceFault) {
        if case .bulk = CollectionAction(operation) { return }
        if operation.content?.media == .multipart { return try checkParts(body) }
        try Self.check(operation, query: query + headers, body: body)
    }

    /// Refuses what does not fit the catalog, with 400: also fields that no document knows, so that a slip of the pen is
    /// found.
    static func check(
        _ operation: Operation,
        query: [(String, JSONValue)],
        body: JSONValue?
    ) throws(ServiceFault) {
        do {
            let unknown = try Catalog.bundled.check(operation, query: query, body: body)
            guard let field = unknown.first else { return }
            throw ServiceFault(400, "\(operation.name): \(field) is no parameter of it")
        } catch let fault as ServiceFault {
            throw fault
        } catch {
            throw ServiceFault(400, "\(error)")
        }
    }

    private func checkParts(_ body: JSONValue?) throws(ServiceFault) {
        for part in operation.body {
            let value = body?[part.name]
            guard value != nil || !part.isRequired else { throw ServiceFault(400, "the part \(part.name) is missing") }
            guard part.type == .object, let value else { continue }
            guard let fields = value.object else { throw ServiceFault(400, "the part \(part.name) must be JSON") }
            for field in part.fields where field.isRequired && fields[field.name] == nil {
                throw ServiceFault(400, "\(part.name).\(field.name) is required")
            }
        }
    }

    /// The query as values of the types that the catalog has for them; what is none stays text.
    private var query: [(String, JSONValue)] {
        call.queryItems.names.filter { !isCursor($0) }.map { name in
            let text = call.queryItems[name] ?? ""
            let value: JSONValue? =
                switch operation.query.first(where: { $0.name == name })?.type {
                case .integer: Int64(text).map(JSONValue.integer)
                case .number: Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number)
                case .boolean: Bool(text).map(JSONValue.bool)
                default: nil
                }
            return (name, value ?? .string(text))
        }
    }

    /// The headers that a caller may give, as the check has them.
    private var headers: [(String, JSONValue)] {
        operation.headers.filter { !$0.isReadOnly }.compactMap { header in
            let value = HTTPField.Name(header.name).flatMap { call.request.headers[$0] }
            return value.map { (header.name, JSONValue.string($0)) }
        }
    }

    /// Whether a name is that by which the address of a next page names its place, which no document tells of.
    private func isCursor(_ name: String) -> Bool { operation.paging == .link && name == "cursor" }
}
