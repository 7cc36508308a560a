/// A path with names in braces, such as `/organization/{orgid}/user/{id}`, cut into its parts once.
struct PathPattern: Sendable {
    private enum Part: Sendable {
        case literal(Substring)
        /// A name, and what stands right behind it in the same part, such as `:export`.
        case name(String, suffix: Substring)
    }

    private let parts: [Part]

    init(_ path: String) {
        parts = Self.segments(of: path).map { segment in
            guard segment.hasPrefix("{"), let end = segment.firstIndex(of: "}") else { return .literal(segment) }
            let name = segment[segment.index(after: segment.startIndex)..<end]
            return .name(String(name), suffix: segment[segment.index(after: end)...])
        }
    }

    /// How many parts a path must have to fit.
    var partCount: Int { parts.count }

    /// The names in the braces, in their order.
    var names: [String] {
        parts.compactMap { part in
            guard case .name(let name, _) = part else { return nil }
            return name
        }
    }

    /// The values of the names when the segments fit, just as they stand (percent-encoding is left alone), else nil.
    func values(in segments: [Substring]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .literal(let literal): guard literal == segment else { return nil }
            case .name(let name, let suffix):
                guard segment.count > suffix.count, segment.hasSuffix(suffix) else { return nil }
                values[name] = String(segment.dropLast(suffix.count))
            }
        }
        return values
    }

    /// The parts between the slashes.
    ///
    /// A slash at the end makes an empty last part: the service tells the two apart.
    static func segments(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(\.self)
    }
}
