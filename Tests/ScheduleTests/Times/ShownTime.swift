import Host
import Schedule

/// Times as clocks show them, for tests: `2026-03-29 02:30`.
enum ShownTime {
    /// The instant, in milliseconds since 1970, at which a zone's clocks show a time for the first time.
    static func instant(_ text: String, _ zone: ZoneRules) -> Int64 { zone.instant(showing: local(text)) }

    /// What a zone's clocks show at an instant, and how far they are from UTC: `2026-03-29 03:30 +2`.
    static func text(_ instant: Int64, _ zone: ZoneRules) -> String {
        let offset = zone.offset(at: instant)
        let seconds = instant.quotientFlooring(1_000) + Int64(offset)
        let date = CivilDate(daysSince1970: Int(seconds.quotientFlooring(86_400)))
        let time = Int(seconds.remainderFlooring(86_400))
        let day = "\(date.year)-\(padded(date.month))-\(padded(date.day))"
        let clock = "\(padded(time / 3_600)):\(padded(time / 60 % 60))"
        let rest = time % 60 == 0 ? "" : ":\(padded(time % 60))"
        let east = offset < 0 ? "-" : "+"
        let minutes = abs(offset) / 60 % 60
        return "\(day) \(clock)\(rest) \(east)\(abs(offset) / 3_600)" + (minutes == 0 ? "" : ":\(padded(minutes))")
    }

    /// The next so many times of an expression after what a zone's clocks show.
    static func next(_ count: Int, _ cron: String, _ zone: String, after text: String) throws -> [String] {
        let zone = try ZoneRules(named: zone)
        return times(count, try Timing(cron: cron, zone: zone), after: instant(text, zone)).map { Self.text($0, zone) }
    }

    /// The next so many times after an instant.
    static func times(_ count: Int, _ timing: Timing, after instant: Int64) -> [Int64] {
        var times: [Int64] = []
        while times.count < count, let next = timing.next(after: times.last ?? instant) { times.append(next) }
        return times
    }

    /// What clocks show as milliseconds since 1970 would be in UTC.
    private static func local(_ text: String) -> Int64 {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 5, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return .min
        }
        return Int64(date.daysSince1970 * 86_400 + numbers[3] * 3_600 + numbers[4] * 60) * 1_000
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
