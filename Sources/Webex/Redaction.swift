import Synchronization

/// Takes secrets out of what is shown: the one place that knows them all.
///
/// A process has one. Who reads a secret tells it here first, and what leaves the process for a person or a script passes
/// it: lines on standard error, errors, answers that failed. A service may say back what it was sent.
/// What was added once stays secret, also after a renewal. Safe to use from any task.
package final class Redaction: Sendable {
    /// Each secret in the ways it may be written, the longest first: one secret may be part of another.
    private let forms = Mutex<[[UInt8]]>([])

    /// A shorter text is no secret of the service's, and would take letters out of every word.
    private static let shortest = 6
    private static let mark = Array("…".utf8)

    package init() {}

    /// Adds one secret, as text.
    package func add(_ secret: String) {
        guard secret.utf8.count >= Self.shortest else { return }
        let escaped = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let written = [
            secret, escaped, escaped.replacing("/", with: "\\/"), PercentEncoding.encoded(secret),
            PercentEncoding.encoded(secret, digits: "0123456789abcdef"),
        ]
        forms.withLock { forms in
            for form in written.map({ Array($0.utf8) }) where !forms.contains(form) { forms.append(form) }
            forms.sort { $0.count > $1.count }
        }
    }

    /// Adds what these credentials hold.
    package func add(_ credentials: Credentials) {
        for secret in [credentials.accessToken, credentials.refreshToken, credentials.clientSecret] {
            secret.map(add)
        }
    }

    /// The bytes without the secrets.
    ///
    /// Works on bytes before they are cut, so that no cut leaves the beginning of a token behind.
    package func applied(to bytes: [UInt8]) -> [UInt8] {
        forms.withLock { $0 }.reduce(bytes) { $0.replacing($1, with: Self.mark) }
    }

    /// The text without the secrets.
    package func applied(to text: String) -> String { String(decoding: applied(to: Array(text.utf8)), as: UTF8.self) }

    /// The error without the secrets in anything that is shown of it.
    package func applied(to error: WebexError) -> WebexError {
        var error = error
        error.message = applied(to: error.message)
        error.trackingID = error.trackingID.map { applied(to: $0) }
        error.hint = error.hint.map { applied(to: $0) }
        error.answer = error.answer.map { applied(to: $0) }
        return error
    }
}
