import HTTPTypes
import Hummingbird

/// The paths by which tests and benchmarks look behind the scenes.
///
/// They need no token and count against no limit.
///
/// - `GET /_control/stats` answers `{"requests": {NAME: COUNT…}, "refused", "early", "media_bytes"}`. Names are those of
///   operations (`task.list`), `access_token`, `media` and `unknown`; requests that failed count too. `refused` are the
///   answers 429, `early` the requests that came although a Retry-After had not passed (those
///   under way when it was told are among them).
/// - `POST /_control/revoke` makes all access tokens worthless; `?what=refresh` the refresh tokens, `?what=all` both.
/// - `POST /_control/expire-signatures` makes all signed addresses lapse that were given out so far.
struct ControlEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) throws(ServiceFault) -> Response {
        switch (call.request.method, call.path) {
        case (.get, "/_control/stats"): return stats(call)
        case (.post, "/_control/revoke"):
            try revoke(call.queryItems["what"] ?? "access")
        case (.post, "/_control/expire-signatures"):
            service.signer.expireAll()
        default: throw ServiceFault(404, "there is no such control")
        }
        var writer = AnswerWriter()
        writer.beginObject()
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    private func revoke(_ what: String) throws(ServiceFault) {
        guard ["access", "refresh", "all"].contains(what) else {
            throw ServiceFault(400, "what must be access, refresh or all")
        }
        if what != "refresh" { service.tokens.revokeAccess() }
        if what != "access" { service.tokens.revokeRefresh() }
    }

    private func stats(_ call: Call) -> Response {
        let traffic = service.traffic.counts
        let allowance = service.allowance.counts
        var writer = AnswerWriter()
        writer.beginObject()
        writer.key("requests")
        writer.beginObject()
        for (route, count) in traffic.requests { writer.field(dynamic: route, Int64(count)) }
        writer.endObject()
        writer.field("refused", Int64(allowance.refused))
        writer.field("early", Int64(allowance.early))
        writer.field("media_bytes", Int64(traffic.mediaBytes))
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }
}
