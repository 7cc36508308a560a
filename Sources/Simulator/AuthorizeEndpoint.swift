import HTTPTypes
import Hummingbird
import NIOCore

/// `/v1/authorize`: GET shows a page that asks a person for consent, and its form's POST sends the browser back to the
/// client with a code or a refusal.
///
/// Nobody's password is asked for: whoever types an e-mail address is that person.
struct AuthorizeEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) async throws(ServiceFault) -> Response {
        do throws(AuthorizeRequest.Refusal) {
            switch call.request.method {
            case .get:
                let request = try request(call.queryItems)
                let page = ConsentPage(request, orgID: service.org.id, email: service.people.administrator)
                return html(page.text)
            case .post:
                let form = FormFields(String(decoding: try await body(call), as: UTF8.self))
                guard ["allow", "deny"].contains(form["answer"]) else {
                    throw .shown("Neither Allow nor Deny was chosen.")
                }
                return redirect(try location(form, now: call.now))
            default: throw .shown("This address takes GET and POST alone.")
            }
        } catch {
            switch error {
            case .shown(let words): return html(ConsentPage.refusal(words), status: .badRequest)
            case .sentBack(let location): return redirect(location)
            }
        }
    }

    /// Where a person's answer sends the browser.
    ///
    /// - Parameters:
    ///   - fields: those of the authorize address, `answer` (`deny`; anything else allows) and `as`, the e-mail address of
    ///     the person (when it is missing, the one that the page suggests).
    ///   - now: milliseconds since 1970.
    /// - Returns: the redirect address with a code.
    /// - Throws: why there is none.
    func location(_ fields: FormFields, now: Int64) throws(AuthorizeRequest.Refusal) -> String {
        let request = try request(fields)
        guard fields["answer"] != "deny" else {
            throw request.sentBack("access_denied", "the person denied the request")
        }
        let person = fields["as"] ?? service.people.administrator
        guard person.contains("@") else { throw .shown("“\(person)” is no e-mail address.") }
        return request.location([("code", service.tokens.code(for: request, person: person, now: now))])
    }

    private func request(_ fields: FormFields) throws(AuthorizeRequest.Refusal) -> AuthorizeRequest {
        try AuthorizeRequest(fields, client: service.tokens.integration, redirectURIs: service.options.redirectURIs)
    }

    private func body(_ call: Call) async throws(AuthorizeRequest.Refusal) -> [UInt8] {
        do throws(ServiceFault) {
            return try await call.body()
        } catch {
            throw .shown("The form did not arrive whole.")
        }
    }

    private func redirect(_ location: String) -> Response {
        Response(status: .found, headers: [.location: location, .cacheControl: "no-store"])
    }

    private func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
