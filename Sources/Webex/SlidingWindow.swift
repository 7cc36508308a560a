/// The rule of the rate limit: at most `limit` requests in any 60 seconds, bursts allowed.
///
/// Pure: it is told what the shared record says, and decides. Times are milliseconds since 1970.
struct SlidingWindow: Sendable, Equatable {
    /// Requests in any window; 0 is no limit.
    let limit: Int
    /// Milliseconds of a window as it is kept here.
    ///
    /// A second longer than the service's: two requests that leave 60 seconds apart may arrive closer together.
    static let span: Int64 = 60_000 + 1_000
    /// Further in the future than this no time of a request can lie, unless the clock was set back.
    static let clockTolerance: Int64 = 1_000

    /// What the shared record says, as far as the rule needs it.
    struct Record: Sendable, Equatable {
        /// When the latest request left; nil when none did.
        var latest: Int64?
        /// When the request left that was `limit` requests ago (the latest is 1 ago); nil when there were fewer.
        var limitAgo: Int64?
        /// Until when a Retry-After holds everyone; 0 when none does.
        var heldUntil: Int64 = 0
    }

    enum Decision: Sendable, Equatable {
        /// The request may leave now, and must be recorded.
        case go
        /// Nothing may leave before that time; ask again then.
        case wait(until: Int64)
        /// A Retry-After holds everyone until that time.
        case held(until: Int64)
        /// The record cannot be: the clock was set back, or the file is damaged.
        case implausible
    }

    /// Whether a request may leave at `now`.
    func decide(_ record: Record, now: Int64) -> Decision {
        if record.heldUntil > now { return .held(until: record.heldUntil) }
        guard limit > 0 else { return .go }
        if let latest = record.latest, latest > now + Self.clockTolerance || latest <= 0 { return .implausible }
        guard let limitAgo = record.limitAgo else { return .go }
        if limitAgo <= 0 || limitAgo > record.latest ?? 0 { return .implausible }
        let free = limitAgo + Self.span
        return free > now ? .wait(until: free) : .go
    }
}
