/// A JSON document, or a part of one, as a value.
///
/// `null`, an empty list and an empty object are three different things, and integers are no doubles: `1` is
/// `.integer(1)`, `1.0` is `.number(1)`, and the two are not equal.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// A number written without point and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, also an integer beyond 64 bits. Must be finite to be encoded.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue: Equatable {
    /// Whether two values say the same: the order of an object's fields does not matter, every byte of a text does.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) {
        self = .null
    }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    package init(floatLiteral value: Double) {
        self = .number(value)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object with its fields in the order written; of two with one name the last counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
}

extension String {
    /// Whether both texts are the same bytes.
    ///
    /// Swift's `==` also holds for other spellings of one character ("é" as one
    /// scalar or two), which JSON tells apart.
    func hasSameBytes(as other: String) -> Bool {
        // `==` first, because it is one memory comparison for nearly all texts and settles those that differ.
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }

    /// Whether these bytes come before others, by value; the order of keys in `canonical()`.
    func hasBytes(before other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
