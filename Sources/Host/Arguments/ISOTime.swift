/// Dates and times as ISO 8601 writes them, as far as people type them.
enum ISOTime {
    /// A time, and its offset from UTC when it names one.
    struct Reading {
        /// What the clock shows, as milliseconds since 1970 would be in UTC.
        let local: Int64
        /// Seconds east of UTC; nil when the text leaves it open.
        let offset: Int?
    }

    /// Reads `2026-11-01`, `2026-11-01T10:30[:15[.250]]` (or a space for the T), with `Z` or `±HH[:MM]` after a time.
    ///
    /// Nil for anything else, days and times that do not exist included.
    static func read(_ text: String) -> Reading? {
        let day = text.prefix(10)
        let numbers = day.split(separator: "-", omittingEmptySubsequences: false)
        guard day.count == 10, numbers.map(\.count) == [4, 2, 2],
            let year = integer(numbers[0]), let month = integer(numbers[1]), let dayOfMonth = integer(numbers[2]),
            let date = CivilDate(year: year, month: month, day: dayOfMonth)
        else { return nil }
        let midnight = Int64(date.daysSince1970) * 86_400_000
        let rest = text.dropFirst(10)
        guard let separator = rest.first else { return Reading(local: midnight, offset: nil) }
        guard separator == "T" || separator == "t" || separator == " " else { return nil }
        return time(rest.dropFirst()).map { Reading(local: midnight + $0.local, offset: $0.offset) }
    }

    /// Reads `+02:00`, `-0330`, `+02` as seconds east of UTC.
    static func offset(_ text: some StringProtocol) -> Int? {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = String(text.dropFirst().filter { $0 != ":" })
        let colon = text.dropFirst().count - digits.count
        guard digits.count == 4 || digits.count == 2 && colon == 0, colon <= 1,
            let hours = integer(digits.prefix(2)), hours <= 14
        else { return nil }
        if colon == 1, Array(text).firstIndex(of: ":") != 3 { return nil }
        let minutes = digits.count == 4 ? integer(digits.suffix(2)) : 0
        guard let minutes, minutes < 60 else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func time(_ text: Substring) -> Reading? {
        var clock = text
        var zone: Int?
        if text.last == "Z" || text.last == "z" {
            clock = text.dropLast()
            zone = 0
        } else if let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let offset = offset(text[sign...]) else { return nil }
            clock = text[..<sign]
            zone = offset
        }
        let halves = clock.split(separator: ".", omittingEmptySubsequences: false)
        let parts = halves.first?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        let numbers = parts.compactMap { $0.count == 2 ? integer($0) : nil }
        guard halves.count <= 2, numbers.count == parts.count, (2...3).contains(numbers.count),
            numbers[0] < 24, numbers[1] < 60, numbers.count == 2 || numbers[2] < 60
        else { return nil }
        var milliseconds = zip(numbers, [3_600_000, 60_000, 1_000]).reduce(0) { $0 + $1.0 * $1.1 }
        if halves.count == 2 {
            guard numbers.count == 3, (1...9).contains(halves[1].count), integer(halves[1]) != nil,
                let fraction = integer((halves[1] + "00").prefix(3))
            else { return nil }
            milliseconds += fraction
        }
        return Reading(local: Int64(milliseconds), offset: zone)
    }

    /// Digits alone: `Int` itself would take a sign too.
    private static func integer(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
