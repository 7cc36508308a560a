/// Reads a `Retry-After`: whole seconds, or a date of HTTP.
enum RetryAfter {
    /// Reads the text.
    ///
    /// - Parameters:
    ///   - text: The header's value; `120` or `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Milliseconds from `now`, never less than none; nil when the text is neither form.
    static func milliseconds(_ text: String, now: Int64) -> Int64? {
        if let seconds = Int64(text) {
            return seconds < 0 ? nil : min(seconds, Int64(Int32.max)) * 1000
        }
        return date(text).map { max(0, $0 - now) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func date(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int64(words[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(words[2])), let year = Int64(words[3]),
            (1970...9999).contains(year)
        else { return nil }
        let parts = words[4].split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 3, (0...23).contains(parts[0]), (0...59).contains(parts[1]), (0...60).contains(parts[2])
        else { return nil }
        let seconds = days(year: year, month: Int64(month) + 1, day: day) * 86_400
        return (seconds + parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March, so that a leap day is last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let leapDays = year / 4 - year / 100 + year / 400
        return year * 365 + leapDays + dayOfYear - 719_468
    }
}
