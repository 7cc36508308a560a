import Host

/// When a schedule is due, its jitter included.
///
/// Instants are milliseconds since 1970.
package struct DueTimes: Sendable {
    /// How much later than its timing says it is due: always the same for a schedule's name and jitter.
    package let delay: Int64
    /// Tells whether a schedule is still due as before: its times, zone and jitter.
    package let identity: String
    private let timing: Timing

    package init(_ definition: ScheduleDefinition) {
        timing = definition.timing
        delay = Self.delay(of: definition.name, within: definition.jitter)
        identity =
            "\(timing.text); \(timing.zone.name)" + (definition.jitter == 0 ? "" : "; jitter \(definition.jitter)ms")
    }

    /// The first time after an instant; nil when it is beyond four hundred years.
    package func next(after instant: Int64) -> Int64? {
        timing.next(after: instant - delay).map { $0 + delay }
    }

    /// The times after an instant and not after another: the latest, the first, and how many there are; nil for none.
    ///
    /// Takes the same time for years of every minute as for a day.
    package func latest(after start: Int64, through end: Int64) -> (latest: Int64, first: Int64, count: Int)? {
        timing.latest(after: start - delay, through: end - delay).map {
            ($0.latest + delay, $0.first + delay, $0.count)
        }
    }

    /// A part of a jitter in whole seconds, by a hash of the name: spread evenly, and the same on every machine.
    private static func delay(of name: String, within jitter: Int64) -> Int64 {
        guard jitter >= 1_000 else { return 0 }
        // FNV-1a, whose high bits hardly differ for names that are alike: the steps of SplitMix64 mix them.
        var hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return Int64(hash.multipliedFullWidth(by: UInt64(jitter / 1_000)).high) * 1_000
    }
}
