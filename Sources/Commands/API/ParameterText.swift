import Catalog

/// What a parameter's value must be, in words for people.
struct ParameterText {
    let parameter: Parameter

    /// The kind of value: `text`, `list of UUIDs`.
    var type: String {
        guard parameter.type == .list else { return Self.word(for: parameter.type, parameter.format) }
        return "list of " + Self.plural(parameter.items ?? .any, parameter.format)
    }

    /// Everything else that is said of it, in the order of its importance.
    var facts: String {
        var facts: [String] = []
        if parameter.isRequired { facts.append("required") }
        if parameter.isReadOnly { facts.append("set by the service") }
        if !parameter.choices.isEmpty { facts.append("one of " + parameter.choices.joined(separator: ", ")) }
        // A form says how long a text is.
        if parameter.format == nil || parameter.type != .string, let bounds { facts.append(bounds) }
        if parameter.isUnique { facts.append("each once") }
        if let pattern = parameter.pattern { facts.append("matching \(pattern)") }
        return facts.joined(separator: "; ")
    }

    private var bounds: String? {
        let unit =
            switch parameter.type {
            case .string: " characters"
            case .list: " entries"
            default: ""
            }
        return switch (parameter.minimum, parameter.maximum) {
        case (1, nil) where !unit.isEmpty: "not empty"
        case (let least?, let most?) where least == most: "\(least)\(unit)"
        case (let least?, let most?): "\(least) to \(most)\(unit)"
        case (let least?, nil) where least > 0 || unit.isEmpty: "\(least) or more\(unit)"
        case (nil, let most?): "\(most) or \(unit.isEmpty ? "less" : "fewer")\(unit)"
        default: nil
        }
    }

    private static func word(for type: Parameter.ValueType, _ format: Parameter.Format?) -> String {
        guard type == .string, let format else { return word(for: type) }
        return switch format {
        case .uuid: "UUID"
        case .hexID: "hexadecimal id"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .uri: "address"
        case .email: "e-mail"
        case .secret: "secret"
        default: "text"
        }
    }

    private static func word(for type: Parameter.ValueType) -> String {
        switch type {
        case .string: "text"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "true or false"
        case .list: "list"
        case .object: "object"
        case .file: "file"
        case .any: "anything"
        }
    }

    private static func plural(_ type: Parameter.ValueType, _ format: Parameter.Format?) -> String {
        switch type {
        case .string where format == nil: "texts"
        case .string where format == .date: "dates"
        case .boolean: "true or false"
        case .any: "anything"
        default: word(for: type, format) + (word(for: type, format).hasSuffix("s") ? "es" : "s")
        }
    }
}
