import JSON

/// A condition on the objects of a list, as far as it can be judged of an object that is only planned: that fields are
/// equal to a value, or to one of several.
indirect enum PlannedFilter: Sendable, Equatable {
    case all([PlannedFilter])
    case any([PlannedFilter])
    /// What is at the end of this way through an object's fields is one of these values, or a list that has one of them.
    case oneOf(path: [String], values: [String], Comparison)

    /// How a text is held against the value of a condition.
    enum Comparison: Sendable {
        /// Letter by letter; a star in the value stands for any letters.
        case exact
        /// Capitals are as good as small letters, in names of fields too.
        case folded
        /// It begins with the value; capitals are as good as small letters.
        case beginning
    }

    /// Whether an object is wanted.
    func matches(_ object: JSONObject) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.matches(object) }
        case .any(let parts): parts.contains { $0.matches(object) }
        case .oneOf(let path, let values, let comparison):
            Self.texts(.object(object), along: path[...], comparison).contains { text in
                values.contains { comparison.holds(text, $0) }
            }
        }
    }

    /// Texts in small letters, one of which every wanted object has in one of its fields; nil where it implies none.
    ///
    /// By them the few objects are found that are worth a look.
    var necessary: [String]? {
        switch self {
        case .all(let parts): return parts.lazy.compactMap(\.necessary).first
        case .any(let parts):
            let texts = parts.compactMap(\.necessary)
            return texts.count == parts.count ? texts.flatMap(\.self) : nil
        case .oneOf(let path, let values, let comparison):
            guard path.count == 1, comparison != .beginning, !values.contains(where: { $0.contains("*") }) else {
                return nil
            }
            return values.map { $0.lowercased() }
        }
    }

    /// The texts by which objects are found that `necessary` is about: those in an object's fields, in small letters.
    static func texts(of object: JSONObject) -> Set<String> {
        Set(object.flatMap { texts($0.value, along: [], .exact) }.map { $0.lowercased() })
    }

    /// The values at the end of a way, as texts: a field that is absent has none, a list as many as it has entries.
    private static func texts(
        _ value: JSONValue,
        along path: ArraySlice<String>,
        _ comparison: Comparison
    ) -> [String] {
        switch value {
        case .array(let entries): return entries.flatMap { texts($0, along: path, comparison) }
        case .object(let fields):
            // What SCIM has as `value` of an entry is what the entry is compared by.
            guard let name = path.first else { return fields["value"].map { texts($0, along: [], comparison) } ?? [] }
            let field = fields.first {
                comparison == .exact ? $0.key == name : $0.key.lowercased() == name.lowercased()
            }
            return field.map { texts($0.value, along: path.dropFirst(), comparison) } ?? []
        case .string(let text): return path.isEmpty ? [text] : []
        case .bool(let value): return path.isEmpty ? [value ? "true" : "false"] : []
        case .integer(let value): return path.isEmpty ? [String(value)] : []
        case .number, .null: return []
        }
    }
}

extension PlannedFilter.Comparison {
    /// Whether a text is what a condition asks for.
    fileprivate func holds(_ text: String, _ value: String) -> Bool {
        switch self {
        case .exact: value.contains("*") ? Self.fits(text, value) : text == value
        case .folded: text.lowercased() == value.lowercased()
        case .beginning: text.lowercased().hasPrefix(value.lowercased())
        }
    }

    /// Whether a text has the parts between a value's stars, in their order.
    private static func fits(_ text: String, _ value: String) -> Bool {
        let parts = value.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
