import Host
import JSON
import Journal
import Webex

/// A run as people read it, whole.
struct RunText {
    let details: RunDetails
    /// Columns of the terminal.
    let width: Int

    private var run: RunRecord { details.overview.run }
    private var digest: RunDigest { details.digest }

    /// All of it.
    var text: String { facts + attempts + reads + files + failed + doubts }

    private var facts: String {
        var table = TextTable(width: width)
        func add(_ name: String, _ text: String) { if !text.isEmpty { table.add(name, Console.plain(text)) } }
        let counts = details.overview.counts
        add("run", run.id)
        add("outcome", details.overview.outcome)
        add("plan", run.plans ? "changes were only planned: nothing was sent" : "")
        add("failure", run.end?.failure ?? "")
        add("started", InstantText.minute(run.started))
        add("time", details.overview.duration.map(DurationText.taken) ?? "")
        add(Self.label(run.kind), run.script)
        add("sha256", run.scriptHash)
        add("words", run.words.map(ShellWord.quoted).joined(separator: " "))
        add("arguments", run.arguments.flatMap { $0 == "{}" ? nil : $0 } ?? "")
        add("options", EntryText.options(run.options))
        add("profile", run.isSimulated ? "none: a simulator, which ended with the run" : run.profile)
        add("org", run.organization ?? "")
        add("who", run.user)
        add("folder", run.folder)
        add("version", run.version)
        add("trace", RunOptions(text: run.options).trace?.text ?? "")
        let statuses = digest.statuses.map { "\($0.count) \($0.status)" }.joined(separator: ", ")
        add("rows", counts.rows == 0 ? "" : "\(counts.rows) (\(statuses))")
        add("steps", counts.steps == 0 ? "" : "\(counts.steps)")
        add("writes", run.plans && counts.writes == 0 ? "" : writes(counts))
        add("results", results.joined(separator: ", "))
        return table.text
    }

    /// What the run was of.
    private static func label(_ kind: RunRecord.Kind) -> String {
        switch kind {
        case .call: "operation"
        case .apply: "plan"
        case .command: "command"
        default: "script"
        }
    }

    private func writes(_ counts: EntryCounts) -> String {
        guard counts.writes > 0 else { return "none" }
        var text = "\(counts.writes), of which \(counts.happened) happened"
        if !details.doubts.isEmpty { text += " and \(counts.doubtful) \(counts.doubtful == 1 ? "is" : "are") in doubt" }
        return text
    }

    /// Files that the run wrote for its rows.
    private var results: [String] {
        let summary = run.end.flatMap { try? JSONValue(parsing: $0.summary) }
        return summary?["files"]?.array?.compactMap(\.string) ?? []
    }

    private var attempts: String {
        guard digest.attempts.count > 1 else { return "" }
        var table = TextTable(width: width, indent: 2)
        for attempt in digest.attempts {
            let isLast = attempt.number == run.attempts
            let state =
                attempt.end.map { RunState(exitCode: $0.exitCode) } ?? (isLast ? details.overview.state : .cutOff)
            table.add(
                "\(attempt.number)",
                InstantText.minute(attempt.started),
                attempt.end.map { DurationText.taken(max(0, $0.time - attempt.started)) } ?? "-",
                state.shown
            )
        }
        return "\nattempts\n" + table.text
    }

    private var reads: String {
        guard !digest.reads.isEmpty else { return "" }
        var table = TextTable(width: width, indent: 2)
        for reads in digest.reads { table.add(reads.operation, EntryText.amount(reads)) }
        return "\nreads\n" + table.text
    }

    private var files: String {
        guard !digest.inputs.isEmpty else { return "" }
        var table = TextTable(width: width, indent: 2)
        for file in digest.inputs {
            table.add(
                Console.plain(file.path),
                SizeText.shown(file.bytes),
                file.sha256.map { "sha256 \($0.prefix(12))" } ?? ""
            )
        }
        return "\nfiles read\n" + table.text
    }

    private var failed: String {
        guard !details.failed.isEmpty else { return "" }
        var table = TextTable(width: width, indent: 2)
        for entry in details.failed {
            let row = entry.row
            table.add("\(row.row)", Console.plain(row.key ?? "-"), Console.plain(row.error ?? "-"))
        }
        let more = digest.failed.count - details.failed.count
        let rest = more > 0 ? "  and \(more) more: patchbay runs log \(run.id) --kind row\n" : ""
        return "\nrows that failed\n" + table.text + rest
    }

    private var doubts: String {
        guard !details.doubts.isEmpty else { return "" }
        return "\nin doubt: the answer was lost\n" + details.doubts.map(doubt).joined() + "\n" + wayOut
    }

    private func doubt(_ doubt: RunDetails.Doubt) -> String {
        var lines = [DoubtText.heading(doubt.number, doubt.time, doubt.write)]
        if let body = doubt.write.body { lines.append("    sent: " + Console.plain(EntryText.excerpt(body))) }
        if !run.isSimulated, run.kind != .call { lines.append("    " + DoubtText.advice(doubt.advice)) }
        return lines.map { "  \($0)\n" }.joined()
    }

    private var wayOut: String {
        if run.isSimulated { return "The simulator ended with the run: there is nothing to be done about it.\n" }
        let settle = "patchbay runs settle \(run.id)"
        guard run.kind != .call else { return "Look at the org, and say what happened: \(settle)\n" }
        return "Go on: patchbay resume \(run.id)\nOr say what happened: \(settle)\n"
    }
}
