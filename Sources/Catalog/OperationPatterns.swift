/// The methods and paths of all operations, by which a request is told what it is.
struct OperationPatterns: Sendable {
    /// What requests for different operations mostly differ in already.
    private struct Shape: Hashable {
        let method: String
        let partCount: Int
    }

    private struct Pattern {
        let path: PathPattern
        let name: String
    }

    private let patterns: [Shape: [Pattern]]

    init(_ heads: [FactsFile.Head]) {
        let patterns = heads.map { (method: $0.method, pattern: Pattern(path: PathPattern($0.path), name: $0.name)) }
        self.patterns = Dictionary(grouping: patterns) {
            Shape(method: $0.method, partCount: $0.pattern.path.partCount)
        }
        .mapValues { group in
            // Paths with fewer names come first, so that a path which is spelt out wins over one with an id in its
            // place.
            group.map(\.pattern).sorted { ($0.path.names.count, $0.name) < ($1.path.names.count, $1.name) }
        }
    }

    /// The names of the operations that a request may be, the likeliest first, with the values of their paths' ids.
    func matches(method: String, path: String) -> [(name: String, ids: [String: String])] {
        let segments = PathPattern.segments(of: path)
        let candidates = patterns[Shape(method: method, partCount: segments.count)] ?? []
        return candidates.compactMap { candidate in
            candidate.path.values(in: segments).map { (name: candidate.name, ids: $0) }
        }
    }
}
