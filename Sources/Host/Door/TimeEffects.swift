import JSON
import Webex
import Wire

/// `sleep`, and `zone`: the offsets of a time zone, which the worker cannot read for itself.
struct TimeEffects: Sendable {
    let clock: WallClock
    /// Whether the run only plans: its worker then lets the time pass itself, and nobody waits here.
    var isPlanned = false

    /// The years whose offsets a worker is given, around now.
    private static let years: Int64 = 30
    /// A hundred years, in milliseconds: what is longer would not fit the system's clock.
    private static let longestSleep: Int64 = 100 * 366 * 86_400_000
    private static let year: Int64 = 366 * 24 * 3_600_000

    func sleep(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        if isPlanned { return .done }
        try await clock.sleep(min(max(0, arguments["milliseconds"]?.integer ?? 0), Self.longestSleep))
        return .done
    }

    func zone(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        Wire.Answer(Self.table(try ZoneRules(named: arguments["name"]?.string ?? ""), around: clock.now()))
    }

    /// A zone as the worker's `time` module reads it: transitions of instant, offset in seconds, and the offset's name.
    static func table(_ zone: ZoneRules, around now: Int64) -> JSONValue {
        let start = now - years * year
        let first = (instant: Int64.min, offset: zone.offset(at: start))
        let transitions = [first] + zone.changes(from: start, to: now + years * year)
        return [
            "name": .string(zone.name),
            "transitions": .array(
                transitions.map { change in
                    [.integer(change.instant), .integer(Int64(change.offset)), .string(name(change.offset))]
                }
            ),
        ]
    }

    private static func name(_ offset: Int) -> String {
        guard offset != 0 else { return "UTC" }
        let minutes = abs(offset) / 60
        let digits = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return (offset < 0 ? "-" : "+") + digits.joined(separator: ":")
    }
}
