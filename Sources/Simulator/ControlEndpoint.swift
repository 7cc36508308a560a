import HTTPTypes
import Hummingbird
import JSON

/// The paths by which tests and benchmarks look behind the scenes.
///
/// They need no token and count against no limit.
///
/// - `GET /_control/stats` answers `{"requests": {NAME: COUNT…}, "refused", "early", "media_bytes", "faults": {KIND:
///   COUNT…}, "refreshes", "codes", "writes", "written_objects", "most_writes_of_one"}`. Names are those of operations
///   (`task.list`), `authorize`, `access_token`, `application_token`, `people_me`, `messages`, `media` and `unknown`; requests that
///   failed count too. `refreshes` are the refreshes that gave a token, `codes` those issued from the consent page. `refused` are the answers 429, `early` the
///   requests that came although a Retry-After had not passed (those under way when it was told are among them).
/// - `GET /_control/writes` answers `{"writes": {"user/ID": COUNT…}}`: the changes that were made of each object, also
///   when the answer was lost.
/// - `GET /_control/messages` answers `{"messages": [{"roomId" or "toPersonEmail", "markdown", "text" …}]}`: what was sent
///   to people, in its order.
/// - `POST /_control/revoke` makes all access tokens worthless; `?what=refresh` the refresh tokens, `?what=codes` the
///   codes, `?what=all` all three.
/// - `POST /_control/authorize` answers the consent page without a browser: the body is the query of an authorize
///   address with, if wanted, `answer=deny` and `as=EMAIL`; the answer `{"location"}` is where the browser would be sent.
/// - `POST /_control/expire-signatures` makes all signed addresses lapse that were given out so far.
/// - `POST /_control/late-recordings` has those come that are late.
/// - `POST /_control/faults` adds the faults of the body, one a line; `DELETE` ends all; `GET`, and the others too,
///   answers `{"faults": [{"fault", "seen", "done"}]}`: the requests each could have befallen, and those it did.
struct ControlEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) async throws(ServiceFault) -> Response {
        var writer = AnswerWriter()
        writer.beginObject()
        switch (call.request.method, call.path) {
        case (.get, "/_control/stats"): writeStats(into: &writer)
        case (.get, "/_control/writes"):
            writer.key("writes")
            writer.counts(service.writes.counts.map { ($0.object, $0.count) })
        case (.get, "/_control/messages"):
            writer.key("messages")
            writer.encoded(JSONValue.array(service.messages.messages.map(JSONValue.object)).encoded())
        case (.post, "/_control/revoke"):
            try revoke(call.queryItems["what"] ?? "access")
        case (.post, "/_control/authorize"):
            let form = FormFields(String(decoding: try await call.body(), as: UTF8.self))
            writer.field("location", try location(form, now: call.now))
        case (.post, "/_control/expire-signatures"):
            service.signer.expireAll()
        case (.post, "/_control/late-recordings"):
            service.lateRecordings.come()
        case (.get, "/_control/faults"): writeFaults(into: &writer)
        case (.post, "/_control/faults"):
            service.faults.add(try faults(String(decoding: try await call.body(), as: UTF8.self)))
            writeFaults(into: &writer)
        case (.delete, "/_control/faults"):
            service.faults.clear()
            writeFaults(into: &writer)
        default: throw ServiceFault(404, "there is no such control")
        }
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    private func revoke(_ what: String) throws(ServiceFault) {
        guard ["access", "refresh", "codes", "all"].contains(what) else {
            throw ServiceFault(400, "what must be access, refresh, codes or all")
        }
        if ["access", "all"].contains(what) { service.tokens.revokeAccess() }
        if ["refresh", "all"].contains(what) { service.tokens.revokeRefresh() }
        if ["codes", "all"].contains(what) { service.tokens.revokeCodes() }
    }

    /// Where the consent page would send a browser.
    private func location(_ form: FormFields, now: Int64) throws(ServiceFault) -> String {
        do throws(AuthorizeRequest.Refusal) {
            return try AuthorizeEndpoint(service).location(form, now: now)
        } catch {
            switch error {
            case .shown(let words): throw ServiceFault(400, words)
            case .sentBack(let location): return location
            }
        }
    }

    /// All faults of a text, or none when one of them is wrong.
    private func faults(_ text: String) throws(ServiceFault) -> [Fault] {
        var faults: [Fault] = []
        for line in text.split(whereSeparator: \.isNewline) {
            do {
                faults.append(try Fault(parsing: String(line)))
            } catch {
                throw ServiceFault(400, error.description)
            }
        }
        return faults
    }

    private func writeFaults(into writer: inout AnswerWriter) {
        writer.key("faults")
        writer.beginArray()
        for fault in service.faults.faults {
            writer.beginObject()
            writer.field("fault", fault.text)
            writer.field("seen", Int64(fault.seen))
            writer.field("done", Int64(fault.done))
            writer.endObject()
        }
        writer.endArray()
    }

    private func writeStats(into writer: inout AnswerWriter) {
        let traffic = service.traffic.counts
        let allowance = service.allowance.counts
        let tokens = service.tokens.counts
        let writes = service.writes.totals
        writer.key("requests")
        writer.counts(traffic.requests.map { ($0.route, $0.count) })
        writer.field("refused", Int64(allowance.refused))
        writer.field("early", Int64(allowance.early))
        writer.field("media_bytes", Int64(traffic.mediaBytes))
        writer.key("faults")
        writer.counts(service.faults.counts.map { ($0.kind, $0.count) })
        writer.field("refreshes", Int64(tokens.refreshes))
        writer.field("codes", Int64(tokens.codes))
        writer.field("writes", Int64(writes.writes))
        writer.field("written_objects", Int64(writes.objects))
        writer.field("most_writes_of_one", Int64(writes.most))
    }
}

extension AnswerWriter {
    /// Counts by name, as an object.
    fileprivate mutating func counts(_ counts: [(String, Int)]) {
        beginObject()
        for (name, count) in counts { field(dynamic: name, Int64(count)) }
        endObject()
    }
}
