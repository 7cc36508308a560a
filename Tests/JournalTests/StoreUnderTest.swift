import Testing

@testable import Journal

/// A kind of store that the contract holds for: a name, and how to make one that is empty.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes an empty store; what it gives opens that same store, each time by a connection of its own.
    let fresh: @Sendable () throws -> @Sendable () throws -> any JournalStore

    var testDescription: String { name }

    /// Every kind there is: a further one is a line here.
    static let all = [
        StoreUnderTest(name: "SQLite") {
            let folder = TemporaryFolder()
            return {
                let database = try JournalDatabase(folder: folder.path)
                // The folder is there for as long as any store in it.
                return SQLiteJournal { () throws(JournalError) in withExtendedLifetime(folder) { database } }
            }
        }
    ]

    /// An empty store, opened once.
    func opened() throws -> any JournalStore { try fresh()() }

    /// An empty store with a run in it.
    func opened(with run: RunRecord) async throws -> any JournalStore {
        let store = try opened()
        try await store.begin(run)
        return store
    }
}

/// Runs and entries of tests.
enum Sample {
    static func run(_ id: String = "run-1", started: Int64 = 1000, script: String = "/srv/onboard.lua") -> RunRecord {
        RunRecord(
            id: id,
            kind: .script,
            script: script,
            scriptHash: "ab",
            words: ["--file", "agents.csv"],
            profile: "acme",
            isSimulated: false,
            user: "ops@build",
            folder: "/srv",
            started: started,
            seed: 7,
            options: "{}",
            version: "1.0"
        )
    }

    static func write(
        _ identity: Int64 = 1,
        scope: String = "/rows/jane",
        body: String? = "{}",
        before: String? = nil,
        item: Int64? = nil,
        content: Int64? = nil
    ) -> JournalEntry.Event {
        .write(
            JournalEntry.Write(
                scope: scope,
                operation: "user.patch",
                target: "id",
                body: body,
                before: before,
                identity: WriteIdentity(high: identity, low: -identity),
                safety: "idempotent",
                item: item,
                content: content
            )
        )
    }

    static func outcome(
        _ first: Int64,
        _ last: Int64? = nil,
        _ state: JournalEntry.Outcome.State
    ) -> JournalEntry.Event {
        .outcome(JournalEntry.Outcome(first: first, last: last ?? first, state: state))
    }

    static func row(_ scope: String, key: String?, status: String = "done", content: Int64? = 5) -> JournalEntry.Event {
        .row(JournalEntry.Row(scope: scope, row: 1, key: key, status: status, content: content))
    }

    static func line(_ text: String) -> JournalEntry.Event { .line(JournalEntry.Line(level: "info", text: text)) }

    /// One of every kind, all that may be there filled in.
    static let everyKind: [JournalEntry.Event] = [
        .attempt(JournalEntry.Attempt(attempt: 1, options: #"{"a":1}"#)),
        .input(JournalEntry.InputFile(path: "/srv/agents.csv", bytes: 12, modified: 999, sha256: "cd")),
        write(3, body: #"{"siteId":"s"}"#, before: #"{"siteId":"t"}"#, item: 4, content: -1),
        .outcome(
            JournalEntry.Outcome(
                first: 3,
                last: 3,
                state: .refused,
                status: 400,
                trackingID: "track",
                answer: "{}",
                error: "no"
            )
        ),
        .step(JournalEntry.Step(scope: "/step/a", value: "[1]", content: 9, incomplete: "left out")),
        .row(
            JournalEntry.Row(
                scope: "/rows/jane",
                row: 2,
                key: "jane",
                status: "failed",
                columns: "{}",
                error: "no team",
                trackingID: "track",
                content: -1
            )
        ),
        line("hello"),
        .reads(JournalEntry.Reads(operation: "user.list", calls: 3, bytes: 4096, failed: 1)),
        .end(RunRecord.End(time: 1006, exitCode: 4, failure: "1 row failed", summary: "{}")),
    ]

    /// Events as entries, numbered from `first` on; an end has its own time.
    static func entries(_ events: [JournalEntry.Event], from first: Int64 = 1) -> [JournalEntry] {
        events.enumerated().map { place, event in
            var time: Int64 = 1000
            if case .end(let end) = event { time = end.time }
            return JournalEntry(number: first + Int64(place), time: time, event: event)
        }
    }
}

extension JournalStore {
    /// Enters what happened in the first attempt of a run.
    func append(_ entries: [JournalEntry], to run: String) async throws(JournalError) {
        try await append(entries, to: run, in: 1)
    }

    func setValue(_ change: ValueChange, entering entries: [JournalEntry], of run: String) async throws(JournalError)
        -> Bool
    {
        try await setValue(change, entering: entries, of: run, in: 1)
    }

    func all(_ run: String = "run-1", after: Int64 = 0, kinds: Set<EntryKind> = []) async throws -> [JournalEntry] {
        try await entries(of: run, after: after, kinds: kinds, most: 1_000_000)
    }
}
