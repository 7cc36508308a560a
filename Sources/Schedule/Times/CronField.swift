import Host

/// One of the five fields of a cron expression.
enum CronField: Int, CaseIterable, Sendable {
    case minute, hour, dayOfMonth, month, dayOfWeek

    /// As messages call it.
    var name: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    /// The numbers that may stand in it; Sunday is both 0 and 7.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// What may stand for its numbers, from the first one on.
    private var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    /// What may stand in it, for messages.
    private var choices: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers) or \(first) to \(last)"
    }

    /// Reads what stands in it: lists of `*`, numbers, ranges and steps; in days of the month also `L` and `LW`, in
    /// days of the week also `5L` (the last Friday) and `1#2` (the second Monday).
    ///
    /// - Throws: `HostError` without a subject, that names the field, the value and what may stand there.
    func values(_ text: String) throws(HostError) -> CronValues {
        var values = CronValues()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            try read(item, into: &values)
        }
        return values
    }

    private func read(_ item: Substring, into values: inout CronValues) throws(HostError) {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts[0].uppercased()
        let step = parts.count == 2 ? try step(parts[1], of: item) : 1
        if self == .dayOfMonth, base == "L" || base == "LW", parts.count == 1 {
            if base == "L" { values.hasLastDay = true } else { values.hasLastWeekday = true }
            return
        }
        if self == .dayOfWeek, parts.count == 1, base.count > 1, base.hasSuffix("L") {
            values.lastOfMonth |= 1 << UInt8(try number(base.dropLast(), of: item) % 7)
            return
        }
        if self == .dayOfWeek, parts.count == 1, let sign = base.firstIndex(of: "#") {
            guard let ordinal = Int(base[base.index(after: sign)...]), (1...5).contains(ordinal) else {
                throw error("\"\(item)\" names no week of a month", hint: "1#2 is the second Monday, 1#5 the fifth")
            }
            values.ofWeek[ordinal - 1] |= 1 << UInt8(try number(base[..<sign], of: item) % 7)
            return
        }
        let span = try span(base, isOpen: parts.count == 2, of: item)
        for value in stride(from: span.lowerBound, through: span.upperBound, by: step) {
            values.bits |= 1 << UInt64(value)
        }
    }

    /// The numbers from the first to the last that an item names, without its step.
    private func span(_ base: String, isOpen: Bool, of item: Substring) throws(HostError) -> ClosedRange<Int> {
        if base == "*" { return range }
        let ends = base.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try number(ends[0], of: item)
        // A step behind a single number goes on to the end.
        guard ends.count == 2 else { return first...(isOpen ? range.upperBound : first) }
        let last = try number(ends[1], of: item)
        guard first <= last else {
            let isSunday = self == .dayOfWeek && last == 0
            throw error(
                "\"\(item)\" goes backwards",
                hint: isSunday ? "as the last day of a range Sunday is 7" : "write two ranges with a comma between them"
            )
        }
        return first...last
    }

    private func step(_ text: Substring, of item: Substring) throws(HostError) -> Int {
        guard let step = Self.digits(text), step > 0 else {
            throw error("\"\(item)\" has no number above 0 as its step")
        }
        guard step <= range.count else {
            // 90 minutes is what is meant by such steps, and not what they would do.
            let unit = self == .minute ? "m" : self == .hour ? "h" : "d"
            let isTime = self == .minute || self == .hour || self == .dayOfMonth
            throw error(
                "the step of \"\(item)\" is longer than \(range.lowerBound) to \(range.upperBound)",
                hint: isTime ? "for time that goes by write every: \(step)\(unit)" : nil
            )
        }
        return step
    }

    private func number(_ text: some StringProtocol, of item: Substring) throws(HostError) -> Int {
        if let index = names.firstIndex(of: String(text)) { return index + range.lowerBound }
        guard let number = Self.digits(text) else {
            guard !text.isEmpty else {
                throw error("a value is missing in \"\(item)\"", hint: "write \(choices), or *")
            }
            throw error("\"\(item)\" is none", hint: "write \(choices), or *")
        }
        guard range.contains(number) else {
            throw error("\(number) is out of range", hint: "it goes from \(choices)")
        }
        return number
    }

    private func error(_ problem: String, hint: String? = nil) -> HostError {
        HostError(.invalid, "", "\(name): \(problem)", hint: hint)
    }

    /// Digits alone: `Int` itself would take a sign too.
    private static func digits(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}

/// What a field of a cron expression lets through.
struct CronValues: Sendable, Equatable {
    /// A bit for each number; Sunday may be bit 0, bit 7 or both.
    var bits: UInt64 = 0
    /// The month's last day.
    var hasLastDay = false
    /// The last one from Monday to Friday of the month.
    var hasLastWeekday = false
    /// A bit for each day of the week (Sunday is 0) whose last one in the month is meant.
    var lastOfMonth: UInt8 = 0
    /// The same for the first to the fifth one in the month.
    var ofWeek: [UInt8] = [0, 0, 0, 0, 0]
}
