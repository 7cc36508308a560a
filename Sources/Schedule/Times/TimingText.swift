import Host

extension Timing {
    /// What it means in plain English: `every day at 02:15`.
    package var explained: String {
        switch rule {
        case .cron(let cron): cron.expression.explained
        case .every(let length): Self.explained(every: length, text: text)
        }
    }

    private static func explained(every length: Int64, text: String) -> String {
        for (unit, size) in [("day", Int64(86_400_000)), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000)]
        where length % size == 0 {
            return length == size ? "every \(unit)" : "every \(length / size) \(unit)s"
        }
        return text
    }
}

extension CronExpression {
    /// What it means in plain English.
    fileprivate var explained: String {
        let days = daysExplained
        let time = timeExplained
        guard time.hasPrefix("at ") else { return days.isEmpty ? time : "\(time) \(days)" }
        return (days.isEmpty ? "every day" : days.hasPrefix("in ") ? "every day \(days)" : days) + " \(time)"
    }

    private var timeExplained: String {
        let everyHour = hours == 0xff_ffff
        let chosen = Self.list(minutes)
        if everyHour, minutes == (1 << 60) - 1 { return "every minute" }
        if everyHour, let step = Self.step(minutes, of: 60) { return "every \(step) minutes" }
        if everyHour {
            return minutes == 1
                ? "every hour" : "every hour at \(chosen.count == 1 ? "minute" : "minutes") \(Self.joined(chosen))"
        }
        if chosen.count == 1, let step = Self.step(hours, of: 24) {
            return "every \(step) hours" + (minutes == 1 ? "" : " at minute \(chosen[0])")
        }
        let chosenHours = Self.list(hours)
        if chosen.count * chosenHours.count <= 6 {
            let times = chosenHours.flatMap { hour in chosen.map { "\(Self.padded(hour)):\(Self.padded($0))" } }
            return "at " + Self.joined(times)
        }
        let span = "in the hour\(chosenHours.count == 1 ? "" : "s") \(Self.spans(chosenHours) { Self.padded($0) })"
        if minutes == (1 << 60) - 1 { return "every minute \(span)" }
        if let step = Self.step(minutes, of: 60) { return "every \(step) minutes \(span)" }
        return "at \(chosen.count == 1 ? "minute" : "minutes") \(Self.joined(chosen)) \(span)"
    }

    private var daysExplained: String {
        let month = fields[3] == "*" ? "" : "in " + Self.spans(Self.list(days.months.bits)) { Self.months[$0 - 1] }
        let text: String
        if days.needsBoth, let monthDays, let weekDays {
            text = "\(weekDays) that are \(monthDays.dropFirst(3))"
        } else {
            text = [monthDays, weekDays].compactMap { $0 }.joined(separator: " and ")
        }
        return [text, month].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var monthDays: String? {
        guard fields[2] != "*" else { return nil }
        var parts: [String] = []
        let listed = Self.list(days.days.bits)
        if !listed.isEmpty {
            parts.append("\(listed.count == 1 ? "day" : "days") \(Self.spans(listed) { "\($0)" }) of the month")
        }
        if days.days.hasLastDay { parts.append("the last day of the month") }
        if days.days.hasLastWeekday { parts.append("the month's last day from Monday to Friday") }
        return "on " + Self.joined(parts)
    }

    private var weekDays: String? {
        guard fields[4] != "*" else { return nil }
        // Weeks are told from Monday on.
        let sunday = days.weekdays.bits & 0b1000_0001 != 0
        let listed = Self.list(days.weekdays.bits & 0b0111_1110) + (sunday ? [7] : [])
        var parts = listed.isEmpty ? [] : [Self.spans(listed) { Self.weekdays[$0 % 7] + "s" }]
        for (week, ordinal) in ["first", "second", "third", "fourth", "fifth"].enumerated() {
            for day in 0..<7 where days.weekdays.ofWeek[week] & 1 << UInt8(day) != 0 {
                parts.append("the \(ordinal) \(Self.weekdays[day]) of the month")
            }
        }
        for day in 0..<7 where days.weekdays.lastOfMonth & 1 << UInt8(day) != 0 {
            parts.append("the last \(Self.weekdays[day]) of the month")
        }
        return listed.count == 7 ? nil : "on " + Self.joined(parts)
    }

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The numbers whose bits are set.
    private static func list(_ bits: UInt64) -> [Int] { (0..<64).filter { bits & 1 << UInt64($0) != 0 } }

    /// The step, where bits are set from 0 on at one that divides the whole.
    private static func step(_ bits: UInt64, of whole: Int) -> Int? {
        let listed = list(bits)
        guard listed.count > 1, whole % listed.count == 0 else { return nil }
        let step = whole / listed.count
        return listed == Array(stride(from: 0, to: whole, by: step)) ? step : nil
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

    /// Numbers as a list in which those that follow each other stand as `first to last`.
    private static func spans(_ numbers: [Int], _ name: (Int) -> String) -> String {
        var parts: [String] = []
        var rest = numbers[...]
        while let first = rest.popFirst() {
            var last = first
            while rest.first == last + 1 { last = rest.removeFirst() }
            if last == first + 1 {
                parts += [name(first), name(last)]
            } else {
                parts.append(last == first ? name(first) : "\(name(first)) to \(name(last))")
            }
        }
        return joined(parts)
    }

    private static func joined(_ parts: [some CustomStringConvertible]) -> String {
        let texts = parts.map(\.description)
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " and " + last
    }
}
