/// A query parameter or a field of a JSON body: its name, and what its value must be.
package struct Parameter: Sendable, Equatable {
    /// The service's spelling.
    package let name: String
    /// What kind of value it is.
    package let type: ValueType
    /// Whether a request without it is refused.
    package let isRequired: Bool
    /// The kind of a list's entries; nil for what is no list.
    package let items: ValueType?
    /// The only values allowed, for a list the only entries; empty when any will do.
    package let choices: [String]
    /// The least value of a number, or the least count of a list.
    package let minimum: Int64?
    /// The greatest value of a number, or the greatest count of a list.
    package let maximum: Int64?
    /// The form a text, or each entry of a list, must have.
    package let format: Format?
    /// Whether no entry of a list may stand in it twice.
    package let isUnique: Bool
    /// The fields of an object that are checked; empty when the object may hold anything.
    package let fields: [Parameter]
}

extension Parameter {
    /// The kinds of values that the documents tell apart.
    package enum ValueType: String, Sendable {
        case string, integer, number, boolean, list, object
    }

    /// The forms of text that are checked before they are sent.
    package enum Format: String, Sendable {
        /// Eight, four, four, four and twelve hexadecimal digits.
        case uuid
    }
}
