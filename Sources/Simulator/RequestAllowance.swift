import Synchronization

/// How many requests a client may still send: a window of 60 seconds that slides.
///
/// Safe to call from any task.
///
/// A refused request takes nothing from the allowance.
final class RequestAllowance: Sendable {
    private struct State {
        /// When the last requests came, oldest at `oldest`; a ring that never holds more than the limit.
        var times: [Int64] = []
        var oldest = 0
        /// Until when a refused client was told to wait, in milliseconds since 1970.
        var heldUntil: Int64 = 0
        var refused = 0
        var early = 0
    }

    private static let span: Int64 = 60_000
    private let limit: Int
    private let state = Mutex(State())

    /// An allowance of `limit` requests in any 60 seconds; 0 for no limit.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes one request from the allowance.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: nil when the request may pass, else the whole seconds after which another is worth sending.
    func take(now: Int64) -> Int? {
        state.withLock { state in
            if now < state.heldUntil { state.early += 1 }
            guard limit > 0 else { return nil }
            if state.times.count < limit {
                state.times.append(now)
                return nil
            }
            let free = state.times[state.oldest] + Self.span
            guard now < free else {
                state.times[state.oldest] = now
                state.oldest = (state.oldest + 1) % limit
                return nil
            }
            let seconds = Int((free - now + 999) / 1000)
            state.heldUntil = now + Int64(seconds) * 1000
            state.refused += 1
            return seconds
        }
    }

    /// Tells of a refusal that had another reason, with the seconds that the client was told to wait.
    func hold(seconds: Int, now: Int64) {
        state.withLock { state in
            state.heldUntil = max(state.heldUntil, now + Int64(seconds) * 1000)
            state.refused += 1
        }
    }

    /// How many requests were refused, and how many came although a Retry-After had not passed.
    var counts: (refused: Int, early: Int) { state.withLock { ($0.refused, $0.early) } }
}
