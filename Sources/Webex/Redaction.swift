import Glibc
import Synchronization

/// Takes secrets out of what is shown: the one place that knows them all.
///
/// A process has one. Who reads a secret tells it here first, and what leaves the process for a person or a script passes
/// it: lines on standard error, errors, answers that failed. A service may say back what it was sent.
/// What was added once stays secret, also after a renewal. Safe to use from any task.
package final class Redaction: Sendable {
    /// Each secret in the ways it may be written, the longest first: one secret may be part of another.
    private let forms = Mutex<[[UInt8]]>([])
    /// The secrets that came in answers.
    private let answered = Mutex<Set<String>>([])

    /// A shorter text is no secret of the service's, and would take letters out of every word.
    private static let shortest = 6
    /// A shorter text in an answer may be any word.
    private static let shortestAnswered = 16
    /// More secrets of answers are not kept: every line that is shown is searched for each.
    private static let mostAnswered = 200
    private static let mark = Array("…".utf8)

    package init() {}

    /// Adds one secret, as text; of an address also its path, which the service behind it may say back.
    package func add(_ secret: String) {
        guard secret.utf8.count >= Self.shortest else { return }
        if let scheme = secret.firstRange(of: "://"), let slash = secret[scheme.upperBound...].firstIndex(of: "/") {
            addForms(of: String(secret[slash...]))
        }
        addForms(of: secret)
    }

    private func addForms(of secret: String) {
        guard secret.utf8.count >= Self.shortest else { return }
        let escaped = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let encoded = PercentEncoding.encoded(secret)
        let written =
            [
                secret, escaped, escaped.replacing("/", with: "\\/"), encoded,
                PercentEncoding.encoded(secret, digits: "0123456789abcdef"),
            ] + Set([secret, encoded]).flatMap(Self.inBase64)
        forms.withLock { forms in
            for form in written.map({ Array($0.utf8) }) where !forms.contains(form) { forms.append(form) }
            forms.sort { $0.count > $1.count }
        }
    }

    /// Adds what an answer has as a secret, if it looks like one and there are not too many yet.
    package func addAnswered(_ secret: String) {
        guard secret.utf8.count >= Self.shortestAnswered, !secret.contains(where: \.isWhitespace) else { return }
        let isNew = answered.withLock { $0.count < Self.mostAnswered && $0.insert(secret).inserted }
        if isNew { add(secret) }
    }

    /// How base64 writes it, at each of the three places where it may stand in what was encoded, in both alphabets.
    ///
    /// Letters at either end that depend on what stands beside it are left out.
    private static func inBase64(_ secret: String) -> [String] {
        (0..<3).flatMap { place in
            let bytes = [UInt8](repeating: 0, count: place) + Array(secret.utf8)
            let ends = bytes.count % 3 == 0 ? 0 : 1
            let text = String(Base64URL.text(bytes).dropFirst(place == 0 ? 0 : place + 1).dropLast(ends))
            return [text, text.replacing("-", with: "+").replacing("_", with: "/")]
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
        forms.withLock { $0 }.reduce(bytes) { Self.marked($0, $1) }
    }

    /// The bytes with a mark in place of each `form`.
    ///
    /// By hand: every line that a run says passes here, and the library's `replacing` takes hundreds of times as long.
    private static func marked(_ bytes: [UInt8], _ form: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var taken = 0
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while place + form.count <= bytes.count {
                // No other byte can be the first of one that ends in time.
                guard let rest = bytes.baseAddress?.advanced(by: place),
                    let first = memchr(rest, Int32(form[0]), bytes.count - form.count - place + 1)
                else { break }
                place += rest.distance(to: first)
                guard memcmp(first, form, form.count) == 0 else {
                    place += 1
                    continue
                }
                result += bytes[taken..<place]
                result += mark
                place += form.count
                taken = place
            }
        }
        return taken == 0 ? bytes : result + bytes[taken...]
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
