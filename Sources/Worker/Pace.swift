import Wire

/// The pace of a worker whose run is recorded or replayed: the host says which answers make a turn and what the time is, so
/// that a script does the same each time.
struct Pace {
    /// Looks at the clock after which a millisecond has passed.
    private static let looksOfMillisecond: Int64 = 1000

    private var time: Int64
    private var looks: Int64 = 0
    /// Answers of a turn that has not come whole.
    private var arrived: [Frame] = []

    init(clock: Int64) { time = clock }

    /// What the time is.
    ///
    /// Within a turn it moves on by being looked at, or a script that waits for it would wait for ever.
    mutating func now() -> Int64 {
        looks += 1
        return time + looks / Self.looksOfMillisecond
    }

    /// Takes frames as they came; the answers of a turn once all of it has come, else none.
    mutating func take(_ frames: [Frame]) throws(WireError) -> [Frame]? {
        for frame in frames {
            guard frame.kind == .turn else {
                arrived.append(frame)
                continue
            }
            time = max(try Turn(frame).time, now())
            looks = 0
            defer { arrived = [] }
            return arrived
        }
        return nil
    }
}
