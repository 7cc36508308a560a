import Host

/// Which days a cron expression means, whatever the zone.
///
/// Days are counted from 1970-01-01.
struct CronDays: Sendable, Equatable {
    let days: CronValues
    let months: CronValues
    let weekdays: CronValues
    /// Whether a day must be right by both the month and the week; else by either.
    ///
    /// As with Debian's cron: both, where one of the two fields begins with `*`.
    let needsBoth: Bool

    /// After so many days the calendar begins anew, days of the week included.
    private static let period = 146_097

    /// The days of a month that are meant: bit 0 is its first one, which lies at `first`.
    func mask(month: Int, first: Int, length: Int) -> UInt32 {
        guard months.bits & 1 << UInt64(month) != 0 else { return 0 }
        let whole = UInt32(1) << UInt32(length) - 1
        // 1970-01-01 was a Thursday; Sunday is 0.
        let weekday = (first + 4).remainderFlooring(7)
        let ofMonth = byMonth(firstWeekday: weekday, length: length)
        let ofWeek = byWeek(firstWeekday: weekday, length: length)
        return (needsBoth ? ofMonth & ofWeek : ofMonth | ofWeek) & whole
    }

    private func byMonth(firstWeekday: Int, length: Int) -> UInt32 {
        var mask = UInt32(truncatingIfNeeded: days.bits >> 1)
        if days.hasLastDay { mask |= 1 << UInt32(length - 1) }
        if days.hasLastWeekday {
            let last = (firstWeekday + length - 1) % 7
            mask |= 1 << UInt32(length - 1 - (last == 0 ? 2 : last == 6 ? 1 : 0))
        }
        return mask
    }

    private func byWeek(firstWeekday: Int, length: Int) -> UInt32 {
        // The days 1, 8, 15, 22 and 29.
        let weekly: UInt32 = 0b1_0000001_0000001_0000001_0000001
        var mask: UInt32 = 0
        for weekday in 0..<7 {
            let first = UInt32((weekday - firstWeekday + 7) % 7)
            if weekdays.bits & (weekday == 0 ? 0b1000_0001 : 1 << UInt64(weekday)) != 0 { mask |= weekly << first }
            if weekdays.lastOfMonth & 1 << UInt8(weekday) != 0 {
                mask |= 1 << (Int(first) + 28 < length ? first + 28 : first + 21)
            }
            for week in 0..<5 where weekdays.ofWeek[week] & 1 << UInt8(weekday) != 0 {
                mask |= 1 << (first + UInt32(week) * 7)
            }
        }
        return mask
    }

    /// Whether a day is meant.
    func contains(_ day: Int) -> Bool { next(from: day, through: day) != nil }

    /// The first day from one on; nil when there is none.
    func next(from day: Int, through last: Int? = nil) -> Int? {
        let end = last ?? day + Self.period
        var month = CalendarMonth(containing: day)
        var skipped = UInt32(day - month.first)
        while month.first <= end {
            let mask = mask(month: month.month, first: month.first, length: month.length) & UInt32.max << skipped
            if mask != 0 {
                let found = month.first + mask.trailingZeroBitCount
                return found <= end ? found : nil
            }
            skipped = 0
            month.advance()
        }
        return nil
    }

    /// The last day up to one; nil when there is none.
    func previous(from day: Int) -> Int? {
        var month = CalendarMonth(containing: day)
        var kept = UInt32(day - month.first + 1)
        while month.first + month.length > day - Self.period {
            let mask = mask(month: month.month, first: month.first, length: month.length) & (1 << kept - 1)
            if mask != 0 { return month.first + 31 - mask.leadingZeroBitCount }
            month.retreat()
            kept = UInt32(month.length)
        }
        return nil
    }

    /// How many days from one on and before another are meant.
    func count(from day: Int, until end: Int) -> Int {
        guard day < end else { return 0 }
        var count = 0
        var month = CalendarMonth(containing: day)
        while month.first < end {
            var mask = mask(month: month.month, first: month.first, length: month.length)
            if day > month.first { mask &= UInt32.max << UInt32(day - month.first) }
            if end < month.first + month.length { mask &= 1 << UInt32(end - month.first) - 1 }
            count += mask.nonzeroBitCount
            month.advance()
        }
        return count
    }
}

/// A month, and where it lies.
struct CalendarMonth {
    private(set) var year: Int
    private(set) var month: Int
    /// Its first day, counted from 1970-01-01.
    private(set) var first: Int
    private(set) var length: Int

    init(containing day: Int) {
        let date = CivilDate(daysSince1970: day)
        year = date.year
        month = date.month
        first = day - date.day + 1
        length = CivilDate.length(of: month, in: year)
    }

    mutating func advance() {
        first += length
        month = month == 12 ? 1 : month + 1
        if month == 1 { year += 1 }
        length = CivilDate.length(of: month, in: year)
    }

    mutating func retreat() {
        month = month == 1 ? 12 : month - 1
        if month == 12 { year -= 1 }
        length = CivilDate.length(of: month, in: year)
        first -= length
    }
}
