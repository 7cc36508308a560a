import Catalog

/// Dates as people name them, turned into instants.
package struct DatePhrase: Sendable {
    /// What to write, for help texts.
    package static let examples =
        "now, today, yesterday, this week, last month, -7d, -12h, 2026-11-01, 2026-11-01T08:30, 2026-11-01T08:30Z"

    private static let words = [
        "now", "today", "yesterday", "this week", "last week", "this month", "last month",
    ]

    /// Milliseconds since 1970 that count as now.
    private let now: Int64
    private let zone: ZoneRules

    /// - Parameters:
    ///   - now: milliseconds since 1970 that count as now.
    ///   - zone: whose days begin at midnight, and whose clocks a time without a zone was read from.
    package init(now: Int64, zone: ZoneRules) {
        self.now = now
        self.zone = zone
    }

    /// The instant in milliseconds since 1970.
    ///
    /// `today` and the like are the midnight with which they begin; weeks begin on Monday. `-7d` is seven times 24 hours
    /// before now. A number of eleven digits or more is milliseconds since 1970 already.
    /// - Throws: `HostError` with the text, what to write, and the word that may have been meant; its subject is empty.
    package func instant(_ text: String) throws(HostError) -> Int64 {
        let words = text.lowercased().split { $0 == " " || $0 == "_" }
        let phrase = words.joined(separator: " ")
        if let found = named(phrase) ?? named(phrase.split(separator: "-").joined(separator: " ")) { return found }
        if phrase.hasPrefix("-"), let back = DurationText.milliseconds(phrase.dropFirst()) { return now - back }
        if phrase.utf8.count >= 11, let instant = Int64(phrase) { return instant }
        if let reading = ISOTime.read(text.trimmed) {
            guard let offset = reading.offset else { return zone.instant(showing: reading.local) }
            return reading.local - Int64(offset) * 1_000
        }
        throw HostError(
            .invalid,
            "",
            "'\(text)' is no date",
            hint: NearNames.question(phrase, among: Self.words) ?? "write one like these: \(Self.examples)"
        )
    }

    private func named(_ phrase: String) -> Int64? {
        switch phrase {
        case "now": now
        case "today": midnight(today)
        case "yesterday": midnight(today - 1)
        case "this week": midnight(monday)
        case "last week": midnight(monday - 7)
        case "this month": midnight(firstOfMonth(back: 0))
        case "last month": midnight(firstOfMonth(back: 1))
        default: nil
        }
    }

    /// Days since 1970 of the day that it is in the zone.
    private var today: Int {
        Int((now + Int64(zone.offset(at: now)) * 1_000).quotientFlooring(86_400_000))
    }

    private var monday: Int { today - CivilDate(daysSince1970: today).weekday }

    private func firstOfMonth(back months: Int) -> Int {
        let date = CivilDate(daysSince1970: today)
        let first = today - date.day + 1
        guard months > 0 else { return first }
        return first - CivilDate(daysSince1970: first - 1).day
    }

    private func midnight(_ day: Int) -> Int64 {
        zone.instant(showing: Int64(day) * 86_400_000)
    }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
