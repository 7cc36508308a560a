import Catalog
import HTTPTypes
import Hummingbird

/// Nothing of a connection matters to the answers so far.
struct CallContext: InitializableFromSource, Sendable {
    init(source: ApplicationRequestContextSource) {}
}

/// Where every request comes in: it is counted, checked for its token and the limit, and handed to its endpoint.
struct FrontDesk: HTTPResponder {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    /// Answers a request.
    ///
    /// Errors of the service are answers too; nothing is thrown.
    func respond(to request: Request, context: CallContext) async throws -> Response {
        let call = Call(request, now: service.options.now(), trackingID: service.nextTrackingID())
        do throws(ServiceFault) {
            return try await answer(call)
        } catch {
            return error.response(trackingID: call.trackingID)
        }
    }

    private func answer(_ call: Call) async throws(ServiceFault) -> Response {
        if call.path.hasPrefix("/media/") { return try MediaEndpoint(service).answer(call) }
        if call.path == "/v1/access_token" { return try await TokenEndpoint(service).answer(call) }
        if call.path.hasPrefix("/_control/") { return try ControlEndpoint(service).answer(call) }
        return try await api(call)
    }

    /// Answers what needs a token and counts against the limit.
    private func api(_ call: Call) async throws(ServiceFault) -> Response {
        let match = Catalog.bundled.match(method: call.request.method.rawValue, path: call.path)
        service.traffic.add(match?.operation.name ?? "unknown")
        let authorization = call.request.headers[.authorization] ?? ""
        guard authorization.hasPrefix("Bearer "), service.tokens.accepts(authorization.dropFirst(7), now: call.now)
        else {
            throw ServiceFault(401, "the access token is missing, unknown or has lapsed")
        }
        if let seconds = service.allowance.take(now: call.now) {
            var fault = ServiceFault(429, "too many requests")
            fault.retryAfter = seconds
            throw fault
        }
        guard let (operation, ids) = match else { throw ServiceFault(404, "there is no such resource") }
        switch operation.name {
        case "task.list": return try TaskEndpoint(service).answer(call)
        case "capture.query": return try await CaptureEndpoint(service).answer(call)
        default: return try OrgEndpoint(service).answer(call, operation: operation, ids: ids)
        }
    }
}
