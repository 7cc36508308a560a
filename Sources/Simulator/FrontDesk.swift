import Catalog
import HTTPTypes
import Hummingbird
import NIOCore

/// What the front desk needs of a connection: to end it.
struct CallContext: InitializableFromSource, Sendable {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// Where every request comes in: it is counted, checked for its token and the limit, and handed to its endpoint.
///
/// Between the two stand the faults, which befall what would be served.
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
            return try await answer(call, context)
        } catch {
            return error.response(trackingID: call.trackingID)
        }
    }

    private func answer(_ call: Call, _ context: CallContext) async throws(ServiceFault) -> Response {
        if call.path.hasPrefix("/_control/") { return try await ControlEndpoint(service).answer(call) }
        if call.path.hasPrefix("/media/") {
            service.traffic.add("media")
            return try await answer(call, .media, context) { () throws(ServiceFault) in
                try MediaEndpoint(service).answer(call)
            }
        }
        if let route = SignInRoute(call.path) {
            service.traffic.add(route.name)
            return try await answer(call, .signIn, context) { () async throws(ServiceFault) in
                switch route {
                case .authorize: try await AuthorizeEndpoint(service).answer(call)
                case .accessToken: try await TokenEndpoint(service).answer(call)
                case .applicationToken(let id): try await ApplicationEndpoint(service).answer(call, application: id)
                }
            }
        }
        return try await api(call, context)
    }

    /// Answers what needs a token and counts against the limit.
    private func api(_ call: Call, _ context: CallContext) async throws(ServiceFault) -> Response {
        let route = APIRoute(call)
        service.traffic.add(route.name)
        guard let authorization = service.tokens.authorization(of: call.bearerToken, now: call.now) else {
            throw ServiceFault(401, ServiceFault.badToken, form: route.errorForm)
        }
        if let seconds = service.allowance.take(now: call.now) {
            var fault = ServiceFault(429, "too many requests", form: route.errorForm)
            fault.retryAfter = seconds
            throw fault
        }
        guard authorization.suffices(for: route.scopes) else {
            throw ServiceFault(403, ServiceFault.notAllowed, form: route.errorForm)
        }
        return try await answer(call, .api, context) { () async throws(ServiceFault) in
            do throws(ServiceFault) {
                return try await perform(route, call, authorization)
            } catch {
                var fault = error
                if case .contactCentre = fault.form { fault.form = route.errorForm }
                throw fault
            }
        }
    }

    private func perform(
        _ route: APIRoute,
        _ call: Call,
        _ authorization: Authorization
    ) async throws(ServiceFault) -> Response {
        switch route {
        case .person: return .json(service.person(of: authorization), trackingID: call.trackingID)
        case .message: return try await MessageEndpoint(service).answer(call, authorization)
        case .operation(let operation, let ids):
            switch operation.name {
            case "task.list": return try TaskEndpoint(service).answer(call)
            case "capture.query": return try await CaptureEndpoint(service).answer(call)
            default: return try await OperationDesk(service).answer(call, operation, ids: ids, authorization)
            }
        case .unknown: throw ServiceFault(404, "there is no such resource")
        }
    }

    /// Does what was asked, unless a fault befalls the request.
    private func answer(
        _ call: Call,
        _ scope: FaultDesk.Scope,
        _ context: CallContext,
        _ perform: () async throws(ServiceFault) -> Response
    ) async throws(ServiceFault) -> Response {
        guard let (fault, earlier) = service.faults.take(call, scope) else { return try await perform() }
        let spoilt = SpoiltAnswer(service: service, call: call, scope: scope, channel: context.channel)
        return try await spoilt.answer(fault, earlier: earlier, perform)
    }
}
