import Host

/// When a schedule is due: a cron expression or an interval, and the zone whose clocks count.
///
/// Instants are milliseconds since 1970.
package struct Timing: Sendable, Equatable {
    /// As it was typed: `15 2 * * *`, `@daily`, `every 15m`.
    package let text: String
    /// Whose clocks count.
    package let zone: ZoneRules
    let rule: Rule

    enum Rule: Sendable {
        case cron(ZonedCron)
        /// Milliseconds.
        case every(Int64)
    }

    /// Due as a cron expression of five fields says, or a word such as `@daily`.
    ///
    /// - Throws: `HostError` without a subject: what is wrong with which field, or that its day never comes.
    package init(cron: String, zone: ZoneRules) throws(HostError) {
        let fields = cron.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        rule = .cron(ZonedCron(expression: try CronExpression(fields), zone: zone))
        text = fields
        self.zone = zone
    }

    /// Due each time that so many milliseconds have gone by since 1970, so that all machines agree.
    ///
    /// - Throws: `HostError` without a subject when it is shorter than ten seconds or longer than a year.
    package init(every milliseconds: Int64, zone: ZoneRules) throws(HostError) {
        let typed = DurationText.shown(milliseconds)
        guard milliseconds >= 10_000, milliseconds <= 366 * 86_400_000 else {
            throw HostError(
                .invalid,
                "",
                "every \(milliseconds < 1_000 ? "\(milliseconds)ms" : typed) is out of range",
                hint: "take 10s to 366d; a date in the year is written as when: \"0 3 1 4 *\""
            )
        }
        rule = .every(milliseconds)
        // People read two units; what has more of them is shown in the smallest.
        text = "every " + (DurationText.milliseconds(typed) == milliseconds ? typed : "\(milliseconds)ms")
        self.zone = zone
    }

    /// The first time after an instant; nil when it is beyond four hundred years.
    package func next(after instant: Int64) -> Int64? {
        switch rule {
        case .cron(let cron): cron.next(after: instant)
        case .every(let length): (instant.quotientFlooring(length) + 1) * length
        }
    }

    /// The times after an instant and not after another: the latest, the first, and how many there are.
    ///
    /// Takes the same time for years of every minute as for a day; nil when there is none.
    package func latest(after start: Int64, through end: Int64) -> (latest: Int64, first: Int64, count: Int)? {
        guard let first = next(after: start), first <= end else { return nil }
        switch rule {
        case .cron(let cron):
            guard let latest = cron.last(after: start, through: end) else { return nil }
            return (latest, first, cron.count(after: start, through: end))
        case .every(let length):
            let latest = end.quotientFlooring(length) * length
            return (latest, first, Int((latest - first) / length) + 1)
        }
    }

    package static func == (one: Timing, other: Timing) -> Bool {
        one.text == other.text && one.zone.name == other.zone.name
    }
}
