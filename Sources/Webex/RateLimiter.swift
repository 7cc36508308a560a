import Synchronization

/// Lets requests leave as the profile's rate limit allows, in the order they asked.
///
/// All processes of one state folder count together, by `RequestRecord`. Safe to call from any task.
final class RateLimiter: Sendable {
    /// Why a request may not leave.
    enum Refusal: Error {
        /// A Retry-After asks for more patience than there is; milliseconds from now.
        case heldTooLong(Int64)
        case cancelled
        /// The shared record cannot be used.
        case broken(RequestRecord.Failure)
    }

    private typealias Turn = OneShot<Result<Void, Refusal>>

    private struct State: ~Copyable {
        var record: RequestRecord
        var queue: [Turn] = []
        /// Whether a task serves the queue; while one does, nobody overtakes it.
        var isServed = false
    }

    private let state: Mutex<State>
    private let clock: WallClock
    private let maxWait: Int64

    /// Makes a limiter for one process.
    ///
    /// - Parameters:
    ///   - record: The shared file.
    ///   - clock: Must be the same for all who share the file.
    ///   - maxWait: Longest Retry-After that is waited for, in milliseconds.
    init(record: consuming RequestRecord, clock: WallClock, maxWait: Int64) {
        state = Mutex(State(record: record))
        self.clock = clock
        self.maxWait = maxWait
    }

    /// Returns when one request may leave; it counts from then on.
    ///
    /// - Returns: The milliseconds it was held up.
    func acquire() async throws(Refusal) -> Int64 {
        if Task.isCancelled { throw .cancelled }
        let start = clock.now()
        let turn = try state.withLock { state throws(Refusal) -> Turn? in
            if !state.isServed, try attempt(&state) == nil { return nil }
            let turn = Turn()
            state.queue.append(turn)
            if !state.isServed { Task { await self.serve() } }
            state.isServed = true
            return turn
        }
        guard let turn else { return 0 }
        try await turn.value(cancelled: .failure(.cancelled)).get()
        return clock.now() - start
    }

    /// Lets nobody who shares the limit send before that time.
    func hold(until time: Int64) throws(Refusal) {
        let now = clock.now()
        do throws(RequestRecord.Failure) {
            try state.withLock { state throws(RequestRecord.Failure) in try state.record.hold(until: time, now: now) }
        } catch { throw .broken(error) }
    }

    /// What is left of the limit now.
    func allowance() throws(WebexError) -> Allowance {
        let now = clock.now()
        do throws(RequestRecord.Failure) {
            return try state.withLock { state throws(RequestRecord.Failure) in try state.record.allowance(now: now) }
        } catch { throw WebexError(error) }
    }

    /// Nil when a request left, else until when to wait.
    private func attempt(_ state: inout State) throws(Refusal) -> Int64? {
        let decision: SlidingWindow.Decision
        do throws(RequestRecord.Failure) {
            decision = try state.record.admit(now: clock.now)
        } catch { throw .broken(error) }
        switch decision {
        case .go: return nil
        case .wait(let until): return until
        case .held(let until):
            let wait = until - clock.now()
            if wait > maxWait { throw .heldTooLong(wait) }
            return until
        case .implausible: return clock.now() + SlidingWindow.span
        }
    }

    /// Gives turns until the queue is empty, waiting as the record says.
    private func serve() async {
        while true {
            let (given, until) = state.withLock { state in give(&state) }
            for (turn, result) in given { turn.resolve(result) }
            guard let until else { return }
            // Nobody cancels this task; and were the wait cut short, the record would only be asked again.
            try? await clock.sleep(max(1, until - clock.now()))
        }
    }

    /// Takes from the queue what may leave now; the time is nil when nobody is left.
    private func give(_ state: inout State) -> ([(Turn, Result<Void, Refusal>)], Int64?) {
        var given: [(Turn, Result<Void, Refusal>)] = []
        var passed = 0
        defer { state.queue.removeFirst(passed) }
        for turn in state.queue {
            if !turn.isResolved {
                do throws(Refusal) {
                    if let until = try attempt(&state) { return (given, until) }
                    given.append((turn, .success(())))
                } catch {
                    given.append((turn, .failure(error)))
                }
            }
            passed += 1
        }
        state.isServed = false
        return (given, nil)
    }
}
