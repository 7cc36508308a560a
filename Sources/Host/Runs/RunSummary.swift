import JSON
import Webex

/// The short table at the end of a run: what was seen, saved and asked.
struct RunSummary {
    let counts: Progress.Counts
    let tally: Tally
    /// Milliseconds from start to end.
    let duration: Int64
    /// What has become of a plan's changes, in words; nil where none is carried out.
    var changes: String?

    /// Whether there is nothing to tell but the time.
    var isEmpty: Bool { counts.rows == 0 && counts.tasks == 0 && tally.requests == 0 }

    /// The lines of the table; those that have nothing to tell are left out.
    var lines: [String] {
        var rows: [(String, String)] = []
        if counts.tasks > 0 { rows.append(("tasks seen", "\(counts.tasks)")) }
        if let changes {
            rows.append(("changes", changes))
        } else if counts.rows > 0 {
            let statuses = counts.statuses.map { "\($0.count) \($0.status)" }.joined(separator: ", ")
            rows.append(("rows", "\(counts.rows) (\(statuses))"))
        }
        if counts.remembered > 0 {
            rows.append(
                ("remembered", "\(counts.remembered) of the \(changes == nil ? "rows" : "changes"), done before")
            )
        }
        if counts.bytes > 0 { rows.append(("bytes", SizeText.shown(counts.bytes))) }
        if tally.requests > 0 {
            var text = "\(tally.requests)"
            if tally.retries > 0 { text += ", \(tally.retries) tried again" }
            if tally.waited > 0 { text += ", \(DurationText.shown(tally.waited)) held by the rate limit" }
            rows.append(("requests", text))
        }
        rows.append(("time", DurationText.taken(duration)))
        rows += counts.files.map { ("results", $0) }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, value in "  " + name + String(repeating: " ", count: width - name.count + 2) + value }
    }

    /// The same for the journal.
    var json: JSONValue {
        let statuses = counts.statuses.map { JSONObject.Member(key: $0.status, value: .integer(Int64($0.count))) }
        return [
            "rows": .integer(Int64(counts.rows)), "statuses": .object(JSONObject(statuses)),
            "remembered_rows": .integer(Int64(counts.remembered)), "failed_rows": .integer(Int64(counts.failed)),
            "tasks": .integer(Int64(counts.tasks)),
            "bytes": .integer(counts.bytes), "requests": .integer(Int64(tally.requests)),
            "retries": .integer(Int64(tally.retries)), "waited": .integer(tally.waited),
            "duration": .integer(duration), "files": .array(counts.files.map(JSONValue.string)),
        ]
    }
}
