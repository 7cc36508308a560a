import Journal

/// How a run differs from its recording, as a person reads it.
struct ReplayDifference: Error, CustomStringConvertible {
    let description: String

    /// Places that are told of.
    private static let mostPlaces = 10

    init(_ description: String) { self.description = description }

    /// An effect that was asked and was not recorded.
    ///
    /// - Parameters:
    ///   - asked: what the script asks.
    ///   - nearest: what the recording has nearest to it.
    ///   - next: what it has that is to come.
    ///   - times: how often the very same was recorded.
    ///   - recording: the recording.
    init(
        _ asked: ComparedEffect,
        nearest: ComparedEffect?,
        next: ComparedEffect?,
        times: Int,
        in recording: Recording
    ) {
        var lines = ["the run differs from its recording \(recording.path)", "  asked now: \(asked.name)"]
        if times > 0 {
            let often = times == 1 ? "once" : "\(times) times"
            lines.append("  it was asked \(often) when it was recorded, and is asked once more now")
        } else if let nearest {
            lines.append("  nearest recorded: \(nearest.name)")
            let differences = asked.differences(to: nearest)
            lines += differences.prefix(Self.mostPlaces).map { "    " + $0 }
            let left = differences.count - Self.mostPlaces
            if left > 0 { lines.append("    and \(left) \(left == 1 ? "place" : "places") more") }
        } else {
            lines.append("  nothing like it was recorded")
            if let next { lines.append("  to come in the recording: \(next.name)") }
        }
        description = lines.joined(separator: "\n")
    }

    /// Effects that were recorded and were not asked, by their names.
    init(missing: [String], in recording: Recording) {
        var lines = ["the run differs from its recording \(recording.path): these were recorded and not asked"]
        lines += missing.prefix(Self.mostPlaces).map { "  " + $0 }
        let left = missing.count - Self.mostPlaces
        if left > 0 { lines.append("  and \(left) more") }
        description = lines.joined(separator: "\n")
    }
}
