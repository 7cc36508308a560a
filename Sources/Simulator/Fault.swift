/// Something that goes wrong on request, for clients to come through.
///
/// As text: `KIND[:every=N][:after=N][:times=N][:match=REGEX][:when=before|after][:retry-after=SECONDS][:milliseconds=N]`.
///
/// - `KIND`: `429` or a status from 500 to 599; `reset` (the connection is reset), `truncated` (it ends in the middle of
///   the body), `stall` (no answer until the client gives up or the simulator ends), `slow` (the answer comes late),
///   `wrong-length` (a Content-Length above the body's or, every second time and not for media, below it), `malformed`
///   (half of the JSON), `html` (200 and a page of HTML, as from a proxy), `expired-token` (401, and the token is worthless from now on), `expired-signature` (403, and so is the address).
/// - `after`: how many requests are let pass first; then every `every`-th suffers (1: each), `times` times (no end).
/// - `match`: a regular expression that is found in `METHOD path?query`. Without one the sign-in is spared.
/// - `when`: whether the request is performed before its answer is spoilt. Statuses and `html` come `before`, the others `after`;
///   a 429 and what has expired cannot come after, and what spoils a body or delays it cannot come before.
/// - `retry-after`: the header of that name, for statuses; 1 for 429, none for the others, and 0 for none.
/// - `milliseconds`: how late a slow answer is; 1000 when nothing is said.
///
/// Only requests count that it could befall: those that match, are served at all (the token is good, the limit not
/// reached), and were not spoilt by a fault given earlier. Controls are never spoilt.
package struct Fault: Sendable, Equatable {
    /// What goes wrong.
    package enum Kind: Sendable, Equatable {
        case status(Int)
        case reset, truncated, stall, slow, wrongLength, malformed, html, expiredToken, expiredSignature

        /// The word for it in text and in counts.
        package var name: String {
            switch self {
            case .status(let code): String(code)
            case .reset: "reset"
            case .truncated: "truncated"
            case .stall: "stall"
            case .slow: "slow"
            case .wrongLength: "wrong-length"
            case .malformed: "malformed"
            case .html: "html"
            case .expiredToken: "expired-token"
            case .expiredSignature: "expired-signature"
            }
        }
    }

    /// Whether a request is performed before its answer is spoilt.
    package enum Moment: String, Sendable {
        case before, after
    }

    package let kind: Kind
    /// How many requests pass first.
    package let after: Int
    /// Of those that follow, every how many-th suffers.
    package let every: Int
    /// How often at most; nil for no end.
    package let times: Int?
    /// The regular expression; nil for everything but the sign-in.
    package let match: String?
    package let moment: Moment
    /// The seconds in `Retry-After`; nil for no such header.
    package let retryAfter: Int?
    /// How late a slow answer is.
    package let milliseconds: Int
    /// The fault as it was written.
    package let text: String

    /// Reads a fault.
    ///
    /// - Parameter text: as described above.
    /// - Throws: what is wrong with it, and the near names.
    package init(parsing text: String) throws(SimulatorError) {
        let options = try FaultOptions(text)
        self.text = text
        kind = options.kind
        every = try options.number("every", least: 1) ?? 1
        after = try options.number("after", least: 0) ?? 0
        times = try options.number("times", least: 1)
        match = try options.pattern()
        moment = try options.moment()
        let delay = try options.number("milliseconds", least: 1)
        if delay != nil, kind != .slow { throw options.wrong("milliseconds goes with slow alone") }
        milliseconds = delay ?? 1000
        let wait = try options.number("retry-after", least: 0)
        guard case .status(let code) = kind else {
            if wait != nil { throw options.wrong("retry-after goes with a status alone") }
            retryAfter = nil
            return
        }
        retryAfter = (wait ?? (code == 429 ? 1 : 0)) == 0 ? nil : wait ?? 1
    }
}
