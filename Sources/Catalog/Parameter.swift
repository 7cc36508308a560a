/// A query parameter, a header, a field of a JSON body or of an answer: its name, and what its value must be.
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
    /// The regular expression that a text, or each entry of a list, must match somewhere; written so that all engines
    /// read it alike.
    package let pattern: String?
    /// Whether no entry of a list may stand in it twice.
    package let isUnique: Bool
    /// Whether only the service sets it: it may be sent, since an object that was read has it, but changes nothing.
    package let isReadOnly: Bool
    /// Whether the service itself says that it may be null.
    package let isNullable: Bool
    /// The name of the shape that an object, or each object of a list, has: one name for all that have the same fields.
    package let shape: String?
    /// The fields that are known of an object, or of each object of a list; empty when it may hold anything.
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
        pattern: String? = nil,
        isUnique: Bool = false,
        isReadOnly: Bool = false,
        isNullable: Bool = false,
        shape: String? = nil,
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
        self.pattern = pattern
        self.isUnique = isUnique
        self.isReadOnly = isReadOnly
        self.isNullable = isNullable
        self.shape = shape
        self.fields = fields
    }
}

extension Parameter {
    /// The kinds of values that the documents tell apart.
    package enum ValueType: String, Sendable {
        case string, integer, number, boolean, list, object
        /// The documents do not say.
        case any
        /// The bytes of a file, which stand in no JSON.
        case file
    }

    /// The forms of text that are checked before they are sent.
    package enum Format: String, Sendable {
        /// Eight, four, four, four and twelve hexadecimal digits.
        case uuid
        /// The same, of which the dashes may be left out.
        case hexID = "hex-id"
        /// `2026-11-01`.
        case date
        /// `17:30` or `17:30:00`.
        case time
        /// ISO 8601 with date and time.
        case dateTime = "date-time"
        case uri
        case email
        /// Of what is true or false: the service answers it as text, and takes it back as it should be.
        case text
        /// Something that nobody may see: a password, a client's secret.
        case secret
    }
}
