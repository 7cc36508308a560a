import Catalog
import JSON
import Webex
import Wire

/// `request`: a request by method and path, for what has no name or for who comes from the documents.
///
/// Where the catalog knows it, it is that operation, with all that is checked and permitted of it. The token goes to the
/// profile's own bases alone, and the organisation of a path is that of the token.
struct RequestEffects: Sendable {
    let calls: CallEffects

    /// Options of a call that a request takes too: its path says which version is meant.
    private static let options = ["timeout", "strict", "all", "save"]
    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    /// Where tokens are made: what stands there is for the host alone.
    private static let tokenPaths = ["access_token", "authorize"]
    /// What answers call a token; where no document says what a request answers, none of them passes.
    private static let secretFields = [
        "access_token", "refresh_token", "id_token", "client_secret", "accessToken", "refreshToken", "idToken",
        "clientSecret", "password",
    ]

    /// Sends `method` to `path` with `query` and `body`, beneath `base` where the catalog does not know which; `options` are
    /// those of a call.
    func request(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let method = (arguments["method"]?.string ?? "GET").uppercased()
        guard Self.methods.contains(method) else {
            throw HostError(.invalid, "request", "\(method) is no method", hint: Self.methods.joined(separator: ", "))
        }
        let given = arguments["path"]?.string ?? ""
        let organization = try await calls.session.organization()
        let path = try RequestPath(given, organization: organization)
        let module = try module(arguments)
        if let match = calls.catalog.matchAnyForm(method: method, path: path.text, module: module) {
            return try await calls.perform(try order(match, arguments, path: path))
        }
        try path.checkSegments()
        guard !path.segments.contains(where: { Self.tokenPaths.contains($0.lowercased()) }) else {
            throw HostError(.denied, given, "is where tokens are made, which no script may ask for")
        }
        return try await calls.perform(try rawOrder(method, path, arguments, module ?? .cc), isRaw: true)
    }

    private func order(
        _ match: (operation: Operation, ids: [String: String]),
        _ arguments: JSONValue,
        path: RequestPath
    ) throws(HostError) -> CallOrder {
        for (name, id) in match.ids where Operation.isOrganization(name) { try path.checkOrganization(id) }
        let operation = match.operation
        let body = arguments["body"].flatMap { $0.isNull ? nil : $0 }
        var order = CallOrder(
            operation,
            ids: operation.pathIDs.map { PercentEncoding.decoded(match.ids[$0] ?? "") },
            query: try CallOrder.table(arguments["query"], of: operation),
            body: body
        )
        try order.read(arguments["options"], known: Self.options)
        return order
    }

    /// Which of the profile's bases is meant; nil where the script does not say.
    private func module(_ arguments: JSONValue) throws(HostError) -> Operation.Module? {
        guard let base = arguments["base"]?.string else { return nil }
        guard let module = Operation.Module(rawValue: base) else {
            throw HostError(.invalid, "request", "base is \(base), but must be cc or webex")
        }
        return module
    }

    /// A request that no operation describes: a GET reads, all else is taken to make something that cannot be undone.
    private func rawOrder(
        _ method: String,
        _ path: RequestPath,
        _ arguments: JSONValue,
        _ module: Operation.Module
    ) throws(HostError) -> CallOrder {
        try path.checkOrganizations()
        let operation = Operation(
            name: "\(method) \(path.text)",
            method: method,
            path: path.text,
            base: module == .cc ? .contactCentre : .webex,
            safety: method == "GET" ? .read : .create,
            countedLists: (arguments["body"]?.object ?? [:]).filter { $0.value.isListOfObjects }.map(\.key),
            withheld: Self.secretFields
        )
        var order = CallOrder(
            operation,
            ids: [],
            query: try CallOrder.table(arguments["query"], of: operation),
            body: arguments["body"].flatMap { $0.isNull ? nil : $0 }
        )
        try order.read(arguments["options"], known: Self.options)
        // There is nothing to check it against.
        order.isChecked = false
        return order
    }
}

extension JSONValue {
    /// Whether a request might be one for many objects by it.
    fileprivate var isListOfObjects: Bool { array?.contains { $0.object != nil } ?? false }
}

extension Catalog {
    /// The operation of a path that may carry the `/v1` of its base, or a slash too many at its end.
    fileprivate func matchAnyForm(
        method: String,
        path: String,
        module: Operation.Module?
    ) -> (operation: Operation, ids: [String: String])? {
        var forms = [path]
        if path.hasPrefix("/v1/") { forms.append(String(path.dropFirst(3))) }
        for form in forms where form.count > 1 && form.hasSuffix("/") { forms.append(String(form.dropLast())) }
        return forms.lazy.compactMap { match(method: method, path: $0, module: module) }.first
    }
}
