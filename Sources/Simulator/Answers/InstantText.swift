/// Instants as the admin API and the journey services write them.
enum InstantText {
    /// Milliseconds since 1970 as `2026-11-26T09:30:00.000Z`.
    static func iso(_ milliseconds: Int64) -> String {
        let day = milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0)
        let rest = milliseconds - day * 86_400_000
        let (year, month, date) = civil(day)
        let parts = [(rest / 3_600_000, 2), (rest / 60_000 % 60, 2), (rest / 1000 % 60, 2)]
        let clock = parts.map { $0.0.padded($0.1) }.joined(separator: ":")
        return "\(year.padded(4))-\(month.padded(2))-\(date.padded(2))T\(clock).\((rest % 1000).padded(3))Z"
    }

    /// Year, month and day of a day counted from 1970, by the rules of the Gregorian calendar.
    private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
        // Years are counted from March, so that the leap day is the last one.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
