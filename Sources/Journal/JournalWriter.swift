import Dispatch
import Synchronization

/// Enters what happens in one run: gathers, and gives the store whatever came while it was busy as one transaction, so that
/// many writes that wait share one sync.
///
/// Safe to call from any thread. Entries keep their order. The first failure is final: all that waits and all that comes
/// later meets it, since a run must not go on without its journal.
package final class JournalWriter: Sendable {
    /// Entries that may wait before those who need not wait are held up.
    private static let most = 10_000

    private let store: any JournalStore
    private let run: String
    private let now: @Sendable () -> Int64
    private let failed: @Sendable (JournalError) -> Void
    private let state: Mutex<State>
    private let room = DispatchSemaphore(value: 0)

    private struct State {
        var last: Int64
        var pending: [JournalEntry] = []
        var waiting: [CheckedContinuation<Result<Void, JournalError>, Never>] = []
        /// Threads that wait for room.
        var held = 0
        var isRunning = false
        var failure: JournalError?
    }

    /// - Parameters:
    ///   - store: where the run was entered.
    ///   - run: its id.
    ///   - last: the highest number of an entry that it has.
    ///   - now: the time, in milliseconds since 1970.
    ///   - failed: hears of the first failure.
    package init(
        _ store: any JournalStore,
        run: String,
        after last: Int64 = 0,
        now: @escaping @Sendable () -> Int64,
        failed: @escaping @Sendable (JournalError) -> Void
    ) {
        self.store = store
        self.run = run
        self.now = now
        self.failed = failed
        state = Mutex(State(last: last))
    }

    /// Enters what need not be waited for; it becomes durable before anything that is entered later.
    ///
    /// Holds the calling thread up while too much waits.
    package func enter(_ event: JournalEntry.Event) {
        let (mustStart, mustWait) = state.withLock { state in
            guard state.failure == nil else { return (false, false) }
            _ = add([event], to: &state)
            let mustWait = state.pending.count > Self.most
            if mustWait { state.held += 1 }
            defer { state.isRunning = true }
            return (!state.isRunning, mustWait)
        }
        if mustStart { start() }
        if mustWait { room.wait() }
    }

    /// Enters events that follow each other, and waits until they are durable.
    ///
    /// A cancel of the task does not end the wait: what is being written is told.
    /// - Parameter events: given the number of the first of them.
    /// - Returns: the number of the first.
    /// - Throws: the failure of this or of an earlier transaction.
    @discardableResult
    package func commit(_ events: (_ first: Int64) -> [JournalEntry.Event]) async throws(JournalError) -> Int64 {
        nonisolated(unsafe) var first: Int64 = 0
        let result = await withCheckedContinuation { continuation in
            let (mustStart, failure) = state.withLock { state -> (Bool, JournalError?) in
                if let failure = state.failure { return (false, failure) }
                first = add(events(state.last + 1), to: &state)
                state.waiting.append(continuation)
                defer { state.isRunning = true }
                return (!state.isRunning, nil)
            }
            if let failure { return continuation.resume(returning: Result<Void, JournalError>.failure(failure)) }
            if mustStart { start() }
        }
        try result.get()
        return first
    }

    /// Waits until all that was entered is durable.
    package func settle() async throws(JournalError) { try await commit { _ in [] } }

    /// Reserves numbers and gives entries made by `events`, for who has them written in a transaction of their own.
    package func entries(_ events: [JournalEntry.Event]) -> [JournalEntry] {
        state.withLock { state in
            events.map { event in
                state.last += 1
                return JournalEntry(number: state.last, time: now(), event: event)
            }
        }
    }

    private func add(_ events: [JournalEntry.Event], to state: inout State) -> Int64 {
        let first = state.last + 1
        let time = now()
        for event in events {
            state.last += 1
            state.pending.append(JournalEntry(number: state.last, time: time, event: event))
        }
        return first
    }

    private func start() {
        Task {
            while let batch = next() {
                let result: Result<Void, JournalError>
                do throws(JournalError) {
                    try await store.append(batch.entries, to: run)
                    result = .success(())
                } catch {
                    result = .failure(error)
                    fail(error)
                }
                for continuation in batch.waiting { continuation.resume(returning: result) }
            }
        }
    }

    private func next() -> (entries: [JournalEntry], waiting: [CheckedContinuation<Result<Void, JournalError>, Never>])?
    {
        let (batch, held) = state.withLock { state in
            let held = state.held
            state.held = 0
            guard state.failure == nil, !(state.pending.isEmpty && state.waiting.isEmpty) else {
                state.isRunning = false
                return (
                    nil
                        as (entries: [JournalEntry], waiting: [CheckedContinuation<Result<Void, JournalError>, Never>])?,
                    held
                )
            }
            defer { (state.pending, state.waiting) = ([], []) }
            return ((state.pending, state.waiting), held)
        }
        for _ in 0..<held { room.signal() }
        return batch
    }

    private func fail(_ failure: JournalError) {
        let (isFirst, waiting) = state.withLock { state in
            defer {
                state.failure = state.failure ?? failure
                (state.pending, state.waiting) = ([], [])
            }
            return (state.failure == nil, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: .failure(failure)) }
        if isFirst { failed(failure) }
    }
}
