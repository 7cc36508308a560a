import JSON
import Journal
import Synchronization
import Wire

@testable import Catalog
@testable import Host
@testable import Webex

/// Changes on their way through a real journal, attempt by attempt, and a service that does as it is told.
final class ChangeBench: Sendable {
    let folder = TemporaryFolder()
    let store: any JournalStore
    private let sent = Mutex<[[String]]>([])
    private let state: Mutex<RunJournal>

    /// What was sent, a list of bodies for each request.
    var requests: [[String]] { sent.withLock { $0 } }
    var journal: RunJournal { state.withLock { $0 } }

    private static let record = RunRecord(
        id: "bench",
        kind: .script,
        script: "/bench.lua",
        scriptHash: "",
        words: [],
        profile: "test",
        isSimulated: false,
        user: "test",
        folder: "/",
        started: 0,
        seed: 0,
        options: "{}",
        version: "0"
    )

    init() async throws {
        store = SQLiteJournal(JournalOnDemand(folder: folder.path))
        try await store.begin(Self.record)
        state = Mutex(Self.journal(store, nil))
    }

    private static func journal(_ store: any JournalStore, _ recollection: Recollection?) -> RunJournal {
        RunJournal(
            store,
            record: record,
            recollection: recollection,
            clock: .system,
            redaction: Redaction(),
            failed: { _ in },
            undecided: { _ in }
        )
    }

    /// Goes on as a resumed run does: what was entered is all that is known.
    func nextAttempt() async throws {
        try await journal.writer.settle()
        let next = Self.journal(store, try await store.recollection(of: Self.record.id))
        state.withLock { $0 = next }
        sent.withLock { $0 = [] }
    }

    /// Takes a row up that holds this, as a resumed run does; gives whether it is remembered as done.
    func isKnown(_ scope: String, holding content: Int64) -> Bool {
        journal.memory?.row(scope, content: content) != nil
    }

    /// Ends a row.
    func end(_ scope: String, holding content: Int64, status: String = "done") {
        journal.writer.enter(.row(JournalEntry.Row(scope: scope, row: 1, key: "k", status: status, content: content)))
    }

    /// Patches a user within a scope.
    func patch(
        _ phone: String,
        of id: String = "u",
        scope: String = "",
        answer: @escaping @Sendable ([WriteDraft]) throws -> Wire.Answer = { _ in Wire.Answer(["status": 200]) }
    ) async throws {
        _ = try await change("user.patch", ids: [id], ["workPhone": .string(phone)], scope: scope, answer)
    }

    /// Loses the answer of a change.
    static func lost(_ drafts: [WriteDraft]) throws -> Wire.Answer {
        var error = WebexError(.inDoubt, "no answer")
        error.mayHaveHappened = true
        throw error
    }

    /// What was sent since the attempt began, one text for each change.
    var phones: [String] {
        requests.flatMap(\.self).compactMap { (try? JSONValue(parsing: Array($0.utf8)))?["workPhone"]?.string }
    }

    /// What became of the writes, by their numbers in order.
    func states() async throws -> [JournalEntry.Outcome.State?] {
        try await journal.writer.settle()
        let writes = try await store.recollection(of: Self.record.id).writes.values.flatMap(\.self)
        return writes.sorted { $0.number < $1.number }.map(\.state)
    }

    /// Makes a change within a scope, and gives the head and body of its answer.
    func change(
        _ name: String,
        ids: [String] = [],
        _ body: JSONValue?,
        scope: String = "",
        scopes: [String] = [],
        isRepeat: Bool = false,
        _ answer: @escaping @Sendable ([WriteDraft]) throws -> Wire.Answer = { _ in Wire.Answer(["status": 200]) }
    ) async throws -> (head: JSONValue, body: JSONValue?) {
        let operation = try Catalog.bundled.operation(named: name)
        let parts = Door.$scope.withValue(scope) {
            ChangeParts(operation, ids: ids, query: [:], body: body, safety: operation.safety, scopes: scopes)
        }
        let change = JournaledChange(
            journal: journal,
            operation: operation,
            ids: ids,
            parts: parts,
            catalog: .bundled,
            before: { _ in nil }
        )
        let told = try await change.perform(
            admitting: { $0 },
            sending: { places in
                let drafts = places.map { parts.drafts[$0] }
                self.sent.withLock { $0.append(drafts.map { $0.body ?? "" }) }
                return JournaledChange.Sent(
                    answer: try answer(drafts),
                    status: 200,
                    trackingID: "t",
                    isRepeat: isRepeat
                )
            }
        )
        guard case .json(let bytes) = told.body else { return (try JSONValue(parsing: told.head), nil) }
        return (try JSONValue(parsing: told.head), try JSONValue(parsing: bytes))
    }
}
