/// When a call that failed is sent again, and how long is waited before.
package struct RetryPolicy: Sendable, Equatable {
    /// Milliseconds in all that failures may take; waits for a Retry-After longer than ours are not counted.
    package var patience: Int64
    /// Longest Retry-After that is waited for, in milliseconds; also the most they may add up to for one call.
    package var maxWait: Int64
    /// Wait after the first failure, in milliseconds; doubled with each, jitter added.
    package var firstDelay: Int64
    /// Longest wait between two tries, in milliseconds.
    package var longestDelay: Int64

    package init(
        patience: Int64 = 120_000,
        maxWait: Int64 = 15 * 60_000,
        firstDelay: Int64 = 500,
        longestDelay: Int64 = 20_000
    ) {
        self.patience = patience
        self.maxWait = maxWait
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// Tries of a connection before anything has ever answered: a wrong address is told within seconds.
    static let firstContactTries = 3
    /// Milliseconds after which it is not tried again either: where packets vanish, each try takes long.
    static let firstContactPatience: Int64 = 5_000
}

/// The tries of one call so far, and what to do after the next.
///
/// Pure: time and chance are given to it.
struct RetryState: Sendable {
    /// How one try ended.
    enum Outcome: Sendable, Equatable {
        /// An answer with that status; the Retry-After, if any, in milliseconds from now.
        case answered(status: Int, retryAfter: Int64?)
        /// No answer, and no byte of the request left: no connection.
        case notSent
        /// No answer, but the service may have seen the request: broken off or timed out.
        case lost
        /// No second try can help: a certificate, an address that is none, a cancel.
        case hopeless
    }

    enum Step: Sendable, Equatable {
        /// The answer, or the failure, is final.
        case done
        /// Send again after that many milliseconds.
        ///
        /// `heldUntil`: a Retry-After asks everyone who shares the limit to wait until then. That is no failure of the
        /// call, unless `after` is longer.
        case again(after: Int64, heldUntil: Int64?)
        /// A create that may have happened: it must not be sent again.
        case inDoubt
        /// The Retry-After is longer than there is patience for; milliseconds.
        case heldTooLong(Int64)
    }

    private let policy: RetryPolicy
    /// Whether sending it twice is harmless.
    private let isRepeatable: Bool
    private let start: Int64
    /// Failed tries so far.
    private(set) var failures = 0
    /// Milliseconds of Retry-After in all.
    private var held: Int64 = 0
    /// Milliseconds that the rate limit and Retry-After took, which are no failure.
    private var excused: Int64 = 0

    init(policy: RetryPolicy, isRepeatable: Bool, start: Int64) {
        self.policy = policy
        self.isRepeatable = isRepeatable
        self.start = start
    }

    /// Judges a try that ended now.
    ///
    /// - Parameters:
    ///   - outcome: How it ended.
    ///   - now: Milliseconds since 1970.
    ///   - hasContact: Whether anything has ever answered in this session.
    ///   - chance: From 0 up to 1, for the jitter.
    /// - Returns: What follows it.
    mutating func next(_ outcome: Outcome, now: Int64, hasContact: Bool, chance: Double) -> Step {
        var wait: Int64?
        switch outcome {
        case .hopeless: return .done
        case .lost where !isRepeatable: return .inDoubt
        case .answered(let status, let retryAfter):
            if !isRepeatable, StatusMeaning.mayHaveHappened(status) { return .inDoubt }
            guard Self.isTransient(status), isRepeatable || status == 429 else { return .done }
            wait = retryAfter
        case .notSent, .lost: break
        }
        failures += 1
        if case .notSent = outcome, !hasContact, isEnoughForFirstContact(now) { return .done }
        let delay = backoff(chance)
        if let wait {
            held = held.saturatingAdd(wait)
            guard held <= policy.maxWait else { return .heldTooLong(wait) }
            // A service that says "now" again and again must not be asked again and again.
            if wait >= delay { return .again(after: wait, heldUntil: now.saturatingAdd(wait)) }
        }
        guard now + delay - start - excused <= policy.patience else { return .done }
        return .again(after: delay, heldUntil: wait.map { now + $0 })
    }

    /// Takes a wait out of what counts against patience, in milliseconds.
    mutating func excuse(_ waited: Int64) { excused += waited }

    /// Statuses after which the same request may well succeed.
    static func isTransient(_ status: Int) -> Bool { [429, 500, 502, 503, 504].contains(status) }

    private func isEnoughForFirstContact(_ now: Int64) -> Bool {
        failures >= RetryPolicy.firstContactTries || now - start - excused >= RetryPolicy.firstContactPatience
    }

    /// Doubles with each failure, between half and all of it by chance, so that many callers do not return as one.
    private func backoff(_ chance: Double) -> Int64 {
        let doubled = policy.firstDelay << min(failures - 1, 16)
        let full = min(doubled, policy.longestDelay)
        return full / 2 + Int64(Double(full / 2) * chance)
    }
}
