import Catalog

/// The types of parameters and bodies as LuaLS writes them, and the classes and aliases that they need.
///
/// A shape that several operations share becomes one class, all else a class named for the place where it stands.
struct StubTypes {
    /// The text of all shared classes and aliases so far, by the name of each.
    private(set) var shared: [String: String] = [:]
    /// The declarations that the last texts needed and that belong beside them.
    private(set) var own: [String] = []

    /// The begin of the names of shared classes.
    private static let prefix = "shape."

    /// Takes out the declarations that were gathered since the last time.
    mutating func takeOwn() -> String {
        defer { own = [] }
        return own.map { $0 + "\n" }.joined()
    }

    /// The type of a value; what is declared for it is named for its place, such as `cc.user.list.parameters.filter`.
    mutating func type(of parameter: Parameter, at place: String) -> String {
        guard parameter.type == .list else { return one(parameter.type, parameter, at: place) }
        let entry = one(parameter.items ?? .any, parameter, at: place)
        return entry.contains("|") ? "(\(entry))[]" : entry + "[]"
    }

    /// Declares a class of these fields beside the operation, and gives its name.
    mutating func table(_ fields: [Parameter], named name: String) -> String {
        let text = declaration(of: name, fields)
        own.append(text)
        return name
    }

    private mutating func one(_ type: Parameter.ValueType, _ parameter: Parameter, at place: String) -> String {
        if !parameter.choices.isEmpty { return choice(of: parameter, type, at: place) }
        switch type {
        case .string: return parameter.format == .secret ? "string | patchbay.secret" : "string"
        case .integer: return "integer"
        case .number: return "number"
        case .boolean: return "boolean"
        case .file: return "string"
        case .any: return "any"
        case .list: return "any[]"
        case .object:
            guard !parameter.fields.isEmpty else { return "table" }
            guard let shape = parameter.shape else { return table(parameter.fields, named: place) }
            return share(shape, parameter.fields)
        }
    }

    /// The class of a shared shape; two shapes of one name and other fields get numbers.
    private mutating func share(_ shape: String, _ fields: [Parameter]) -> String {
        let base = Self.prefix + shape.map { $0.isLetter || $0.isNumber ? "\($0)" : "_" }.joined()
        for number in 1... {
            let name = number == 1 ? base : base + "\(number)"
            // Known before its fields are written, since a shape may hold itself.
            guard let known = shared[name] else {
                shared[name] = Self.fingerprint(fields)
                let outside = own
                own = []
                let text = declaration(of: name, fields)
                bodies[name] = own.map { $0 + "\n" }.joined() + text
                own = outside
                return name
            }
            if known == Self.fingerprint(fields) { return name }
        }
        return base
    }

    /// The declarations of the shared classes by their names.
    private(set) var bodies: [String: String] = [:]

    /// What tells two shapes of one name apart.
    private static func fingerprint(_ fields: [Parameter]) -> String {
        fields.map { "\($0.name) \($0.type) \($0.items.map { "\($0)" } ?? "") \($0.isRequired) \($0.choices)" }.joined(
            separator: "\n"
        )
    }

    private mutating func choice(of parameter: Parameter, _ type: Parameter.ValueType, at place: String) -> String {
        let values = parameter.choices.map { type == .string ? LuaCallText.quoted($0) : $0 }
        own.append("---@alias \(place)\n" + values.map { "---| \($0)\n" }.joined())
        return place
    }

    private mutating func declaration(of name: String, _ fields: [Parameter]) -> String {
        var text = "---@class \(name)\n"
        for field in fields {
            let key = LuaCallText.isWord(field.name) ? field.name : "[\(LuaCallText.quoted(field.name))]"
            let type = type(of: field, at: "\(name).\(field.name.filter { $0.isLetter || $0.isNumber || $0 == "_" })")
            let facts = ParameterText(parameter: field).facts
            text += "---@field \(key)\(field.isRequired ? "" : "?") \(type)\(facts.isEmpty ? "" : " " + facts)\n"
        }
        return text
    }
}
