import Host
import JSON
import Journal

/// What a notice says: which schedule, when it was due, what happened in one line, and what a person can type now.
struct NoticeText {
    let notice: ScheduleNotice
    /// The tick that it is about; nil where there is none, or it is not kept any more.
    let tick: ScheduleTick?
    /// The schedule as its file is now; nil where that is gone or broken.
    let schedule: ScheduleDefinition?
    /// Milliseconds since 1970.
    let now: Int64

    /// Letters of what went wrong that are told; the run's log has all.
    private static let longest = 400

    var message: Message {
        let subject = "\(mark) \(line)"
        let facts = facts, commands = commands
        let width = (facts.map(\.name.count).max() ?? 0) + 2
        var text = facts.map { fact in
            fact.name + String(repeating: " ", count: width - fact.name.count) + fact.value + "\n"
        }.joined()
        var markdown = "**\(Self.inMarkdown(subject))**\n\n"
        markdown += facts.map { "- \($0.name): \(Self.inMarkdown($0.value))\n" }.joined()
        if !commands.isEmpty {
            text += "\nTo act on it:\n" + commands.map { "  \($0)\n" }.joined()
            markdown += "\n```\n" + commands.map { "\($0)\n" }.joined() + "```\n"
        }
        return Message(subject: subject, text: text, markdown: markdown, fields: fields)
    }

    private var mark: String {
        switch notice.kind {
        case .failed: "[failed]"
        case .recovered: "[recovered]"
        case .broken: "[broken]"
        }
    }

    /// What is the matter, in one line.
    private var line: String {
        switch notice.kind {
        case .failed: "schedule \(notice.schedule): its run " + Self.ending(tick)
        case .recovered: "schedule \(notice.schedule) runs again"
        case .broken: "schedule \(notice.schedule) cannot run as it is"
        }
    }

    private static func ending(_ tick: ScheduleTick?) -> String {
        guard let tick else { return "failed" }
        switch tick.reason {
        case .cutOff: return "was cut off"
        case .broken: return "could not begin"
        default: return tick.exitCode.map { ExitCode.meaning($0) } ?? "failed"
        }
    }

    private var facts: [(name: String, value: String)] {
        var facts = [(name: "schedule", value: notice.schedule)]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            facts.append((name: name, value: value))
        }
        add("about", schedule?.description.map(Self.line))
        if let tick {
            add("due", shown(tick.due))
            add("run", tick.run)
            if notice.kind == .failed {
                add("what failed", (tick.failure ?? notice.text).map(Self.line))
                add("exit code", tick.exitCode.map { "\($0): \(ExitCode.meaning($0))" })
                add("attempts", tick.attempts > 1 ? "\(tick.attempts), and no more are made" : nil)
            }
            add("ended", tick.ended.map(shown))
        }
        if tick == nil || notice.kind == .broken { add("problem", notice.text.map(Self.line)) }
        add("next", next ?? (schedule == nil ? "never, until its file is right again" : nil))
        return facts
    }

    /// What to type, each a line.
    private var commands: [String] {
        let name = ShellWord.quoted(notice.schedule)
        switch notice.kind {
        case .recovered: return tick?.run.map { ["patchbay runs show \($0)"] } ?? []
        case .broken: return ["patchbay schedule check", "patchbay schedule history \(name)"]
        case .failed:
            guard let run = tick?.run else { return ["patchbay schedule history \(name)"] }
            let goOn =
                switch tick?.exitCode {
                case ExitCode.permission: ["patchbay status"]
                case ExitCode.needsPerson: ["patchbay runs settle \(run)"]
                default: [String]()
                }
            return ["patchbay runs show \(run)"] + goOn + ["patchbay resume \(run)", "patchbay schedule pause \(name)"]
        }
    }

    private var fields: JSONObject {
        var fields: JSONObject = [
            "kind": .string(notice.kind.rawValue), "schedule": .string(notice.schedule), "made": .integer(notice.made),
        ]
        fields["zone"] = schedule.map { .string($0.timing.zone.name) }
        fields["description"] = schedule?.description.map(JSONValue.string)
        fields["profile"] = schedule?.profile.map(JSONValue.string)
        fields["due"] = tick.map { .integer($0.due) }
        fields["trigger"] = tick.map { .string($0.trigger.rawValue) }
        fields["run"] = tick?.run.map(JSONValue.string)
        fields["reason"] = tick?.reason.map { .string($0.rawValue) }
        fields["exit_code"] = tick?.exitCode.map { .integer(Int64($0)) }
        fields["failure"] = (tick?.failure ?? notice.text).map(JSONValue.string)
        fields["attempts"] = tick.map { .integer(Int64($0.attempts)) }
        fields["began"] = tick?.began.map(JSONValue.integer)
        fields["ended"] = tick?.ended.map(JSONValue.integer)
        fields["next"] = nextTime.map(JSONValue.integer)
        return fields
    }

    private var nextTime: Int64? { schedule.flatMap { DueTimes($0).next(after: now) } }

    private var next: String? { nextTime.map(shown) }

    /// A moment on the clocks of the schedule's zone, which is named.
    private func shown(_ instant: Int64) -> String {
        InstantText.minute(instant, in: schedule?.timing.zone ?? .utc)
    }

    /// A text on one line, and not longer than a person reads.
    private static func line(_ text: String) -> String {
        let words = Console.plain(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= longest ? words : words.prefix(longest - 1) + "…"
    }

    /// A text in which nothing is markdown.
    private static func inMarkdown(_ text: String) -> String {
        var plain = ""
        for letter in text {
            if "\\`*_[]<>#|~@".contains(letter) { plain.append("\\") }
            plain.append(letter)
        }
        return plain
    }
}
