import Synchronization

@testable import Journal

/// A store of which a test decides when a transaction ends, and whether it fails; all else goes to a real one.
final class ControlledStore: JournalStore {
    private struct State {
        var isHeld = false
        var failure: JournalError?
        var batches: [[Int64]] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let inner: any JournalStore
    private let state = Mutex(State())

    init(_ inner: any JournalStore) { self.inner = inner }

    /// The numbers of the entries of each transaction that was begun.
    var batches: [[Int64]] { state.withLock { $0.batches } }

    /// Transactions wait from now on.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Transactions go on, or end with this failure from now on.
    func release(failing failure: JournalError? = nil) {
        let waiting = state.withLock { state in
            (state.isHeld, state.failure) = (false, failure)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until so many transactions were begun.
    func hasBegun(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.batches.count >= count { return true }
                state.watching.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func pass(_ entries: [JournalEntry]) async throws(JournalError) {
        let watching = state.withLock { state in
            state.batches.append(entries.map(\.number))
            let due = state.watching.filter { $0.count <= state.batches.count }
            state.watching.removeAll { $0.count <= state.batches.count }
            return due.map(\.continuation)
        }
        for continuation in watching { continuation.resume() }
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if !mustWait { continuation.resume() }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func append(_ entries: [JournalEntry], to run: String, in attempt: Int) async throws(JournalError) {
        try await pass(entries)
        try await inner.append(entries, to: run, in: attempt)
    }

    func setValue(
        _ change: ValueChange,
        entering entries: [JournalEntry],
        of run: String,
        in attempt: Int
    ) async throws(JournalError) -> Bool {
        try await pass(entries)
        return try await inner.setValue(change, entering: entries, of: run, in: attempt)
    }

    func begin(_ run: RunRecord) async throws(JournalError) { try await inner.begin(run) }

    func replaceWords(_ run: RunRecord) async throws(JournalError) { try await inner.replaceWords(run) }

    func update(_ run: RunRecord) async throws(JournalError) { try await inner.update(run) }

    func goOn(_ run: RunRecord) async throws(JournalError) { try await inner.goOn(run) }

    func run(_ id: String) async throws(JournalError) -> RunRecord? { try await inner.run(id) }

    func runs(_ query: RunQuery) async throws(JournalError) -> [RunRecord] { try await inner.runs(query) }

    func entries(
        of run: String,
        after number: Int64,
        kinds: Set<EntryKind>,
        most: Int
    ) async throws(JournalError) -> [JournalEntry] {
        try await inner.entries(of: run, after: number, kinds: kinds, most: most)
    }

    func recollection(of run: String) async throws(JournalError) -> Recollection {
        try await inner.recollection(of: run)
    }

    func counts(of run: String) async throws(JournalError) -> EntryCounts { try await inner.counts(of: run) }

    func remove(_ runs: [String]) async throws(JournalError) -> Int { try await inner.remove(runs) }

    func removeValues(of script: String, profile: String) async throws(JournalError) {
        try await inner.removeValues(of: script, profile: profile)
    }

    func value(_ key: ValueKey) async throws(JournalError) -> StoredValue? { try await inner.value(key) }
}
