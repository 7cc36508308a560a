import Host

/// When a schedule is due: a cron expression or an interval, and the zone whose clocks count.
package struct Timing: Sendable, Equatable {
    /// As it was typed: `15 2 * * *`, `@daily`, `every 15m`.
    package let text: String
    /// Whose clocks count.
    package let zone: ZoneRules

    package static func == (one: Timing, other: Timing) -> Bool {
        one.text == other.text && one.zone.name == other.zone.name
    }
}
