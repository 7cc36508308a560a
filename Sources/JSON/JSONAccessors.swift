extension JSONValue {
    /// The field of that name; nil when there is none or this is no object; a field that is null gives `.null`.
    package subscript(key: String) -> JSONValue? {
        object?[key]
    }

    /// The item at that place, counted from 0; nil when there is none or this is no list.
    package subscript(index: Int) -> JSONValue? {
        guard let items = array, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// Whether this is null.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text, if this is one.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, if this is one.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer, if this is one; see `lenientInteger` for what a service sends.
    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number, whole or not, if this is one; integers beyond 2^53 lose digits.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// An integer however it was written: `5`, `5.0` or `"5"`; nil for anything else.
    package var lenientInteger: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .string(let value): Int64(value)
        default: nil
        }
    }

    /// The items, if this is a list.
    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The fields, if this is an object.
    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }
}

extension JSONValue {
    /// The same value with the members of every object in the order of their keys' bytes.
    package func sorted() -> JSONValue {
        switch self {
        case .array(let items): .array(items.map { $0.sorted() })
        case .object(let object):
            .object(
                JSONObject(
                    object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                        .map { JSONObject.Member(key: $0.key, value: $0.value.sorted()) }
                )
            )
        default: self
        }
    }
}
