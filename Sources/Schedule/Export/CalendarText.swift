import Host

/// When a schedule is due, as systemd writes it: `Mon..Fri *-*-* 08,12:00:00 Europe/Berlin`.
enum CalendarText {
    /// The lines of a timer.
    ///
    /// - Throws: `Inexpressible` where systemd has no words for it.
    static func lines(_ timing: Timing, _ place: ExportPlace) throws(Inexpressible) -> [String] {
        switch timing.rule {
        case .every(let length):
            if let time = every(length) { return ["OnCalendar=\(time) UTC"] }
            let seconds = "\(length / 1_000)" + (length % 1_000 == 0 ? "" : ".\(fraction(length % 1_000))")
            return ["OnActiveSec=\(seconds)s", "OnUnitActiveSec=\(seconds)s"]
        case .cron(let cron):
            let expression = cron.expression
            // Hours are the same everywhere then, and UTC has each of them once.
            let isAnywhere = expression.isEveryHour && place.offsets(timing.zone).allSatisfy { $0 % 60 == 0 }
            let zone = isAnywhere ? "UTC" : try name(timing.zone)
            let hours = expression.hours == 0xff_ffff ? "*" : list(expression.hours, "..", padded)
            let minutes = expression.minutes == 1 << 60 - 1 ? "*" : list(expression.minutes, "..", padded)
            return try days(expression.days).map { "OnCalendar=\($0) \(hours):\(minutes):00 \(zone)" }
        }
    }

    /// A zone of tzdata; of fixed offsets it has whole hours.
    static func name(_ zone: ZoneRules) throws(Inexpressible) -> String {
        guard let sign = zone.name.first, sign == "+" || sign == "-" else {
            return zone.name == "Z" ? "UTC" : zone.name
        }
        let hours = zone.offset(at: 0) / 3_600
        guard zone.offset(at: 0) % 3_600 == 0, hours <= 14, hours >= -12 else {
            throw Inexpressible("the zone \(zone.name) has no name in tzdata: take one that has, such as Asia/Kolkata")
        }
        // POSIX counts westwards.
        return hours == 0 ? "UTC" : "Etc/GMT\(hours > 0 ? "-" : "+")\(abs(hours))"
    }

    /// An interval that fits into days, or is a week; nil for any other, which no calendar has.
    private static func every(_ length: Int64) -> String? {
        guard length % 1_000 == 0 else { return nil }
        let seconds = length / 1_000
        func steps(_ count: Int64) -> String { count == 1 ? "*" : "00/\(count)" }
        if seconds < 60 { return 60 % seconds == 0 ? "*-*-* *:*:\(steps(seconds))" : nil }
        guard seconds % 60 == 0 else { return nil }
        let minutes = seconds / 60
        if minutes < 60 { return 60 % minutes == 0 ? "*-*-* *:\(steps(minutes)):00" : nil }
        guard minutes % 60 == 0 else { return nil }
        let hours = minutes / 60
        if hours < 24 { return 24 % hours == 0 ? "*-*-* \(steps(hours)):00:00" : nil }
        // 1970-01-01 was a Thursday.
        return hours == 24 ? "*-*-* 00:00:00" : hours == 168 ? "Thu *-*-* 00:00:00" : nil
    }

    private static func fraction(_ milliseconds: Int64) -> String { String("\(1_000 + milliseconds)".dropFirst()) }

    /// The days: any of these, each of which is right by the week and by the month.
    private static func days(_ days: CronDays) throws(Inexpressible) -> [String] {
        let months = days.months.bits == 0x1ffe ? "*" : list(days.months.bits, "..", padded)
        // A form is days of the week, and days of the month as they stand behind it.
        let ofMonth = monthForms(days.days)
        let ofWeek = weekForms(days.weekdays)
        guard days.needsBoth else { return (ofMonth + ofWeek).map { $0.text(months) } }
        var found: [String] = []
        for one in ofMonth {
            for other in ofWeek {
                guard let both = one.intersection(other) else {
                    throw Inexpressible("systemd cannot tell days that are right by both month and week as these are")
                }
                if !both.isEmpty { found.append(both.text(months)) }
            }
        }
        return found
    }

    private static func monthForms(_ values: CronValues) -> [DayForm] {
        var forms: [DayForm] = []
        if values.bits != 0 { forms.append(DayForm(month: .days(values.bits))) }
        if values.hasLastDay { forms.append(DayForm(month: .fromEnd("01"))) }
        if values.hasLastWeekday {
            forms.append(DayForm(weekdays: 0b0011_1110, month: .fromEnd("01")))
            // A Friday before a Saturday, or before a weekend, that ends the month.
            forms.append(DayForm(weekdays: 0b0010_0000, month: .fromEnd("02,03")))
        }
        return forms
    }

    private static func weekForms(_ values: CronValues) -> [DayForm] {
        var forms: [DayForm] = []
        let bits = values.bits & 0x7f | values.bits >> 7
        if bits != 0 { forms.append(DayForm(weekdays: bits)) }
        if values.lastOfMonth != 0 {
            forms.append(DayForm(weekdays: UInt64(values.lastOfMonth), month: .fromEnd("07/1")))
        }
        for (week, bits) in values.ofWeek.enumerated() where bits != 0 {
            forms.append(
                DayForm(weekdays: UInt64(bits), month: .days(0b111_1111 << UInt64(week * 7 + 1) & 0xffff_fffe))
            )
        }
        return forms
    }

    /// Days of the week, and days of the month that they must be too.
    private struct DayForm {
        enum Month: Equatable {
            /// A bit for each day, from 1 on.
            case days(UInt64)
            /// Counted from the month's end, as systemd writes it.
            case fromEnd(String)
        }

        static let everyDay = Month.days(0xffff_fffe)

        /// A bit for each day, from Sunday on.
        var weekdays: UInt64 = 0x7f
        var month = everyDay

        var isEmpty: Bool { weekdays == 0 || month == .days(0) }

        /// Nil where one counts from the month's beginning and the other from its end.
        func intersection(_ other: DayForm) -> DayForm? {
            let both: Month
            switch (month, other.month) {
            case (.days(let one), .days(let two)): both = .days(one & two)
            case (_, Self.everyDay): both = month
            case (Self.everyDay, _): both = other.month
            default: return nil
            }
            return DayForm(weekdays: weekdays & other.weekdays, month: both)
        }

        func text(_ months: String) -> String {
            let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            // systemd's weeks begin on Monday.
            let week = weekdays >> 1 | (weekdays & 1) << 6
            let prefix = week == 0x7f ? "" : CalendarText.list(week, "..") { names[$0] } + " "
            switch month {
            case Self.everyDay: return "\(prefix)*-\(months)-*"
            case .days(let bits): return "\(prefix)*-\(months)-\(CalendarText.list(bits, "..", CalendarText.padded))"
            case .fromEnd(let text): return "\(prefix)*-\(months)~\(text)"
            }
        }
    }

    /// The numbers whose bits are set, three and more that follow each other as a range.
    static func list(_ bits: UInt64, _ range: String, _ name: (Int) -> String) -> String {
        var parts: [String] = []
        var rest = (0..<64).filter { bits & 1 << UInt64($0) != 0 }[...]
        while let first = rest.popFirst() {
            var last = first
            while rest.first == last + 1 { last = rest.removeFirst() }
            if last > first + 1 {
                parts.append(name(first) + range + name(last))
            } else {
                parts += (first...last).map(name)
            }
        }
        return parts.joined(separator: ",")
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
