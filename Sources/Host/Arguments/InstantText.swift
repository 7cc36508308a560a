/// Instants as people read them, in UTC.
package enum InstantText {
    /// `2026-12-05`, of milliseconds since 1970.
    package static func day(_ instant: Int64) -> String {
        let date = CivilDate(daysSince1970: Int(instant.quotientFlooring(86_400_000)))
        return [date.year, date.month, date.day].map(two).joined(separator: "-")
    }

    /// `2026-12-05 14:03 UTC`, of milliseconds since 1970.
    package static func minute(_ instant: Int64) -> String {
        let minutes = Int(instant.remainderFlooring(86_400_000) / 60_000)
        return "\(day(instant)) \(two(minutes / 60)):\(two(minutes % 60)) UTC"
    }

    /// `2026-12-05 15:03 Europe/Berlin`, of milliseconds since 1970, on the clocks of a zone.
    package static func minute(_ instant: Int64, in zone: ZoneRules) -> String {
        minute(instant + Int64(zone.offset(at: instant)) * 1000).dropLast("UTC".count) + zone.name
    }

    /// `2026-12-05T14:03:09.120Z`, of milliseconds since 1970.
    package static func exact(_ instant: Int64) -> String {
        let rest = Int(instant.remainderFlooring(86_400_000))
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map(two).joined(separator: ":")
        let thousandths = "\(1000 + rest % 1000)".dropFirst()
        return "\(day(instant))T\(clock).\(thousandths)Z"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
