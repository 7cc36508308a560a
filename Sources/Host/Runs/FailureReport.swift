import JSON
import Wire

/// What a person reads when a run ends badly: the error, the line of the script it stands on, and the way there.
struct FailureReport {
    let script: ScriptFile
    let console: Console

    /// The text of a script's own error.
    func text(_ ending: Ending) -> String {
        var lines = [heading(ending.message)]
        if let excerpt = excerpt(ending.message) { lines.append(excerpt) }
        // One frame says no more than the message does, and none helps who asked for the wrong thing, or has no part in the code.
        let error = try? JSONValue(parsing: ending.value)
        let isPlain = error?["usage"]?.bool == true || error?["plain"]?.bool == true
        if ending.traceback.contains("\n"), !isPlain {
            lines.append("  the way there:")
            lines.append(ending.traceback)
        }
        return lines.joined(separator: "\n")
    }

    /// The text of a limit that was hit.
    func text(_ limit: RunLimit, _ limits: RunLimits, traceback: String) -> String {
        let what =
            switch limit {
            case .timeout: "the run took longer than its limit of \(limits.shown(limit))"
            case .cpuTime: "the script used more CPU time than its limit of \(limits.shown(limit))"
            case .memory: "the script needs more memory than its limit of \(limits.shown(limit))"
            case .output: "the script printed more than its limit of \(limits.shown(limit))"
            }
        var lines = [heading("\(what) (--\(limit.rawValue))")]
        if !traceback.isEmpty {
            lines.append("  it was here:")
            lines.append(traceback)
        }
        return lines.joined(separator: "\n")
    }

    /// The text of a plan that does not come to an end.
    func text(_ standstill: PlanStandstill) -> String {
        [heading(standstill.text), excerpt(standstill.text)].compactMap(\.self).joined(separator: "\n")
    }

    /// The text of anything else.
    func heading(_ message: String) -> String { console.colored("error:", .bad) + " " + Console.plain(message) }

    /// The line that `name:12: message` speaks of, with its number.
    private func excerpt(_ message: String) -> String? {
        let prefix = script.name + ":"
        guard message.hasPrefix(prefix) else { return nil }
        let digits = message.dropFirst(prefix.count).prefix { $0.isNumber }
        guard let number = Int(digits), let line = script.line(number) else { return nil }
        return Console.plain("  \(number) | \(line)")
    }
}
