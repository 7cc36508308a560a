import Host
import JSON
import Journal

/// A run in a line: what was run, how it stands, and how much it did.
struct RunOverview {
    let run: RunRecord
    let state: RunState
    let counts: EntryCounts

    /// Reads what the journal has of it.
    ///
    /// - Throws: `JournalError`.
    init(_ run: RunRecord, _ state: RunState, in store: any JournalStore) async throws(JournalError) {
        self.run = run
        self.state = state
        counts = try await store.counts(of: run.id)
    }

    /// Milliseconds that the last attempt took; nil while that is not known.
    var duration: Int64? {
        guard let end = run.end else { return nil }
        let summary = try? JSONValue(parsing: end.summary)
        return summary?["duration"]?.integer ?? max(0, end.time - run.started)
    }

    /// Writes of which nobody knows whether they happened; nil while it is running, and they may only be under way.
    var doubtful: Int? { state == .running ? nil : counts.doubtful }

    /// The script's name without its folder, or a plugin's command.
    var name: String { RunRecord.shortName(run.script).joined(separator: " ") }

    /// The profile, or that it was a simulator.
    var org: String { run.isSimulated ? "simulator" : run.profile }

    /// How it stands, as people read it; of a plan that came to no end also that it was one.
    var outcome: String { run.plans && state != .planned ? "\(state.shown), plan" : state.shown }

    /// What programs read of it.
    var json: JSONObject {
        [
            "id": .string(run.id), "kind": .string(run.kind.rawValue), "script": .string(run.script),
            "profile": .string(run.profile), "org": run.organization.map(JSONValue.string) ?? .null,
            "simulated": .bool(run.isSimulated), "plan": .bool(run.plans), "user": .string(run.user),
            "started": .integer(run.started),
            "ended": run.end.map { .integer($0.time) } ?? .null, "outcome": .string(state.rawValue),
            "exit_code": run.end.map { .integer(Int64($0.exitCode)) } ?? .null,
            "duration": duration.map(JSONValue.integer) ?? .null, "attempts": .integer(Int64(run.attempts)),
            "rows": .integer(Int64(counts.rows)), "failed_rows": .integer(Int64(counts.failedRows)),
            "steps": .integer(Int64(counts.steps)), "writes": .integer(Int64(counts.writes)),
            "happened": .integer(Int64(counts.happened)),
            "in_doubt": doubtful.map { .integer(Int64($0)) } ?? .null,
        ]
    }

    /// Runs as people read them, under a heading.
    static func table(_ runs: [RunOverview], width: Int) -> String {
        var table = TextTable(width: width)
        table.add(
            "RUN",
            "STARTED (UTC)",
            "SCRIPT",
            "PROFILE",
            "OUTCOME",
            "TIME",
            "ROWS",
            "FAILED",
            "WRITES",
            "IN DOUBT"
        )
        for entry in runs {
            let counts = entry.counts
            table.add(
                entry.run.id,
                String(InstantText.minute(entry.run.started).dropLast(" UTC".count)),
                Console.plain(entry.name),
                entry.org,
                entry.outcome,
                entry.duration.map(DurationText.taken) ?? "-",
                amount(counts.rows),
                amount(counts.failedRows),
                amount(counts.writes),
                amount(entry.doubtful ?? 0)
            )
        }
        return table.text
    }

    /// A count, where nothing is the usual case and need not be read.
    private static func amount(_ count: Int) -> String { count == 0 ? "-" : "\(count)" }
}
