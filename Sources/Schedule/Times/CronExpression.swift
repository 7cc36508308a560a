import Host

/// A cron expression: which minutes it means, as clocks show them, whatever the zone.
///
/// Minutes are counted from 1970-01-01 00:00 of what the clocks show.
struct CronExpression: Sendable, Equatable {
    /// Its fields as they were typed, those that a word like `@daily` stands for.
    let fields: [String]
    let days: CronDays
    let minutes: UInt64
    let hours: UInt64
    /// Whether its minute or hour begins with `*`: then it follows elapsed time, as Debian's cron has it.
    let isInterval: Bool

    /// What the words stand for.
    private static let words = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// - Throws: `HostError` without a subject for what is no expression, and for one whose day never comes.
    init(_ text: String) throws(HostError) {
        fields = try Self.fields(text)
        var values: [CronValues] = []
        for field in CronField.allCases { values.append(try field.values(fields[field.rawValue])) }
        minutes = values[CronField.minute.rawValue].bits
        hours = values[CronField.hour.rawValue].bits
        days = CronDays(
            days: values[CronField.dayOfMonth.rawValue],
            months: values[CronField.month.rawValue],
            weekdays: values[CronField.dayOfWeek.rawValue],
            needsBoth: fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
        )
        isInterval = fields[0].hasPrefix("*") || fields[1].hasPrefix("*")
        // 2000-01-01, the first day of a calendar's 400 years.
        guard days.next(from: 10_957) != nil else { throw days.never(fields) }
    }

    private static func fields(_ text: String) throws(HostError) -> [String] {
        let fields = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = fields.first else {
            throw HostError(.invalid, "", "says no time", hint: "write five fields such as \"15 2 * * *\", or @daily")
        }
        if first.hasPrefix("@") {
            if fields.count == 1, let meant = words[first.lowercased()] {
                return meant.split(separator: " ").map(String.init)
            }
            throw HostError(
                .invalid,
                "",
                "\"\(text)\" is no time that is known",
                hint: first.lowercased() == "@every"
                    ? "write every: 15m instead of when"
                    : "write five fields, or \(words.keys.sorted().joined(separator: ", "))"
            )
        }
        guard fields.count == 5 else {
            throw HostError(
                .invalid,
                "",
                "\"\(text)\" has \(fields.count) fields instead of five",
                hint: "write minute, hour, day of the month, month and day of the week, such as \"15 2 * * *\""
            )
        }
        return fields
    }

    /// The first minute from one on; nil when there is none.
    func next(from minute: Int64) -> Int64? {
        let day = Int(minute.quotientFlooring(1_440))
        if days.contains(day), let time = time(from: Int(minute - Int64(day) * 1_440)) {
            return Int64(day * 1_440 + time)
        }
        guard let day = days.next(from: day + 1), let time = time(from: 0) else { return nil }
        return Int64(day * 1_440 + time)
    }

    /// The last minute up to one; nil when there is none.
    func previous(from minute: Int64) -> Int64? {
        let day = Int(minute.quotientFlooring(1_440))
        if days.contains(day), let time = time(upTo: Int(minute - Int64(day) * 1_440)) {
            return Int64(day * 1_440 + time)
        }
        guard let day = days.previous(from: day - 1), let time = time(upTo: 1_439) else { return nil }
        return Int64(day * 1_440 + time)
    }

    /// How many minutes from one on and before another are meant.
    func count(from start: Int64, until end: Int64) -> Int {
        guard start < end else { return 0 }
        let first = Int(start.quotientFlooring(1_440))
        let last = Int(end.quotientFlooring(1_440))
        let whole = days.count(from: first, until: last) * hours.nonzeroBitCount * minutes.nonzeroBitCount
        let before = days.contains(first) ? times(before: Int(start - Int64(first) * 1_440)) : 0
        let after = days.contains(last) ? times(before: Int(end - Int64(last) * 1_440)) : 0
        return whole - before + after
    }

    /// The first minute of a day from one on.
    private func time(from minute: Int) -> Int? {
        let hour = minute / 60
        if hours & 1 << UInt64(hour) != 0 {
            let rest = minutes >> UInt64(minute % 60)
            if rest != 0 { return minute + rest.trailingZeroBitCount }
        }
        let later = hours >> UInt64(hour + 1)
        return later == 0 ? nil : (hour + 1 + later.trailingZeroBitCount) * 60 + minutes.trailingZeroBitCount
    }

    /// The last minute of a day up to one.
    private func time(upTo minute: Int) -> Int? {
        let hour = minute / 60
        if hours & 1 << UInt64(hour) != 0 {
            let rest = minutes & (1 << UInt64(minute % 60 + 1) - 1)
            if rest != 0 { return hour * 60 + 63 - rest.leadingZeroBitCount }
        }
        let earlier = hours & (1 << UInt64(hour) - 1)
        return earlier == 0 ? nil : (63 - earlier.leadingZeroBitCount) * 60 + 63 - minutes.leadingZeroBitCount
    }

    /// How many minutes of a day come before one.
    private func times(before minute: Int) -> Int {
        let hour = minute / 60
        let whole = (hours & (1 << UInt64(hour) - 1)).nonzeroBitCount * minutes.nonzeroBitCount
        guard hours & 1 << UInt64(hour) != 0 else { return whole }
        return whole + (minutes & (1 << UInt64(minute % 60) - 1)).nonzeroBitCount
    }
}

extension CronDays {
    /// What is said of days that never come.
    fileprivate func never(_ fields: [String]) -> HostError {
        let shortest = days.bits.trailingZeroBitCount
        let chosen = (1...12).filter { months.bits & 1 << UInt64($0) != 0 }
        let longest = chosen.map { CivilDate.length(of: $0, in: 2000) }.max() ?? 31
        guard days.bits != 0, shortest > longest else {
            return HostError(
                .invalid,
                "",
                "no day is \"\(fields[2])\" in the month and \"\(fields[4])\" in the week, so it never comes",
                hint: "where one of the two begins with * a day must be right by both"
            )
        }
        let meant = fields[3] == "*" ? "" : " of the month \"\(fields[3])\""
        return HostError(
            .invalid,
            "",
            "day of the month: \"\(fields[2])\"\(meant) never comes, since there are at most \(longest) days",
            hint: "write a day from 1 to \(longest), or L for the last one of each month"
        )
    }
}
