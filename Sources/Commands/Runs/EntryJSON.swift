import Host
import JSON
import Journal

/// An entry of the journal as programs read it: a line of `patchbay runs log --json`.
enum EntryJSON {
    /// All that the journal has of it.
    static func object(_ entry: JournalEntry) -> JSONValue {
        var object: JSONObject = [
            "number": .integer(entry.number), "time": .integer(entry.time), "kind": .string(entry.event.kind.rawValue),
        ]
        for member in fields(entry.event) { object[member.key] = member.value }
        return .object(object)
    }

    private static func fields(_ event: JournalEntry.Event) -> JSONObject {
        switch event {
        case .attempt(let attempt):
            ["attempt": .integer(Int64(attempt.attempt)), "options": embedded(attempt.options)]
        case .input(let file): input(file)
        case .write(let write): self.write(write)
        case .outcome(let outcome): self.outcome(outcome)
        case .step(let step):
            ["scope": .string(step.scope), "value": embedded(step.value), "incomplete": text(step.incomplete)]
        case .row(let row): self.row(row)
        case .line(let line): ["level": .string(line.level), "text": .string(line.text)]
        case .reads(let reads): self.reads(reads)
        case .end(let end):
            [
                "exit_code": .integer(Int64(end.exitCode)),
                "outcome": .string(RunState(exitCode: end.exitCode).rawValue), "failure": text(end.failure),
                "summary": embedded(end.summary),
            ]
        }
    }

    static func input(_ file: JournalEntry.InputFile) -> JSONObject {
        [
            "path": .string(file.path), "bytes": .integer(file.bytes), "modified": .integer(file.modified),
            "sha256": text(file.sha256),
        ]
    }

    static func write(_ write: JournalEntry.Write) -> JSONObject {
        [
            "scope": .string(write.scope), "operation": .string(write.operation), "target": .string(write.target),
            "safety": .string(write.safety), "item": write.item.map(JSONValue.integer) ?? .null,
            "body": embedded(write.body), "before": embedded(write.before),
        ]
    }

    static func row(_ row: JournalEntry.Row) -> JSONObject {
        [
            "scope": .string(row.scope), "row": .integer(row.row), "key": text(row.key), "status": .string(row.status),
            "columns": embedded(row.columns), "error": text(row.error), "tracking_id": text(row.trackingID),
        ]
    }

    static func reads(_ reads: JournalEntry.Reads) -> JSONObject {
        [
            "operation": .string(reads.operation), "calls": .integer(reads.calls), "bytes": .integer(reads.bytes),
            "failed": .integer(reads.failed),
        ]
    }

    private static func outcome(_ outcome: JournalEntry.Outcome) -> JSONObject {
        [
            "first": .integer(outcome.first), "last": .integer(outcome.last),
            "state": .string(WriteState(outcome).rawValue),
            "status": outcome.status.map { .integer(Int64($0)) } ?? .null, "tracking_id": text(outcome.trackingID),
            "answer": embedded(outcome.answer), "error": text(outcome.error),
        ]
    }

    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// A JSON text as the value that it is; as a text where it is none.
    static func embedded(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }
}

/// How a write stands, in the words that people and programs read.
enum WriteState: String {
    case done, refused
    case inDoubt = "in_doubt"
    case underWay = "under_way"
    case repeated, adopted
    case settledDone = "settled_done"
    case settledNot = "settled_not"

    /// Of a write whose outcome was not entered nobody knows either, unless its run is running.
    init(_ outcome: JournalEntry.Outcome?, isRunning: Bool = false) {
        self =
            switch outcome?.state {
            case nil: isRunning ? .underWay : .inDoubt
            case .doubtful: .inDoubt
            case .done: .done
            case .refused: .refused
            case .repeated: .repeated
            case .adopted: .adopted
            case .settledDone: .settledDone
            case .settledNot: .settledNot
            }
    }

    var shown: String {
        switch self {
        case .inDoubt: "in doubt"
        case .underWay: "under way"
        case .settledDone: "settled: it happened"
        case .settledNot: "settled: it did not happen"
        case .repeated: "sent again"
        case .adopted: "found, and adopted"
        default: rawValue
        }
    }
}
