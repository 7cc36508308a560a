import JSON
import Journal

/// What became of a time at which a schedule was due, for people and for programs.
enum TickOutcome {
    /// In a few words: `done`, `failed (exit 6)`, `skipped: overlap`.
    static func text(_ tick: ScheduleTick) -> String {
        switch tick.state {
        case .skipped: "skipped" + (tick.reason.map { ": " + $0.rawValue.replacing("_", with: " ") } ?? "")
        case .failed: "failed" + (tick.exitCode.map { " (exit \($0))" } ?? "")
        default: tick.state.rawValue
        }
    }

    /// All that is known of it.
    static func json(_ tick: ScheduleTick) -> JSONObject {
        func number(_ value: Int64?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
        return [
            "due": .integer(tick.due), "last": .integer(tick.last), "count": .integer(Int64(tick.count)),
            "trigger": .string(tick.trigger.rawValue), "state": .string(tick.state.rawValue),
            "reason": tick.reason.map { .string($0.rawValue) } ?? .null,
            "run": tick.run.map(JSONValue.string) ?? .null,
            "attempts": .integer(Int64(tick.attempts)), "cut_offs": .integer(Int64(tick.cutOffs)),
            "next": number(tick.next), "began": number(tick.began), "ended": number(tick.ended),
            "exit_code": number(tick.exitCode.map(Int64.init)),
            "failure": tick.failure.map(JSONValue.string) ?? .null,
        ]
    }
}
