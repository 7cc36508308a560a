import JSON
import Journal
import Webex

/// What the events of hooks hold besides their run.
enum HookEvents {
    /// A change: what is called, what it changes, and what is sent.
    ///
    /// - Throws: where its body cannot be read: who decides about a change must see all of it.
    static func write(_ draft: WriteDraft) throws -> JSONObject {
        var write: JSONObject = ["operation": .string(draft.operation), "target": .string(draft.target)]
        if let body = draft.body { write["body"] = try JSONValue(parsing: Array(body.utf8)) }
        return ["write": .object(write)]
    }

    /// What became of a change: `done`, `refused`, or `doubtful` where nobody knows.
    static func written(_ draft: WriteDraft, _ outcome: JournalEntry.Outcome) -> JSONObject {
        let told: JSONObject = ["operation": .string(draft.operation), "target": .string(draft.target)]
        var event = (try? write(draft)) ?? ["write": .object(told)]
        event["outcome"] = .string(outcome.state.rawValue)
        event["status"] = outcome.status.map { .integer(Int64($0)) }
        event["tracking_id"] = outcome.trackingID.map(JSONValue.string)
        if let message = outcome.error { event["error"] = ["message": .string(message)] }
        return event
    }

    /// A row that failed.
    static func failed(_ row: RowResult) -> JSONObject {
        var error: JSONObject = ["message": .string(row.error ?? "no reason was given")]
        error["tracking_id"] = row.trackingID.map(JSONValue.string)
        var event: JSONObject = ["error": .object(error)]
        if row.row > 0 { event["row"] = .integer(Int64(row.row)) }
        event["key"] = row.key.map(JSONValue.string)
        return event
    }

    /// A recording that was saved in a folder.
    static func saved(_ capture: CaptureReference, path: String, _ saved: SavedBytes) -> JSONObject {
        self.saved(
            capture,
            ["path": .string(path), "bytes": .integer(saved.bytes), "sha256": .string(saved.sha256)]
        )
    }

    /// A recording that all sinks have; `told` is what its script was answered.
    static func saved(_ capture: CaptureReference, _ told: JSONValue) -> JSONObject {
        var recording: JSONObject = ["id": .string(capture.captureID), "task": .string(capture.taskID)]
        for name in ["path", "bytes", "sha256", "sinks"] { recording[name] = told[name] }
        return ["recording": .object(recording)]
    }

    /// The end of a run.
    static func finished(_ outcome: RunOutcome, _ counts: Progress.Counts) -> JSONObject {
        var rows = JSONObject(counts.statuses.map { .init(key: $0.status, value: .integer(Int64($0.count))) })
        rows["total"] = .integer(Int64(counts.rows))
        rows["failed"] = .integer(Int64(counts.failed))
        let word =
            switch outcome.exitCode {
            case ExitCode.done, ExitCode.rowsFailed: "done"
            case ExitCode.interrupted: "stopped"
            default: outcome.failure == nil ? "done" : "failed"
            }
        var event: JSONObject = [
            "outcome": .string(word), "exit_code": .integer(Int64(outcome.exitCode)), "rows": .object(rows),
        ]
        if let failure = outcome.failure { event["error"] = ["message": .string(Console.unstyled(failure))] }
        return event
    }
}
