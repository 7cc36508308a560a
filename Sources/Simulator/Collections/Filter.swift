import JSON

/// The kinds of values that a filter can compare.
enum FieldKind: Sendable, Equatable {
    case text, integer, boolean

    /// The kind of a value, of a list that of its entries; nil for what filters know nothing of.
    init?(_ value: JSONValue) {
        switch value {
        case .string, .null: self = .text
        case .integer: self = .integer
        case .bool: self = .boolean
        case .array(let entries):
            guard let first = entries.first, first.array == nil, let kind = FieldKind(first) else { return nil }
            self = kind
        case .number, .object: return nil
        }
    }
}

/// Which objects of a list are wanted: conditions that hold all together, or one of several.
indirect enum Filter: Sendable {
    case all([Filter])
    case any([Filter])
    case condition(Condition)

    /// One comparison of a field with values of the field's kind.
    struct Condition: Sendable {
        let field: String
        let comparison: Comparison
        let values: [JSONValue]
    }

    /// The comparisons of RSQL, each by its sign.
    enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case anyOf = "=in="
        case noneOf = "=out="
        case less = "=lt="
        case atMost = "=le="
        case more = "=gt="
        case atLeast = "=ge="
    }

    /// Whether an object is wanted.
    func matches(_ object: JSONObject) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.matches(object) }
        case .any(let parts): parts.contains { $0.matches(object) }
        case .condition(let condition): condition.matches(object)
        }
    }

    /// The fields it compares, some of them more than once.
    var fields: [String] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.fields)
        case .condition(let condition): [condition.field]
        }
    }

    /// A field and texts, one of which every wanted object has in it; nil when the filter implies no such thing.
    ///
    /// By it an index finds the few objects that are worth a look.
    var necessary: (field: String, texts: [String])? {
        switch self {
        case .all(let parts): return parts.lazy.compactMap(\.necessary).first
        case .any: return nil
        case .condition(let condition):
            guard condition.comparison == .equal || condition.comparison == .anyOf else { return nil }
            let texts = condition.values.compactMap(\.string)
            guard texts.count == condition.values.count, !texts.contains(where: { $0.contains("*") }) else {
                return nil
            }
            return (condition.field, texts)
        }
    }
}

extension Filter.Condition {
    /// A field that holds a list matches by any of its entries, an absent one is equal to nothing.
    fileprivate func matches(_ object: JSONObject) -> Bool {
        let held = object[field].map { $0.array ?? [$0] } ?? []
        switch comparison {
        case .equal, .anyOf: return held.contains(where: isAmongValues)
        case .unequal, .noneOf: return !held.contains(where: isAmongValues)
        case .less: return held.contains { isOrdered($0, by: <) }
        case .atMost: return held.contains { isOrdered($0, by: <=) }
        case .more: return held.contains { isOrdered($0, by: >) }
        case .atLeast: return held.contains { isOrdered($0, by: >=) }
        }
    }

    private func isAmongValues(_ held: JSONValue) -> Bool {
        values.contains { value in
            guard let pattern = value.string, pattern.contains("*"), let text = held.string else {
                return held == value
            }
            return Self.fits(text, pattern)
        }
    }

    private func isOrdered(_ held: JSONValue, by order: (Int64, Int64) -> Bool) -> Bool {
        guard let held = held.integer, let value = values.first?.integer else { return false }
        return order(held, value)
    }

    /// Whether a text has the parts between a pattern's stars, in their order.
    ///
    /// A star means any letters even between quotes, as in the library that the documents refer to: who looks for a
    /// name with a star in it gets others too.
    private static func fits(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
