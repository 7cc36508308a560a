/// Takes a profile's secrets out of what is shown: a service may say back what it was sent.
///
/// Works on bytes before they are cut, so that no cut leaves the beginning of a token behind. Isolation: a value.
struct Redaction: Sendable {
    /// Each secret in the ways it may be written.
    private var forms: [[UInt8]] = []

    /// A shorter text is no secret of the service's, and would take letters out of every word.
    private static let shortest = 6
    private static let mark = Array("…".utf8)

    /// Adds what these credentials hold; what was added before stays secret, also after a renewal.
    mutating func add(_ credentials: Credentials) {
        let secrets = [credentials.accessToken, credentials.refreshToken, credentials.clientSecret]
        for secret in secrets.compactMap(\.self) where secret.utf8.count >= Self.shortest {
            let escaped = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            let written = [
                secret, escaped, escaped.replacing("/", with: "\\/"), PercentEncoding.encoded(secret),
                PercentEncoding.encoded(secret, digits: "0123456789abcdef"),
            ]
            for form in written.map({ Array($0.utf8) }) where !forms.contains(form) { forms.append(form) }
        }
        // One secret may be part of another: the longer must go first.
        forms.sort { $0.count > $1.count }
    }

    /// The bytes without the secrets.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        forms.reduce(bytes) { $0.replacing($1, with: Self.mark) }
    }

    /// The text without the secrets.
    func applied(to text: String) -> String { String(decoding: applied(to: Array(text.utf8)), as: UTF8.self) }

    /// The error without the secrets in anything that is shown of it.
    func applied(to error: WebexError) -> WebexError {
        var error = error
        error.message = applied(to: error.message)
        error.trackingID = error.trackingID.map { applied(to: $0) }
        error.hint = error.hint.map { applied(to: $0) }
        error.answer = error.answer.map { applied(to: $0) }
        return error
    }
}
