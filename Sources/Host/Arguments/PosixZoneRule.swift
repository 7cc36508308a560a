/// The rule for the years beyond a zone file's table, as POSIX writes it in `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZoneRule: Sendable {
    /// Seconds east of UTC outside of summer time.
    let standard: Int
    private let summer: Summer?

    private struct Summer: Sendable {
        let offset: Int
        let start: Change
        let end: Change
    }

    /// A day of a year, and the seconds after its midnight at which the clock changes.
    private struct Change: Sendable {
        enum Day: Sendable {
            /// Month, week (5 is the last) and day of the week, 0 for Sunday.
            case weekday(month: Int, week: Int, day: Int)
            /// 1 to 365, February 29 never counted.
            case withoutLeapDay(Int)
            /// 0 to 365, February 29 counted.
            case withLeapDay(Int)
        }

        let day: Day
        let seconds: Int
    }

    /// Nil when the text is no such rule.
    init?(_ text: String) {
        var rest = Substring(text)
        guard Self.takeName(&rest), let west = Self.takeTime(&rest) else { return nil }
        standard = -west
        guard !rest.isEmpty else {
            summer = nil
            return
        }
        guard Self.takeName(&rest) else { return nil }
        let offset = rest.first == "," ? standard + 3_600 : Self.takeTime(&rest).map { -$0 }
        let changes = rest.split(separator: ",").compactMap(Self.change)
        guard let offset, rest.first == ",", changes.count == 2 else { return nil }
        summer = Summer(offset: offset, start: changes[0], end: changes[1])
    }

    /// Seconds east of UTC at a time, given in seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilDate(daysSince1970: Int((seconds + Int64(standard)).quotientFlooring(86_400))).year
        let start = Self.instant(summer.start, year: year, offset: standard)
        let end = Self.instant(summer.end, year: year, offset: summer.offset)
        let isSummer = start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isSummer ? summer.offset : standard
    }

    /// The last change before or at a time and the first after it, in seconds since 1970; nil where clocks never change.
    func changes(around seconds: Int64) -> (before: Int64, after: Int64)? {
        guard let summer else { return nil }
        let year = CivilDate(daysSince1970: Int((seconds + Int64(standard)).quotientFlooring(86_400))).year
        // A change may lie so close to the year's end that only the neighbour has the one that is wanted.
        let all = (year - 1...year + 1).flatMap { year in
            [
                Self.instant(summer.start, year: year, offset: standard),
                Self.instant(summer.end, year: year, offset: summer.offset),
            ]
        }
        guard let before = all.filter({ $0 <= seconds }).max(), let after = all.filter({ $0 > seconds }).min() else {
            return nil
        }
        return (before, after)
    }

    private static func instant(_ change: Change, year: Int, offset: Int) -> Int64 {
        Int64(day(change.day, year: year) * 86_400 + change.seconds - offset)
    }

    private static func day(_ day: Change.Day, year: Int) -> Int {
        func first(of month: Int) -> Int { CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0 }
        switch day {
        case .withLeapDay(let number): return first(of: 1) + number
        case .withoutLeapDay(let number):
            let isAfterLeapDay = number >= 60 && CivilDate.length(of: 2, in: year) == 29
            return first(of: 1) + number - (isAfterLeapDay ? 0 : 1)
        case .weekday(let month, let week, let day):
            let start = first(of: month)
            // 1970-01-01 was a Thursday, which POSIX counts as day 4.
            let firstMatch = (day - (start + 4).remainderFlooring(7)).remainderFlooring(7)
            var inMonth = firstMatch + (week - 1) * 7
            if inMonth >= CivilDate.length(of: month, in: year) { inMonth -= 7 }
            return start + inMonth
        }
    }

    private static func change(_ text: Substring) -> Change? {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let date = parts.first else { return nil }
        var seconds = 7_200
        if parts.count == 2 {
            var time = parts[1]
            guard let parsed = takeTime(&time), time.isEmpty else { return nil }
            seconds = parsed
        }
        switch date.first {
        case "M":
            let numbers = date.dropFirst().split(separator: ".").compactMap { Int($0) }
            guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]) else { return nil }
            return Change(day: .weekday(month: numbers[0], week: numbers[1], day: numbers[2]), seconds: seconds)
        case "J":
            return Int(date.dropFirst()).map { Change(day: .withoutLeapDay($0), seconds: seconds) }
        default:
            return Int(date).map { Change(day: .withLeapDay($0), seconds: seconds) }
        }
    }

    private static func takeName(_ rest: inout Substring) -> Bool {
        if rest.first == "<" {
            guard let end = rest.firstIndex(of: ">") else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let name = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// Takes `[+-]h[:mm[:ss]]` as seconds.
    private static func takeTime(_ rest: inout Substring) -> Int? {
        let sign = rest.first == "-" ? -1 : 1
        if let first = rest.first, first == "-" || first == "+" { rest = rest.dropFirst() }
        let text = rest.prefix { $0.isNumber || $0 == ":" }
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        guard (1...3).contains(numbers.count) else { return nil }
        rest = rest.dropFirst(text.count)
        return sign * zip(numbers, [3_600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
