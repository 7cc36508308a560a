/// An instant as signatures have it: `20261127T213000Z`.
struct StorageDate: Sendable, Equatable {
    /// Day and time.
    let text: String

    /// The day alone: `20261127`.
    var day: String { String(text.prefix(8)) }

    /// - Parameter milliseconds: since 1970.
    init(milliseconds: Int64) {
        let seconds = milliseconds.quotientFloored(by: 1000)
        let day = seconds.quotientFloored(by: 86_400)
        let time = seconds - day * 86_400
        let (year, month, date) = Self.civil(day)
        let parts = [(year, 4), (month, 2), (date, 2)].map { Self.padded($0.0, $0.1) }
        let clock = [time / 3600, time / 60 % 60, time % 60].map { Self.padded($0, 2) }
        text = parts.joined() + "T" + clock.joined() + "Z"
    }

    /// The date of a day since 1970, by counting in years that begin in March, so that a leap day is the last.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = day + 719_468
        let era = shifted.quotientFloored(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func quotientFloored(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
