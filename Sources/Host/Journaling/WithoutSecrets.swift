import Catalog
import JSON

/// Values without the secrets that stand in them as plain text.
enum WithoutSecrets {
    /// What a script wrote.
    static func value(_ value: JSONValue, as parameter: Parameter) -> JSONValue {
        if parameter.format == .secret, value.string != nil { return .secret }
        switch value {
        case .object(let fields): return .object(object(fields, as: parameter.fields))
        case .array(let entries): return .array(entries.map { Self.value($0, as: parameter) })
        default: return value
        }
    }

    /// An object as it was before a change, of which a service may answer the secrets too.
    ///
    /// - Parameters:
    ///   - text: the object, as JSON.
    ///   - operation: the change.
    ///   - catalog: tells which fields of such objects are secrets, also where the change itself takes none.
    /// - Returns: the same text where there are none.
    static func text(_ text: String, of operation: Operation, in catalog: Catalog) -> String {
        let verbs = ["create", "update", "patch"].compactMap { catalog["\(operation.resource).\($0)"] }
        let secrets = ([operation] + verbs).map(\.objectFields).filter { $0.contains(where: \.holdsSecret) }
        guard !secrets.isEmpty, var object = try? JSONValue(parsing: Array(text.utf8)).object else { return text }
        for fields in secrets { object = Self.object(object, as: fields) }
        return String(decoding: JSONValue.object(object).encoded(), as: UTF8.self)
    }

    private static func object(_ object: JSONObject, as parameters: [Parameter]) -> JSONObject {
        var object = object
        for inner in parameters { object[inner.name] = object[inner.name].map { Self.value($0, as: inner) } }
        return object
    }
}

extension Parameter {
    /// Whether a secret is in it.
    fileprivate var holdsSecret: Bool { format == .secret || fields.contains(where: \.holdsSecret) }
}
