import Transfer

/// How far a download is, and what to do after each of its requests.
///
/// Pure: heads, counts, time and chance are given to it. A broken download goes on where it stopped when the service
/// says by a strong ETag that it is still the same content; otherwise it begins again.
struct DownloadState: Sendable {
    /// What to do with the body whose head has come.
    enum Route: Sendable, Equatable {
        /// It goes on where the written bytes end.
        case append
        /// It is the whole content: drop what is written.
        case restart
        /// It is not the content.
        case refuse
    }

    enum Step: Sendable, Equatable {
        case done
        /// Ask for the rest after that many milliseconds.
        case fetch(after: Int64)
        /// The signed address seems to have lapsed: get another, then ask for the rest.
        case renewAddress
        /// Nothing more can be done; what the last request met says why.
        case fail
        /// The host of the recordings wants no request for that many milliseconds.
        case heldTooLong(Int64)
    }

    /// How often a signed address is asked anew.
    static let renewals = 2

    /// Bytes that the target has.
    private(set) var written: Int64 = 0
    private var policy: RetryPolicy
    private var retry: RetryState
    /// A strong ETag of the content; a weak one does not promise equal bytes.
    private var tag: String?
    /// Bytes of the whole content, once the service has said so.
    private var total: Int64?
    /// The most bytes that were ever there: only going beyond them is progress.
    private var furthest: Int64 = 0
    private var renewalsLeft = Self.renewals

    init(policy: RetryPolicy, start: Int64) {
        self.policy = policy
        retry = RetryState(policy: policy, isRepeatable: true, start: start)
    }

    /// The headers that ask for what is missing; none for all of it.
    var headers: [(name: String, value: String)] {
        guard written > 0, let tag else { return [] }
        return [(name: "Range", value: "bytes=\(written)-"), (name: "If-Range", value: tag)]
    }

    /// Judges the head of an answer.
    mutating func route(_ head: ResponseHead) -> Route {
        let asksForRest = !headers.isEmpty
        switch head.status {
        // A sign-in page of the network is no recording.
        case 200 where AnswerLook.isWebPage(head.headers): return .refuse
        case 200:
            let route: Route = written > 0 ? .restart : .append
            written = 0
            tag = head.headers["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
            total = head.headers["content-length"].flatMap { Int64($0) }
            return route
        case 206 where asksForRest && fits(head.headers["content-range"]):
            return .append
        default:
            // A part that does not fit, or "no such part": the content must be asked for from its beginning.
            if head.status == 206 || head.status == 416 { tag = nil }
            return .refuse
        }
    }

    /// Counts bytes that the target has taken.
    mutating func took(_ count: Int) { written += Int64(count) }

    /// What follows a request that was answered; `wasTaken` says whether its body went to the target.
    mutating func ended(status: Int, wasTaken: Bool, retryAfter: Int64?, now: Int64, chance: Double) -> Step {
        if wasTaken {
            guard let total, written != total else { return .done }
            return again(.lost, now: now, hasContact: true, chance: chance)
        }
        switch status {
        case 206, 416: return again(.lost, now: now, hasContact: true, chance: chance)
        // Object stores tell a lapsed signature in each of these ways.
        case 400, 401, 403, 404, 410:
            guard renewalsLeft > 0 else { return .fail }
            renewalsLeft -= 1
            return .renewAddress
        default:
            let outcome = RetryState.Outcome.answered(status: status, retryAfter: retryAfter)
            return again(outcome, now: now, hasContact: true, chance: chance)
        }
    }

    /// What follows a request that brought no whole answer.
    mutating func failed(_ outcome: RetryState.Outcome, now: Int64, hasContact: Bool, chance: Double) -> Step {
        again(outcome, now: now, hasContact: hasContact, chance: chance)
    }

    private mutating func again(
        _ outcome: RetryState.Outcome,
        now: Int64,
        hasContact: Bool,
        chance: Double
    ) -> Step {
        if written > furthest {
            furthest = written
            retry = RetryState(policy: policy, isRepeatable: true, start: now)
        }
        switch retry.next(outcome, now: now, hasContact: hasContact, chance: chance) {
        case .again(let after, let heldUntil):
            if let heldUntil, heldUntil >= now + after { retry.excuse(after) }
            return .fetch(after: after)
        case .heldTooLong(let wait): return .heldTooLong(wait)
        case .done, .inDoubt: return .fail
        }
    }

    /// Whether `bytes 200-999/1000` goes on where the written bytes end, and speaks of the same content.
    private func fits(_ range: String?) -> Bool {
        guard let range, range.hasPrefix("bytes ") else { return false }
        let parts = range.dropFirst(6).split(separator: "/")
        guard parts.count == 2, let first = parts[0].split(separator: "-").first, Int64(first) == written else {
            return false
        }
        guard let total, let said = Int64(parts[1]) else { return true }
        return said == total
    }
}
