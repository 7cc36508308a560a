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
    private let attempt: Int
    private let now: @Sendable () -> Int64
    private let failed: @Sendable (JournalError) -> Void
    private let state: Mutex<State>
    private let room = DispatchSemaphore(value: 0)

    private typealias Waiting = CheckedContinuation<Result<Bool, JournalError>, Never>

    /// What is written in one transaction.
    private struct Batch {
        var entries: [JournalEntry] = []
        /// What is changed besides; such a batch takes nothing more in.
        var change: ValueChange?
        var waiting: [Waiting] = []
    }

    private struct State {
        var last: Int64
        var pending: [Batch] = []
        /// Entries in them.
        var count = 0
        /// Threads that wait for room.
        var held = 0
        var isRunning = false
        var failure: JournalError?
        var open = OpenWrites()
    }

    /// The writes of this attempt that nothing decisive is known of.
    package var open: OpenWrites { state.withLock { $0.open } }

    /// - Parameters:
    ///   - store: where the run was entered.
    ///   - run: its id.
    ///   - attempt: the attempt that it is in.
    ///   - last: the highest number of an entry that it has.
    ///   - now: the time, in milliseconds since 1970.
    ///   - failed: hears of the first failure.
    package init(
        _ store: any JournalStore,
        run: String,
        attempt: Int = 1,
        after last: Int64 = 0,
        now: @escaping @Sendable () -> Int64,
        failed: @escaping @Sendable (JournalError) -> Void
    ) {
        self.store = store
        self.run = run
        self.attempt = attempt
        self.now = now
        self.failed = failed
        state = Mutex(State(last: last))
    }

    /// Enters what need not be waited for; it becomes durable before anything that is entered later.
    ///
    /// Holds the calling thread up while too much waits, unless it is a task's: the store may need that one.
    package func enter(_ event: JournalEntry.Event) {
        let isTask = withUnsafeCurrentTask { $0 != nil }
        let (mustStart, mustWait) = state.withLock { state in
            guard state.failure == nil else { return (false, false) }
            _ = add([event], to: &state)
            let mustWait = state.count > Self.most && !isTask
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
        try await written(nil, events).first
    }

    /// Changes a stored value and enters events in one transaction, in their place among all others.
    ///
    /// - Parameters:
    ///   - change: what the value becomes.
    ///   - events: given the number of the first of them.
    /// - Returns: whether the value had the version that was asked for; when not, nothing was changed or entered.
    /// - Throws: the failure of this or of an earlier transaction.
    package func commit(
        _ change: ValueChange,
        _ events: (_ first: Int64) -> [JournalEntry.Event]
    ) async throws(JournalError) -> Bool {
        try await written(change, events).isDone
    }

    /// Waits until all that was entered is durable.
    package func settle() async throws(JournalError) { try await commit { _ in [] } }

    private func written(
        _ change: ValueChange?,
        _ events: (_ first: Int64) -> [JournalEntry.Event]
    ) async throws(JournalError) -> (first: Int64, isDone: Bool) {
        nonisolated(unsafe) var first: Int64 = 0
        let result = await withCheckedContinuation { (continuation: Waiting) in
            let (mustStart, failure) = state.withLock { state -> (Bool, JournalError?) in
                if let failure = state.failure { return (false, failure) }
                first = add(events(state.last + 1), changing: change, waiting: continuation, to: &state)
                defer { state.isRunning = true }
                return (!state.isRunning, nil)
            }
            if let failure { return continuation.resume(returning: .failure(failure)) }
            if mustStart { start() }
        }
        return (first, try result.get())
    }

    private func add(
        _ events: [JournalEntry.Event],
        changing change: ValueChange? = nil,
        waiting: Waiting? = nil,
        to state: inout State
    ) -> Int64 {
        let first = state.last + 1
        let time = now()
        if state.pending.isEmpty || change != nil || state.pending[state.pending.count - 1].change != nil {
            state.pending.append(Batch(change: change))
        }
        let place = state.pending.count - 1
        for event in events {
            state.last += 1
            state.open.note(event, number: state.last)
            state.pending[place].entries.append(JournalEntry(number: state.last, time: time, event: event))
        }
        state.count += events.count
        if let waiting { state.pending[place].waiting.append(waiting) }
        return first
    }

    private func start() {
        Task {
            while let batch = next() {
                let result: Result<Bool, JournalError>
                do throws(JournalError) {
                    result = .success(try await write(batch))
                } catch {
                    result = .failure(error)
                    fail(error)
                }
                for continuation in batch.waiting { continuation.resume(returning: result) }
            }
        }
    }

    private func write(_ batch: Batch) async throws(JournalError) -> Bool {
        if let change = batch.change {
            return try await store.setValue(change, entering: batch.entries, of: run, in: attempt)
        }
        try await store.append(batch.entries, to: run, in: attempt)
        return true
    }

    private func next() -> Batch? {
        let (batch, held) = state.withLock { state -> (Batch?, Int) in
            defer { state.held = 0 }
            guard !state.pending.isEmpty else {
                state.isRunning = false
                return (nil, state.held)
            }
            let batch = state.pending.removeFirst()
            state.count -= batch.entries.count
            return (batch, state.held)
        }
        for _ in 0..<held { room.signal() }
        return batch
    }

    private func fail(_ failure: JournalError) {
        let (isFirst, waiting) = state.withLock { state in
            defer {
                state.failure = state.failure ?? failure
                (state.pending, state.count) = ([], 0)
            }
            return (state.failure == nil, state.pending.flatMap(\.waiting))
        }
        for continuation in waiting { continuation.resume(returning: .failure(failure)) }
        if isFirst { failed(failure) }
    }
}
