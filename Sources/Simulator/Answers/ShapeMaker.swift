import Catalog
import JSON

/// Makes values that fit what the catalog says of an answer: the same each time, of the right types, forms and bounds.
struct ShapeMaker {
    /// How deep fields that need not be there are filled in.
    private static let wholeDepth = 3
    private static let instant: Int64 = 1_700_000_000_000

    /// Tells the values made here from others': of another name come other ids.
    private let name: String
    /// The fields that hold secrets, besides those whose names say so.
    private let secrets: [String]

    init(name: String, secrets: [String] = []) {
        self.name = name
        self.secrets = secrets
    }

    /// A value of a parameter.
    func value(_ parameter: Parameter) -> JSONValue { value(parameter, at: parameter.name, depth: 0) }

    /// A value of a parameter with no more in it than must be there.
    func least(_ parameter: Parameter) -> JSONValue { value(parameter, at: parameter.name, depth: Self.wholeDepth) }

    private func value(_ parameter: Parameter, at path: String, depth: Int) -> JSONValue {
        switch parameter.type {
        case .list: return list(parameter, at: path, depth: depth)
        case .object: return .object(object(parameter.fields, at: path, depth: depth))
        default: return scalar(parameter.type, parameter, at: path)
        }
    }

    private func list(_ parameter: Parameter, at path: String, depth: Int) -> JSONValue {
        let least = Int(parameter.minimum ?? (depth < Self.wholeDepth ? 1 : 0))
        let entries = (0..<max(0, least)).map { index -> JSONValue in
            switch parameter.items {
            case .object: .object(object(parameter.fields, at: "\(path)/\(index)", depth: depth + 1))
            case .list: []
            case let type?: scalar(type, parameter, at: "\(path)/\(index)", ordinal: index)
            case nil: .object(object(parameter.fields, at: "\(path)/\(index)", depth: depth + 1))
            }
        }
        return .array(entries)
    }

    private func object(_ fields: [Parameter], at path: String, depth: Int) -> JSONObject {
        var object = JSONObject()
        for field in fields where field.isRequired || depth < Self.wholeDepth {
            object[field.name] = value(field, at: "\(path)/\(field.name)", depth: depth + 1)
        }
        return object
    }

    private func scalar(
        _ type: Parameter.ValueType,
        _ parameter: Parameter,
        at path: String,
        ordinal: Int = 0
    ) -> JSONValue {
        if !parameter.choices.isEmpty { return choice(parameter.choices[ordinal % parameter.choices.count], type) }
        switch type {
        case .string: return .string(text(parameter, at: path))
        case .integer: return .integer(integer(parameter))
        case .number: return .number(Double(parameter.minimum ?? parameter.maximum.map { min($0, 1) } ?? 1))
        case .boolean: return true
        case .any, .object: return .object(JSONObject())
        case .list: return []
        case .file: return "file"
        }
    }

    private func choice(_ text: String, _ type: Parameter.ValueType) -> JSONValue {
        switch type {
        case .integer: Int64(text).map { .integer($0) } ?? .string(text)
        case .number: Double(text).map { .number($0) } ?? .string(text)
        case .boolean: .bool(text == "true")
        default: .string(text)
        }
    }

    private func integer(_ parameter: Parameter) -> Int64 {
        let isInstant = parameter.name.hasSuffix("Time") && parameter.maximum == nil
        return isInstant ? Self.instant : parameter.minimum ?? parameter.maximum.map { min($0, 1) } ?? 1
    }

    private func text(_ parameter: Parameter, at path: String) -> String {
        let id = ObjectID(SeededHash(seed: 0), named: "\(name)/\(path)")
        switch parameter.format {
        case .uuid, .hexID: return id.text(0)
        case .date: return "2026-01-15"
        case .time: return "09:30"
        case .dateTime: return InstantText.iso(Self.instant)
        case .uri: return "https://example.com/\(parameter.name)"
        case .email: return "somebody@example.com"
        default: break
        }
        if let pattern = parameter.pattern { return PatternText.fitting(pattern, length: length(parameter)) }
        if isToken(parameter) { return fitted(token(id), parameter) }
        if parameter.name == "id" || parameter.name.hasSuffix("Id") { return fitted(id.text(0), parameter) }
        let isInstant = ["created", "lastModified"].contains(parameter.name) || parameter.name.hasSuffix("At")
        return fitted(isInstant ? InstantText.iso(Self.instant) : parameter.name, parameter)
    }

    private func isToken(_ parameter: Parameter) -> Bool {
        parameter.name.lowercased().hasSuffix("token") || secrets.contains(parameter.name)
    }

    /// Long and no word, as tokens are: whoever keeps secrets out of texts must not find this one in every sentence.
    private func token(_ id: ObjectID) -> String {
        [0, 1].map { id.text($0).filter { $0 != "-" } }.joined(separator: "_")
    }

    private func length(_ parameter: Parameter) -> ClosedRange<Int> {
        let least = Int(parameter.minimum ?? 0)
        return least...max(least, Int(parameter.maximum ?? 1000))
    }

    /// A text no longer and no shorter than allowed.
    private func fitted(_ text: String, _ parameter: Parameter) -> String {
        let bounds = length(parameter)
        let filled = text.isEmpty ? "x" : text
        let long = String(repeating: filled, count: max(1, (bounds.lowerBound + filled.count - 1) / filled.count))
        return String(long.prefix(max(bounds.lowerBound, min(bounds.upperBound, filled.count))))
    }
}
