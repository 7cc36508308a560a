/// A time in which a zone's offset from UTC does not change: from one change of its clocks to the next.
package struct ZoneStretch: Sendable, Equatable {
    /// Before and after all changes: thirty thousand years from 1970.
    private static let far: Int64 = 1 << 40

    /// Its first millisecond since 1970.
    package let start: Int64
    /// The first one after it.
    package let end: Int64
    /// Milliseconds east of UTC.
    package let offset: Int64

    /// - Parameters:
    ///   - start: seconds since 1970; nil where no change comes before it.
    ///   - end: seconds since 1970; nil where none comes after it.
    ///   - offset: seconds east of UTC.
    package init(start: Int64? = nil, end: Int64? = nil, offset: Int) {
        // Zone files may begin with a change at the birth of the universe, which has no place in milliseconds.
        self.start = max(start ?? -Self.far, -Self.far) * 1_000
        self.end = min(end ?? Self.far, Self.far) * 1_000
        self.offset = Int64(offset) * 1_000
    }

    /// Whether a change of the clocks comes before it.
    package var hasBefore: Bool { start > -Self.far * 1_000 }
}

extension ZoneTable {
    /// The stretch around a time, given in seconds since 1970.
    func stretch(at seconds: Int64) -> ZoneStretch {
        let next = times.partitioned { $0 > seconds }
        let last = next == 0 ? nil : times[next - 1]
        if next < times.count {
            return ZoneStretch(start: last, end: times[next], offset: next == 0 ? initial : offsets[next - 1])
        }
        guard let rule else { return ZoneStretch(start: last, offset: offsets.last ?? initial) }
        guard let changes = rule.changes(around: seconds) else {
            return ZoneStretch(start: last, offset: rule.offset(at: seconds))
        }
        // The rule goes on where the table ends, and knows nothing of before.
        let start = last.map { max($0, changes.before) } ?? changes.before
        return ZoneStretch(start: start, end: changes.after, offset: rule.offset(at: seconds))
    }
}

extension Array {
    /// The index of the first element of which something holds; it holds of all behind that one.
    fileprivate func partitioned(by holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
