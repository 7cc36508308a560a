/// Which of the known names somebody may have meant.
package enum NearNames {
    /// The known names that differ from `name` by few letters, nearest first, three at most.
    ///
    /// Case does not count. How many letters may differ grows with the length: one in three.
    package static func of(_ name: String, among known: some Sequence<String>) -> [String] {
        let wanted = Array(name.lowercased())
        let allowed = max(1, wanted.count / 3)
        let near = known.compactMap { candidate -> (distance: Int, name: String)? in
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - wanted.count) <= allowed else { return nil }
            let distance = distance(wanted, letters)
            return distance <= allowed ? (distance, candidate) : nil
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// `did you mean A or B?`; nil when none is near.
    package static func question(_ name: String, among known: some Sequence<String>) -> String? {
        let near = of(name, among: known)
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
    }

    /// Letters to insert, remove, replace or swap with their neighbour to get from one to the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforePrevious[column - 1] + 1)
                }
                current.append(least)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
