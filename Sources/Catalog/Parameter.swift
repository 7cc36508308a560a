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
    /// The least value of a number, count of a list, or length of a text in UTF-16 units.
    package let minimum: Int64?
    /// The greatest value of a number, count of a list, or length of a text in UTF-16 units.
    package let maximum: Int64?
    /// The form a text, or each entry of a list, must have.
    package let format: Format?
    /// Whether no entry of a list may stand in it twice.
    package let isUnique: Bool
    /// Whether only the service sets it: it may be sent, since an object that was read has it, but changes nothing.
    package let isReadOnly: Bool
    /// The fields that are checked of an object, or of each object of a list; empty when it may hold anything.
    package let fields: [Parameter]

    /// A parameter that may be left out and hold any value of its type, unless more is said.
    init(
        name: String,
        type: ValueType,
        isRequired: Bool = false,
        items: ValueType? = nil,
        choices: [String] = [],
        minimum: Int64? = nil,
        maximum: Int64? = nil,
        format: Format? = nil,
        isUnique: Bool = false,
        isReadOnly: Bool = false,
        fields: [Parameter] = []
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.items = items
        self.choices = choices
        self.minimum = minimum
        self.maximum = maximum
        self.format = format
        self.isUnique = isUnique
        self.isReadOnly = isReadOnly
        self.fields = fields
    }

    /// The same parameter where it may be left out.
    var optional: Parameter {
        Parameter(
            name: name,
            type: type,
            items: items,
            choices: choices,
            minimum: minimum,
            maximum: maximum,
            format: format,
            isUnique: isUnique,
            isReadOnly: isReadOnly,
            fields: fields
        )
    }
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
