import Host

/// Instants as the clocks of a zone show them.
enum ZonedTime {
    /// `2026-12-05 02:15 +01:00`, of milliseconds since 1970.
    static func minute(_ instant: Int64, in zone: ZoneRules) -> String {
        "\(day(instant, in: zone)) \(clock(instant, in: zone)) \(offset(instant, in: zone))"
    }

    /// `2026-12-05T02:15:09+01:00`, for programs.
    static func exact(_ instant: Int64, in zone: ZoneRules) -> String {
        let seconds = local(instant, zone).remainderFlooring(86_400_000) / 1000 % 60
        return "\(day(instant, in: zone))T\(clock(instant, in: zone)):\(two(seconds))\(offset(instant, in: zone))"
    }

    private static func day(_ instant: Int64, in zone: ZoneRules) -> String { InstantText.day(local(instant, zone)) }

    private static func clock(_ instant: Int64, in zone: ZoneRules) -> String {
        let minutes = local(instant, zone).remainderFlooring(86_400_000) / 60_000
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func offset(_ instant: Int64, in zone: ZoneRules) -> String {
        let seconds = Int64(zone.offset(at: instant))
        let minutes = abs(seconds) / 60
        return "\(seconds < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func local(_ instant: Int64, _ zone: ZoneRules) -> Int64 {
        instant + Int64(zone.offset(at: instant)) * 1000
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
