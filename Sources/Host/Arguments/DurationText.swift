/// Durations as people write them: `90s`, `5m`, `2h`, `7d`, `2w`, `500ms`, `1h30m`.
package enum DurationText {
    /// What to write, for messages.
    package static let examples = "90s, 5m, 2h, 7d or 1h30m"

    /// The duration in milliseconds; nil when it is none or beyond 64 bits.
    ///
    /// Units go from large to small, each at most once. A day is 24 hours. `0` needs no unit.
    package static func milliseconds(_ text: some StringProtocol) -> Int64? {
        if text == "0" { return 0 }
        var rest = Substring(text.lowercased())
        var total: Int64 = 0
        var largest = Int64.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isLetter }
            guard let unit = units[String(letters)], unit < largest else { return nil }
            rest = rest.dropFirst(letters.count)
            largest = unit
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            let (sum, overflowToo) = total.addingReportingOverflow(product)
            guard !overflow, !overflowToo else { return nil }
            total = sum
        }
        return text.isEmpty ? nil : total
    }

    /// A duration as it would be written, in its two largest units: `1h30m`.
    package static func shown(_ milliseconds: Int64) -> String {
        var rest = milliseconds
        var parts: [String] = []
        for (unit, length) in units.sorted(by: { $0.value > $1.value }) where rest >= length && unit != "w" {
            parts.append("\(rest / length)\(unit)")
            rest %= length
            if parts.count == 2 { break }
        }
        return parts.isEmpty ? "0s" : parts.joined()
    }

    /// How long something took: `1.4 s`, and from a minute on as `shown` has it.
    package static func taken(_ milliseconds: Int64) -> String {
        milliseconds < 60_000 ? "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" : shown(milliseconds)
    }

    private static let units: [String: Int64] = [
        "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]
}
