import Host
import JSON
import Journal

/// A write as an audit tells of it: who changed what, when, and what came of it.
struct AuditRecord {
    let run: RunRecord
    /// Whether its run is running, so that an answer may yet come.
    let isRunning: Bool
    let item: WriteHistory.Item
    /// The id of what it made.
    let made: String?

    /// The names of the fields, in the order of columns.
    static let names = [
        "time", "run", "write", "user", "profile", "org", "simulated", "script", "script_hash", "operation", "target",
        "object", "row", "step", "scope", "safety", "body", "before", "state", "status", "tracking_id", "answered",
        "error",
    ]

    /// A JSON object; times are milliseconds since 1970.
    var json: JSONValue {
        let write = item.write, scope = ScopeText(write.scope)
        return [
            "time": .integer(item.time), "run": .string(run.id), "write": .integer(item.number),
            "user": .string(run.user), "profile": .string(run.profile), "org": EntryJSON.text(run.organization),
            "simulated": .bool(run.isSimulated), "script": .string(run.script), "script_hash": .string(run.scriptHash),
            "operation": .string(write.operation), "target": .string(write.target),
            "object": EntryJSON.text(made), "row": EntryJSON.text(scope.row),
            "step": EntryJSON.text(scope.step), "scope": .string(write.scope), "safety": .string(write.safety),
            "body": EntryJSON.embedded(write.body), "before": EntryJSON.embedded(write.before),
            "state": .string(WriteState(item.outcome, isRunning: isRunning).rawValue),
            "status": item.outcome?.status.map { .integer(Int64($0)) } ?? .null,
            "tracking_id": EntryJSON.text(item.outcome?.trackingID),
            "answered": item.answered.map(JSONValue.integer) ?? .null, "error": EntryJSON.text(item.outcome?.error),
        ]
    }

    /// The cells of a line of CSV; times are texts, since that is what a spreadsheet reads.
    var cells: [String?] {
        json.object?.map { field in
            switch (field.key, field.value) {
            case (_, .null): nil
            case ("time", .integer(let time)), ("answered", .integer(let time)): InstantText.exact(time)
            case (_, .string(let text)): text
            default: String(decoding: field.value.encoded(), as: UTF8.self)
            }
        } ?? []
    }
}
