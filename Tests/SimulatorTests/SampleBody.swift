import Catalog
import JSON

/// Makes values that a request must have, from the catalog's facts and some ids that lead somewhere.
struct SampleBody {
    /// Ids for fields that name other objects, by the fields' names.
    let references: [String: String]
    /// Tells the texts made here from others', where names must differ.
    let ordinal: Int

    /// The body of an operation with no more in it than is required; nil when it takes none.
    func body(of operation: Operation) -> JSONValue? {
        guard let content = operation.content else { return nil }
        if content.value.type == .list { return [entry(content.value)] }
        if let items = operation.body.first(where: { $0.name == "items" }) {
            let item = items.fields.first { $0.name == "item" }?.fields ?? []
            return ["items": [["itemIdentifier": 1, "item": .object(object(item)), "requestAction": "SAVE"]]]
        }
        return .object(object(operation.body))
    }

    /// The required ones of some fields.
    func object(_ fields: [Parameter]) -> JSONObject {
        var object = JSONObject()
        for field in fields where field.isRequired && !field.isReadOnly { object[field.name] = value(field) }
        return object
    }

    func value(_ parameter: Parameter) -> JSONValue {
        if let id = references[parameter.name], parameter.type == .string { return .string(id) }
        switch parameter.type {
        case .list:
            return .array((0..<max(1, Int(parameter.minimum ?? 1))).map { _ in entry(parameter) })
        case .object: return .object(object(parameter.fields))
        default: return scalar(parameter.type, parameter)
        }
    }

    private func entry(_ parameter: Parameter) -> JSONValue {
        if let id = references[parameter.name] { return .string(id) }
        switch parameter.items {
        case .object, nil: return .object(object(parameter.fields))
        case let type?: return scalar(type, parameter)
        }
    }

    private func scalar(_ type: Parameter.ValueType, _ parameter: Parameter) -> JSONValue {
        if let choice = parameter.choices.first { return .string(choice) }
        switch type {
        case .integer: return .integer(parameter.minimum ?? 1)
        case .number: return .integer(parameter.minimum ?? 1)
        case .boolean: return true
        case .list: return []
        case .object, .any: return .object(JSONObject())
        case .file: return "RIFF"
        case .string: return .string(text(parameter))
        }
    }

    private func text(_ parameter: Parameter) -> String {
        switch parameter.format {
        case .uuid, .hexID: return "20098631-fa9b-4e0d-9c06-406719ef8db7"
        case .date: return "2026-01-15"
        case .time: return "09:30"
        case .dateTime: return "2026-01-15T09:30:00.000Z"
        case .uri: return "https://example.com/hook"
        case .email: return "somebody@example.com"
        default: break
        }
        let tries = [
            "sample\(ordinal)", "1408555\(1000 + ordinal)", "+1408555\(1000 + ordinal)", "https://example.com/a",
        ]
        let fitting = tries.first { text in
            guard let pattern = parameter.pattern, let regex = try? Regex(pattern) else { return true }
            return (try? regex.firstMatch(in: text)) != nil
        }
        let text = fitting ?? tries[0]
        let least = max(0, Int(parameter.minimum ?? 0) - text.count)
        return text + String(repeating: "x", count: least)
    }
}

/// Whether a value is what the catalog says of an answer.
enum ShapeFit {
    /// What does not fit, with its place; nil when all does.
    ///
    /// Lists may be missing from the entries of a list that leaves them out.
    static func fault(
        _ value: JSONValue,
        _ shape: Parameter,
        at place: String = "answer",
        omitsArrays: Bool = false
    ) -> String? {
        if value.isNull { return nil }
        switch shape.type {
        case .list:
            guard let entries = value.array else { return "\(place) is no list" }
            for (index, entry) in entries.enumerated() {
                let fault = self.fault(
                    entry,
                    type: shape.items ?? .any,
                    shape,
                    at: "\(place)[\(index)]",
                    omitsArrays: omitsArrays
                )
                if let fault { return fault }
            }
            return nil
        default: return fault(value, type: shape.type, shape, at: place, omitsArrays: omitsArrays)
        }
    }

    private static func fault(
        _ value: JSONValue,
        type: Parameter.ValueType,
        _ shape: Parameter,
        at place: String,
        omitsArrays: Bool
    ) -> String? {
        let isRight =
            switch type {
            case .string: value.string != nil
            case .integer: value.integer != nil
            case .number: value.number != nil
            case .boolean: value.bool != nil
            case .object: value.object != nil
            case .list: value.array != nil
            case .any, .file: true
            }
        guard isRight else { return "\(place) is no \(type)" }
        if let text = value.string, !shape.choices.isEmpty, !shape.choices.contains(text) {
            return "\(place) is \(text), which is none of \(shape.choices)"
        }
        guard let object = value.object else { return nil }
        for field in shape.fields {
            guard let inner = object[field.name] else {
                if field.isRequired, !(omitsArrays && field.type == .list) {
                    return "\(place).\(field.name) is missing"
                }
                continue
            }
            if let fault = fault(inner, field, at: "\(place).\(field.name)", omitsArrays: omitsArrays) { return fault }
        }
        return nil
    }
}
