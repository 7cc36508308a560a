import Host

/// A schedule's times as the five fields that every cron knows: lists, ranges, `*` and its steps.
enum PlainCron {
    /// The fields, for clocks that show what the expression means.
    ///
    /// Debian's cron knows steps: a day must be right by both fields where one is `*/2`. Others do so only where one is
    /// `*`.
    static func fields(_ expression: CronExpression, knowsSteps: Bool) throws(Inexpressible) -> String {
        let (days, weekdays) = (expression.days.days, expression.days.weekdays)
        guard !days.hasLastDay, !days.hasLastWeekday else { throw Inexpressible("it has no last day of the month") }
        guard weekdays.lastOfMonth == 0, weekdays.ofWeek.allSatisfy({ $0 == 0 }) else {
            throw Inexpressible("it has no days of the week counted within a month")
        }
        let weekBits = weekdays.bits & 0x7f | weekdays.bits >> 7
        let isFull = (days: days.bits == 0xffff_fffe, week: weekBits == 0x7f)
        var fields = [
            text(expression.fields[0], expression.minutes, whole: 1 << 60 - 1),
            text(expression.fields[1], expression.hours, whole: 0xff_ffff), "", "",
            "",
        ]
        fields[3] = text(expression.fields[3], expression.days.months.bits, whole: 0x1ffe)
        if expression.days.needsBoth {
            fields[2] = isFull.days ? "*" : text(expression.fields[2], days.bits, whole: 0xffff_fffe)
            fields[4] = isFull.week ? "*" : text(expression.fields[4], weekBits, whole: 0x7f)
            let isPlain =
                isFull.days || isFull.week || knowsSteps && (fields[2].hasPrefix("*") || fields[4].hasPrefix("*"))
            guard isPlain else { throw Inexpressible("it cannot tell days that are right by both month and week") }
        } else {
            // Nothing may begin with * here, be it ever so full.
            fields[2] = CalendarText.list(days.bits, "-") { "\($0)" }
            fields[4] = CalendarText.list(weekBits, "-") { "\($0)" }
        }
        return fields.joined(separator: " ")
    }

    /// The fields of an interval in milliseconds, for clocks that are so many minutes east of UTC at one time or another.
    static func fields(every length: Int64, offsets: Set<Int>) throws(Inexpressible) -> String {
        let minutes = Int(length / 60_000)
        guard length % 60_000 == 0, minutes <= 1_440, 1_440 % minutes == 0, minutes % 60 == 0 || 60 % minutes == 0
        else {
            throw Inexpressible("every \(DurationText.shown(length)) does not fit into hours or a day")
        }
        let shifts = Set(offsets.map { $0.remainderFlooring(minutes) })
        guard shifts.count == 1, let shift = shifts.first else {
            throw Inexpressible(
                "every \(DurationText.shown(length)) follows elapsed time, and the machine's clocks change"
            )
        }
        let due = Array(stride(from: shift, to: 1_440, by: minutes))
        let (hours, rest) = (Set(due.map { $0 / 60 }), Set(due.map { $0 % 60 }))
        func text(_ chosen: Set<Int>, of whole: Int) -> String {
            if chosen.count == whole { return "*" }
            if chosen.contains(0), chosen.count > 1 { return "*/\(whole / chosen.count)" }
            return chosen.sorted().map { "\($0)" }.joined(separator: ",")
        }
        return "\(text(rest, of: 60)) \(text(hours, of: 24)) * * *"
    }

    /// A field's values; `*` and its steps stay as they are, since they say that time is to be followed as it goes by.
    private static func text(_ typed: String, _ bits: UInt64, whole: UInt64) -> String {
        if typed == "*" || typed.hasPrefix("*/") && typed.dropFirst(2).allSatisfy(\.isNumber) { return typed }
        // A list that has a * in it begins with one, and means all.
        if typed.hasPrefix("*"), bits == whole { return "*" }
        return CalendarText.list(bits, "-") { "\($0)" }
    }
}

extension CronExpression {
    /// Whether only the minute matters.
    var isEveryHour: Bool {
        guard hours == 0xff_ffff, days.months.bits == 0x1ffe else { return false }
        let (isEveryDay, isEveryWeekday) = (
            days.days.bits == 0xffff_fffe, days.weekdays.bits & 0x7f == 0x7f || days.weekdays.bits >> 1 == 0x7f
        )
        return days.needsBoth ? isEveryDay && isEveryWeekday : isEveryDay || isEveryWeekday
    }
}
