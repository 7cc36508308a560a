import JSON
import Journal
import Synchronization
import Webex

/// What one run enters into the journal, and what it finds there of its earlier attempts.
///
/// Safe to call from any task.
final class RunJournal: Sendable {
    let store: any JournalStore
    let writer: JournalWriter
    /// What earlier attempts did; nil in the first one.
    let memory: RunMemory?
    /// The rows that earlier attempts did.
    let rows: RowPages
    private let record: Mutex<RunRecord>
    private let reads = Mutex(ReadCounts())
    private let clock: WallClock
    let inputs: RunInputs
    /// The plugins that are told of the run, and asked before each change; nil where there are none.
    let hooks: RunHooks?
    private let undecided: @Sendable (UndecidedWrite) -> Void
    private let failed: @Sendable (JournalError) -> Void
    private let redaction: Redaction
    /// Words that may be secrets, typed in the place of a secret's name.
    private let hidden = Mutex<[String]>([])

    /// Letters that such a word must have: a shorter one stands in other words as well.
    private static let shortestHidden = 4
    /// Milliseconds between two entries of what was read.
    private static let readsEvery: Int64 = 10_000

    private struct ReadCounts {
        var operations: [String: JournalEntry.Reads] = [:]
        var entered: Int64 = 0
    }

    /// The journal of a run that was entered.
    ///
    /// - Parameters:
    ///   - store: where it was entered.
    ///   - record: what is known of it.
    ///   - recollection: what it remembers; nil for one that begins.
    ///   - isForced: whether what it reads may have changed since.
    ///   - clock: the time of day.
    ///   - redaction: the secrets that no line shows.
    ///   - hooks: the plugins that are told of the run.
    ///   - failed: hears that nothing can be entered any more: the run must end.
    ///   - undecided: hears of a change that only a person can decide about: the run must end.
    init(
        _ store: any JournalStore,
        record: RunRecord,
        recollection: Recollection?,
        isForced: Bool = true,
        clock: WallClock,
        redaction: Redaction,
        hooks: RunHooks? = nil,
        failed: @escaping @Sendable (JournalError) -> Void,
        undecided: @escaping @Sendable (UndecidedWrite) -> Void
    ) {
        self.store = store
        self.undecided = undecided
        self.failed = failed
        self.redaction = redaction
        self.hooks = hooks
        self.record = Mutex(record)
        self.clock = clock
        memory = recollection.map { RunMemory($0, isForced: isForced) }
        rows = RowPages(store, run: record.id, failed: failed)
        writer = JournalWriter(
            store,
            run: record.id,
            attempt: record.attempts,
            after: recollection?.last ?? 0,
            now: { clock.now() },
            failed: failed
        )
        inputs = RunInputs(writer, began: record.started)
        writer.enter(.attempt(JournalEntry.Attempt(attempt: record.attempts, options: record.options)))
        hooks?.enter(into: self)
    }

    var run: RunRecord { record.withLock { $0 } }

    /// Learns something of the run as a whole, durably.
    func learn(_ change: (inout RunRecord) -> Void) async throws(JournalError) {
        let changed = record.withLock { record in
            change(&record)
            return record
        }
        do throws(JournalError) { try await store.update(changed) } catch {
            failed(error)
            throw error
        }
    }

    /// Ends the run, since a person is needed.
    func stop(_ write: UndecidedWrite) { undecided(write) }

    /// Counts a read.
    func countRead(_ operation: String, bytes: Int, failed: Bool) {
        let now = clock.now()
        let due = reads.withLock { reads -> [JournalEntry.Reads] in
            var count =
                reads.operations[operation] ?? JournalEntry.Reads(operation: operation, calls: 0, bytes: 0, failed: 0)
            count.calls += 1
            count.bytes += Int64(bytes)
            if failed { count.failed += 1 }
            reads.operations[operation] = count
            if reads.entered == 0 { reads.entered = now }
            guard now - reads.entered >= Self.readsEvery else { return [] }
            reads.entered = now
            defer { reads.operations = [:] }
            return Array(reads.operations.values)
        }
        enter(due)
    }

    private func enter(_ reads: [JournalEntry.Reads]) {
        for read in reads.sorted(by: { $0.operation < $1.operation }) { writer.enter(.reads(read)) }
    }

    /// A text without the secrets of this process.
    func redacted(_ text: String) -> String { redaction.applied(to: text) }

    /// Enters a line that the script or the host told; its level is `debug`, `info`, `warn` or `error`.
    func tell(_ line: String, level: String) {
        writer.enter(.line(JournalEntry.Line(level: level, text: redacted(line))))
    }

    /// The writes that are in doubt: of this attempt, and those of earlier ones that nobody has asked for again.
    var doubtful: [Int64] { (memory?.leftInDoubt ?? []) + writer.open.doubtful }

    /// Enters what the arguments became, and what the files are that they name.
    func declared(_ arguments: ResolvedArguments) async throws(JournalError) {
        let text = String(decoding: JSONValue.object(arguments.values).encoded(), as: UTF8.self)
        try await learn { $0.arguments = $0.arguments ?? text }
        for grant in arguments.grants where grant.access == .read && grant.reach == .file {
            inputs.declared(grant.path)
        }
    }

    /// Keeps these words in place of those that were typed, of which nothing is left.
    ///
    /// - Parameters:
    ///   - words: the words.
    ///   - hidden: what was taken out of them, which may be secrets, and is not told by how the run ended either.
    /// - Throws: `JournalError` where the journal cannot be written; the run then ends.
    func keep(words: [String], hiding hidden: [String]) async throws(JournalError) {
        self.hidden.withLock { $0 = hidden.filter { $0.count >= Self.shortestHidden } }
        guard run.words != words else { return }
        let changed = record.withLock { record in
            record.words = words
            return record
        }
        do throws(JournalError) { try await store.replaceWords(changed) } catch {
            failed(error)
            throw error
        }
    }

    /// Learns which org it is, before it is changed for the first time.
    func learn(organization: String) async throws(JournalError) {
        guard run.organization == nil else { return }
        try await learn { $0.organization = organization }
    }

    /// Enters the end of this attempt.
    ///
    /// - Throws: what kept this, or anything before it, from becoming durable.
    func end(_ end: RunRecord.End) async throws(JournalError) {
        var end = end
        end.failure = end.failure.map { failure in
            hidden.withLock { $0 }.reduce(redacted(failure)) { $0.replacing($1, with: "…") }
        }
        let entered = end
        let counted = reads.withLock { reads in
            defer { reads.operations = [:] }
            return Array(reads.operations.values)
        }
        enter(counted)
        inputs.end()
        try await writer.commit { _ in [.end(entered)] }
        // A simulator's values are its own, and it ends here.
        if run.isSimulated { try await store.removeValues(of: PluginRole.storeOwner(run.script), profile: run.id) }
        try await learn { $0.end = entered }
    }

    /// The recorded answer of a write that has happened.
    func answer(ofOutcome number: Int64) async throws(JournalError) -> RecordedAnswer {
        guard case .outcome(let outcome) = try await entry(number, .outcome) else { return RecordedAnswer(nil) }
        return RecordedAnswer(outcome.answer)
    }

    /// Whether the outcome of a write holds an answer.
    func hasAnswer(outcome number: Int64) async throws(JournalError) -> Bool {
        guard case .outcome(let outcome) = try await entry(number, .outcome) else { return false }
        return outcome.answer != nil
    }

    /// The entry of that number; nil when there is none of that kind.
    func entry(_ number: Int64, _ kind: EntryKind) async throws(JournalError) -> JournalEntry.Event? {
        do throws(JournalError) { return try await store.entry(number, kind, of: run.id)?.event } catch {
            failed(error)
            throw error
        }
    }

    /// A value that scripts stored; nil when there is none.
    func value(_ key: ValueKey) async throws(JournalError) -> StoredValue? {
        do throws(JournalError) { return try await store.value(key) } catch {
            failed(error)
            throw error
        }
    }
}
