import JSON
import Transfer

/// Why the token endpoint, or another place that gives out tokens, gave out none.
///
/// The service answers in its own form (`{message, errors, trackingId}`) or in that of OAuth (`{error,
/// error_description}`); which one when is in no document, so both are read.
struct OAuthRefusal {
    /// The service's words without secrets, ready to stand behind a sentence: `: …`, or empty.
    let words: String
    /// Whether it is the service's own word, so that asking again would change nothing; a proxy's page is none.
    let isFinal: Bool
    /// Whether it is the client that was not accepted, and not the code or the token.
    let isOfClient: Bool

    init(_ response: TransferResponse, _ redaction: Redaction) {
        let body = redaction.applied(to: response.body)
        let said = ErrorBody(body).message
        words = said.map { ": \($0)" } ?? ""
        let document = try? JSONValue(parsing: body)
        isFinal = [400, 401, 403].contains(response.status) && document?.object != nil
        let code = document?["error"]?.string
        isOfClient =
            switch code {
            case "invalid_client", "unauthorized_client": true
            case .some where code?.hasPrefix("invalid_") == true: false
            default: response.status == 401 || said?.lowercased().contains("client secret") == true
            }
    }
}
