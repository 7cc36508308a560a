import Host
import JSON
import Journal

/// A tick as a line of a schedule's history.
struct TickLine {
    let tick: ScheduleTick
    /// Whose clocks its times are shown by.
    let zone: ZoneRules
    /// Whether its run runs, or somebody looks after it.
    let isAlive: Bool

    init(_ tick: ScheduleTick, zone: ZoneRules, isAlive: Bool) {
        self.tick = tick
        self.zone = zone
        self.isAlive = isAlive
    }

    /// Whether its process is gone, and nobody has taken that up yet.
    private var isCutOff: Bool { tick.state == .running && !isAlive }

    /// Milliseconds from its begin to its end; nil where it has not both.
    private var duration: Int64? {
        guard let began = tick.began, let ended = tick.ended else { return nil }
        return max(0, ended - began)
    }

    /// What became of it, in a few words.
    private var outcome: String {
        if isCutOff { return "cut off" }
        switch tick.state {
        case .owed: return "waits" + (tick.reason.map { ": \($0.rawValue)" } ?? "")
        case .waiting:
            return "failed (\(tick.exitCode.map { "exit \($0)" } ?? "cut off")), again "
                + (tick.next.map { ZonedTime.minute($0, in: zone) } ?? "soon")
        case .failed where tick.reason != nil:
            return "failed: " + (tick.reason?.rawValue.replacing("_", with: " ") ?? "")
        default: break
        }
        guard tick.count > 1 else { return TickOutcome.text(tick) }
        return "\(TickOutcome.text(tick)), x\(tick.count) until \(ZonedTime.minute(tick.last, in: zone))"
    }

    /// All that is known of it.
    var json: JSONObject {
        var object: JSONObject = ["schedule": .string(tick.schedule)]
        for member in TickOutcome.json(tick) { object[member.key] = member.value }
        object["retries"] = .integer(Int64(tick.retries))
        object["cut_off"] = .bool(isCutOff)
        object["duration"] = duration.map(JSONValue.integer) ?? .null
        object["local"] = .string(ZonedTime.exact(tick.due, in: zone))
        object["zone"] = .string(zone.name)
        return object
    }

    /// Lines as people read them, under a heading.
    static func table(_ lines: [TickLine], named: Bool, width: Int) -> String {
        var table = TextTable(width: width)
        table.add(["DUE", "ZONE"] + (named ? ["SCHEDULE"] : []) + ["TRIGGER", "OUTCOME", "RUN", "ATTEMPTS", "TIME"])
        for line in lines {
            let tick = line.tick
            table.add(
                [ZonedTime.minute(tick.due, in: line.zone), Console.plain(line.zone.name)]
                    + (named ? [Console.plain(tick.schedule)] : [])
                    + [
                        tick.trigger.rawValue, line.outcome, tick.run ?? "-",
                        tick.attempts == 0 ? "-" : "\(tick.attempts)",
                        line.duration.map(DurationText.taken) ?? "-",
                    ]
            )
        }
        return table.text
    }
}
