/// Finds the names that somebody who mistyped one probably meant.
enum NearNames {
    /// The names near `name`, best first: at most three, none much farther than the best.
    static func of(_ name: String, among names: some Sequence<String>) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        let limit = max(1, min(4, wanted.count / 3))
        var found: [(distance: Int, name: String)] = []
        for candidate in names {
            let distance = distance(from: wanted, to: Array(candidate.lowercased().utf8))
            if distance <= limit { found.append((distance, candidate)) }
        }
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best = found.first?.distance else { return [] }
        return found.prefix(3).filter { $0.distance <= best + 1 }.map(\.name)
    }

    /// A hint that names the near names, or nil when there are none.
    static func hint(for name: String, among names: some Sequence<String>) -> String? {
        let near = of(name, among: names)
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
    }

    /// How many bytes must be put in, left out, changed or swapped with their neighbour to make one text the other.
    private static func distance(from first: [UInt8], to second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
