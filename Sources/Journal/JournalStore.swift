/// Where the journal is kept: runs, what happened in them, and the values that scripts store.
///
/// One transaction is one call: it is durable when the call returns, or nothing of it happened. Calls may come from any
/// task, and several processes may use the same store at once; of one run only one process enters anything. Texts are kept
/// as they are, but for a NUL, which not every database takes: it becomes its picture, `␀`.
package protocol JournalStore: Sendable {
    /// Enters a run that begins.
    ///
    /// - Throws: `JournalError`; of kind `conflict` when there is a run of that id.
    func begin(_ run: RunRecord) async throws(JournalError)

    /// Changes what is known of a run as a whole: its arguments, org and end.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run, `conflict` when it is in another attempt.
    func update(_ run: RunRecord) async throws(JournalError)

    /// Puts a run's words in the place of those that it was entered with, of which nothing is to be found any more.
    ///
    /// - Throws: `JournalError`.
    func replaceWords(_ run: RunRecord) async throws(JournalError)

    /// Begins the next attempt of a run, of which this is known: of several who do so one succeeds.
    ///
    /// Whoever is in the attempt before can enter nothing more from then on.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run, `conflict` when another attempt came first.
    func goOn(_ run: RunRecord) async throws(JournalError)

    /// Enters what happened in an attempt of a run, all of it or nothing; numbers rise, and none comes twice.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run, `conflict` when it is in another attempt.
    func append(_ entries: [JournalEntry], to run: String, in attempt: Int) async throws(JournalError)

    /// A run by its id; nil when there is none.
    func run(_ id: String) async throws(JournalError) -> RunRecord?

    /// Runs, the latest first.
    func runs(_ query: RunQuery) async throws(JournalError) -> [RunRecord]

    /// What happened in a run, in order.
    ///
    /// - Parameters:
    ///   - run: the run's id.
    ///   - number: only entries behind this number; 0 for all.
    ///   - kinds: only these; empty for all.
    ///   - most: how many at most.
    /// - Returns: the entries in the order of their numbers.
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    func entries(
        of run: String,
        after number: Int64,
        kinds: Set<EntryKind>,
        most: Int
    ) async throws(JournalError) -> [JournalEntry]

    /// What a run that goes on remembers of its earlier attempts.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    func recollection(of run: String) async throws(JournalError) -> Recollection

    /// How many entries of each kind a run has.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    func counts(of run: String) async throws(JournalError) -> EntryCounts

    /// Forgets runs and what happened in them, and the values that only they had.
    ///
    /// - Returns: how many there were.
    func remove(_ runs: [String]) async throws(JournalError) -> Int

    /// Gives the space of what was removed back to the disk, where that costs others no more than a moment.
    ///
    /// - Returns: how many bytes; 0 also where later runs use the space again.
    func giveBackSpace() async throws(JournalError) -> Int64

    /// A value that scripts stored; nil when there is none.
    func value(_ key: ValueKey) async throws(JournalError) -> StoredValue?

    /// Forgets all values that a script stored for a profile.
    func removeValues(of script: String, profile: String) async throws(JournalError)

    /// Changes a stored value and enters what happened in the same transaction, or does neither.
    ///
    /// - Parameters:
    ///   - change: what the value becomes.
    ///   - entries: what happened; of `run`.
    ///   - run: the run that does it.
    ///   - attempt: the attempt that it is in.
    /// - Returns: whether the value had the version that the change asks for; when not, nothing was changed or entered.
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run, `conflict` when it is in another attempt.
    func setValue(
        _ change: ValueChange,
        entering entries: [JournalEntry],
        of run: String,
        in attempt: Int
    ) async throws(JournalError) -> Bool
}

/// The kinds of `JournalEntry.Event`.
package enum EntryKind: String, Sendable, CaseIterable {
    case attempt, input, write, outcome, step, row, line, reads, end
}

/// Which runs are wanted; what is nil does not matter.
package struct RunQuery: Sendable, Equatable {
    /// The end of the script's path, on a boundary of names: `onboard.lua` or `/srv/onboard.lua`.
    package var script: String?
    package var profile: String?
    /// Only those that began then or later, in milliseconds since 1970.
    package var since: Int64?
    /// Only those that began before.
    package var before: Int64?
    /// The beginning of their ids.
    package var idPrefix: String?
    /// How many at most.
    package var most: Int?

    package init() {}
}

/// How much happened in a run.
package struct EntryCounts: Sendable, Equatable {
    /// Writes that were entered.
    package var writes = 0
    /// Those that are known to have happened.
    package var happened = 0
    /// Those of which nobody knows.
    package var doubtful = 0
    package var steps = 0
    /// Rows that are done, the latest word of each; without a key each counts.
    package var rows = 0
    package var failedRows = 0

    package init() {}
}

/// A change of a value that scripts stored.
package struct ValueChange: Sendable, Equatable {
    package var key: ValueKey
    /// What it becomes, as JSON; nil removes it.
    package var value: String?
    /// The version it must have now, 0 for none; nil where that does not matter.
    package var version: Int64?

    package init(_ key: ValueKey, to value: String?, ifVersion version: Int64? = nil) {
        self.key = key
        self.value = value
        self.version = version
    }
}

/// Whose stored value it is.
package struct ValueKey: Sendable, Hashable {
    /// Absolute path of the script.
    package var script: String
    /// The profile's name, or the id of a run whose values end with it.
    package var profile: String
    package var name: String

    package init(script: String, profile: String, name: String) {
        self.script = script
        self.profile = profile
        self.name = name
    }
}

/// A value that scripts stored.
package struct StoredValue: Sendable, Equatable {
    /// JSON.
    package var value: String
    /// Rises with each change, from 1.
    package var version: Int64

    package init(value: String, version: Int64) {
        self.value = value
        self.version = version
    }
}
