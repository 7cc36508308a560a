/// The seven whole days (UTC) before a day, and how a working week spreads its tasks over them.
///
/// Times are milliseconds since 1970.
struct TimeWindow: Sendable {
    private static let day: Int64 = 86_400_000
    private static let hour: Int64 = 3_600_000
    /// How busy each hour of a day is against the others: quiet nights, a dip at noon.
    private static let weights: [Int64] = [
        1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 12, 10, 12, 14, 13, 11, 8, 5, 4, 3, 2, 2, 1,
    ]
    private static let dayWeight = weights.reduce(0, +)

    /// The first millisecond that belongs to it.
    let from: Int64
    /// The first millisecond after it: midnight of today.
    let to: Int64

    /// The window of whoever asks at the time `now`.
    init(before now: Int64) {
        to = now / Self.day * Self.day
        from = to - 7 * Self.day
    }

    /// The time at which a part (0 up to but not including 1) of all tasks was created; it never falls as `part` grows.
    func time(_ part: Double) -> Int64 {
        let work = Int64(part * Double(7 * Self.dayWeight * Self.hour))
        let workInDay = work % (Self.dayWeight * Self.hour)
        var remaining = workInDay
        var start = from + work / (Self.dayWeight * Self.hour) * Self.day
        for weight in Self.weights {
            guard remaining >= weight * Self.hour else { return start + remaining / weight }
            remaining -= weight * Self.hour
            start += Self.hour
        }
        return start
    }
}
