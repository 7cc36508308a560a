/// What an argument's value may be.
package enum ArgumentType: String, Sendable, CaseIterable {
    case text
    case integer
    case number
    /// True when the option is there, false when not.
    case flag
    case choice
    /// Milliseconds since 1970, from text as `DatePhrase` reads it.
    case date
    /// Milliseconds, from text as `DurationText` reads it.
    case duration
    /// A readable file, which this grants for reading.
    case file
    /// A file to be written, which this grants.
    case output
    /// A folder to read and write in, which this grants; made when needed.
    case folder
    /// The name of a stored secret.
    case secret

    /// What stands for a value in the help text.
    var placeholder: String {
        switch self {
        case .integer: "N"
        case .number: "NUMBER"
        case .output: "FILE"
        case .flag: ""
        default: rawValue.uppercased()
        }
    }

    /// Whether a value is a path that is granted with it.
    var isPath: Bool {
        self == .file || self == .output || self == .folder
    }
}
