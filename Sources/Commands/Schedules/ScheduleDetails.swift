import Host
import JSON
import Journal
import Schedule

/// A schedule, whole: what its file says, and how it stands.
struct ScheduleDetails {
    private let schedule: ScheduleDefinition
    private let overview: ScheduleOverview

    init(_ schedule: ScheduleDefinition, _ overview: ScheduleOverview) {
        self.schedule = schedule
        self.overview = overview
    }

    private var options: RunOptions {
        RunOptions(
            limits: schedule.limits,
            permissions: schedule.permissions,
            allowsWrite: schedule.allowsWrite,
            addresses: RunAddresses()
        )
    }

    /// What is run, as the words behind `patchbay`.
    private var words: [String] {
        switch schedule.work {
        case .script(let path): ["run", path] + schedule.arguments
        case .command(let words): words + schedule.arguments
        }
    }

    /// As people read it: a fact a line.
    func text(width: Int) -> String {
        var table = TextTable(width: width)
        func add(_ name: String, _ text: String) { if !text.isEmpty { table.add(name, Console.plain(text)) } }
        let zone = schedule.timing.zone
        add("schedule", schedule.name)
        add("description", schedule.description ?? "")
        add("file", schedule.file)
        add("runs", words.map(ShellWord.quoted).joined(separator: " "))
        add("org", org)
        add("folder", schedule.folder)
        add("options", options.words.map(ShellWord.quoted).joined(separator: " "))
        add("when", "\(schedule.timing.text) (\(schedule.timing.explained))")
        add("zone", zone.name)
        add("jitter", schedule.jitter == 0 ? "" : RunOptions.typed(schedule.jitter))
        add("next", overview.next.map { "\(ZonedTime.minute($0, in: zone)), \(InstantText.minute($0))" } ?? "never")
        add("overlap", schedule.overlap.rawValue)
        add("missed", schedule.missed.rawValue)
        add("deadline", schedule.deadline.map { RunOptions.typed($0) } ?? "")
        add("retries", retries)
        add("after cut off", schedule.cutOff.rawValue)
        add("notify", schedule.notify.joined(separator: ", "))
        add("stands", standing)
        add("running", overview.open.filter { $0.state == .running }.compactMap(\.run).joined(separator: ", "))
        if let last = overview.last {
            add("last", "\(TickOutcome.text(last)), due \(ZonedTime.minute(last.due, in: zone))")
            add("last run", last.run ?? "")
            add("failure", last.failure ?? "")
        }
        return table.text
    }

    private var org: String {
        schedule.usesSimulator ? "a fresh simulator" : schedule.profile.map { "profile \($0)" } ?? "the default profile"
    }

    private var retries: String {
        guard let retries = schedule.possibleRetries, retries.times > 0 else { return "none" }
        return
            "\(retries.times), the first after \(RunOptions.typed(retries.backoff)), then twice as long each, at most "
            + RunOptions.typed(retries.longest)
    }

    private var standing: String {
        guard let pause = overview.state?.pause else { return overview.standing.rawValue }
        let reason = pause.reason.map { ": \($0)" } ?? ""
        return "paused since \(InstantText.minute(pause.since)) by \(pause.user)\(reason)"
    }

    /// As programs read it: the overview, and all that the file says or leaves as usual; times in milliseconds.
    var json: JSONObject {
        var object = overview.json
        switch schedule.work {
        case .script(let path): object["script"] = .string(path)
        case .command(let words): object["command"] = .array(words.map(JSONValue.string))
        }
        object["arguments"] = .array(schedule.arguments.map(JSONValue.string))
        object["profile"] = schedule.profile.map(JSONValue.string) ?? .null
        object["simulator"] = .bool(schedule.usesSimulator)
        object["folder"] = .string(schedule.folder)
        object["explained"] = .string(schedule.timing.explained)
        object["jitter"] = .integer(schedule.jitter)
        object["overlap"] = .string(schedule.overlap.rawValue)
        object["missed"] = .string(schedule.missed.rawValue)
        object["deadline"] = schedule.deadline.map(JSONValue.integer) ?? .null
        object["options"] = (try? JSONValue(parsing: Array(options.text.utf8))) ?? .null
        object["retries"] = [
            "times": .integer(Int64(schedule.retries.times)), "backoff": .integer(schedule.retries.backoff),
            "longest": .integer(schedule.retries.longest),
        ]
        object["after_cut_off"] = .string(schedule.cutOff.rawValue)
        object["notify"] = .array(schedule.notify.map(JSONValue.string))
        return object
    }
}
