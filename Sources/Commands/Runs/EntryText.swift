import Host
import JSON
import Journal

/// An entry of the journal as people read it: the time in UTC, what kind of thing it is, and what happened.
enum EntryText {
    /// Letters that an excerpt has.
    private static let longest = 120

    /// The line, with its end.
    static func line(_ entry: JournalEntry) -> String {
        let kind = entry.event.kind.rawValue
        let blanks = String(repeating: " ", count: 8 - kind.count)
        let text = Console.plain(text(entry)).split(separator: "\n").joined(separator: "\n    ")
        return "\(InstantText.exact(entry.time))  \(kind)\(blanks) \(text)\n"
    }

    private static func text(_ entry: JournalEntry) -> String {
        switch entry.event {
        case .attempt(let attempt):
            joined(["\(attempt.attempt)", options(attempt.options)])
        case .input(let file):
            joined([file.path, SizeText.shown(file.bytes), file.sha256.map { "sha256 \($0)" } ?? ""])
        case .write(let write): joined(["\(entry.number)", aim(write), ScopeText(write.scope).text])
        case .outcome(let outcome): self.outcome(outcome)
        case .step(let step): joined([ScopeText(step.scope).text, "done", excerpt(step.value)])
        case .row(let row): self.row(row)
        case .line(let line): line.level == "info" ? line.text : "\(line.level): \(line.text)"
        case .reads(let reads): self.reads(reads)
        case .end(let end):
            joined([RunState(exitCode: end.exitCode).shown, end.failure ?? ""])
        }
    }

    /// What a change is and whom it concerns.
    static func aim(_ write: JournalEntry.Write) -> String {
        write.target.isEmpty ? write.operation : "\(write.operation) \(write.target)"
    }

    /// Options as they would be typed.
    static func options(_ text: String) -> String {
        RunOptions(text: text).words.map(ShellWord.quoted).joined(separator: " ")
    }

    /// The reads of an operation: `2 calls, 41 KB`.
    static func amount(_ reads: JournalEntry.Reads) -> String {
        let calls = "\(reads.calls) \(reads.calls == 1 ? "call" : "calls"), \(SizeText.shown(reads.bytes))"
        return reads.failed == 0 ? calls : "\(calls), \(reads.failed) failed"
    }

    /// The beginning of a JSON text.
    static func excerpt(_ text: String) -> String {
        text.count <= longest ? text : text.prefix(longest - 3) + "..."
    }

    private static func outcome(_ outcome: JournalEntry.Outcome) -> String {
        let writes = outcome.first == outcome.last ? "\(outcome.first)" : "\(outcome.first) to \(outcome.last)"
        return joined([
            writes, WriteState(outcome).shown, outcome.status.map { "status \($0)" } ?? "",
            outcome.trackingID.map { "tracking \($0)" } ?? "", outcome.error ?? "",
        ])
    }

    private static func row(_ row: JournalEntry.Row) -> String {
        joined([
            row.key.map { "\(row.row), \($0)" } ?? "\(row.row)", row.status,
            row.error ?? row.columns.map(excerpt) ?? "",
        ])
    }

    private static func reads(_ reads: JournalEntry.Reads) -> String { joined([reads.operation, amount(reads)]) }

    private static func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "  ") }
}
