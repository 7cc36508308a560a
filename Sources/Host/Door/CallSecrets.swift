import Catalog
import JSON

/// The stored secrets among the parameters of one call, put in the places of their handles.
///
/// A parameter that is a secret takes a handle and no plain text; no other parameter takes a handle.
struct CallSecrets {
    private let secrets: GrantedSecrets
    private let operation: String
    private let takesPlainText: Bool
    /// Whether any was put into its place.
    private(set) var areUsed = false

    /// - Parameters:
    ///   - secrets: those that the run may use.
    ///   - operation: what errors name.
    ///   - takesPlainText: whether the script's own text may stand where a secret belongs: it wants nothing checked.
    init(_ secrets: GrantedSecrets, operation: String, takesPlainText: Bool) {
        self.secrets = secrets
        self.operation = operation
        self.takesPlainText = takesPlainText
    }

    /// The fields with the values of secrets in the places of their handles.
    ///
    /// - Throws: `HostError`: `invalid` for a handle or plain text in the wrong place, `denied` for a secret that the run was
    ///   not given.
    mutating func resolved(
        _ fields: JSONObject,
        as parameters: [Parameter],
        inside path: String = ""
    ) throws(HostError) -> JSONObject {
        var resolved = fields
        for field in fields {
            let parameter = parameters.first { $0.name == field.key }
            resolved[field.key] = try self.resolved(field.value, as: parameter, at: path + field.key)
        }
        return resolved
    }

    /// A body with the values of secrets in the places of their handles.
    mutating func resolved(_ body: JSONValue, as parameter: Parameter?) throws(HostError) -> JSONValue {
        try resolved(body, as: parameter, at: "")
    }

    private mutating func resolved(
        _ value: JSONValue,
        as parameter: Parameter?,
        at path: String
    ) throws(HostError) -> JSONValue {
        if Self.isHandle(value) { return .string(try secret(value, for: parameter, at: path)) }
        switch value {
        case .string where parameter?.format == .secret && !takesPlainText:
            throw HostError(
                .invalid,
                operation,
                "\(path) is a secret, and takes a stored one in place of text",
                hint:
                    "store it with patchbay secret set NAME, declare an argument of type secret, and give its value here"
            )
        case .object(let fields):
            return .object(
                try resolved(fields, as: parameter?.fields ?? [], inside: path.isEmpty ? "" : path + ".")
            )
        case .array(let entries):
            var resolved: [JSONValue] = []
            for (index, entry) in entries.enumerated() {
                resolved.append(try self.resolved(entry, as: parameter, at: "\(path)[\(index + 1)]"))
            }
            return .array(resolved)
        default: return value
        }
    }

    private mutating func secret(
        _ value: JSONValue,
        for parameter: Parameter?,
        at path: String
    ) throws(HostError) -> String {
        guard parameter?.format == .secret, let text = try secrets.text(value, for: operation) else {
            throw HostError(
                .invalid,
                operation,
                "\(path) takes no stored secret",
                hint: "a handle is good for parameters that are secrets, and for an http call"
            )
        }
        areUsed = true
        return text
    }

    /// Whether it is a handle as it travels: texts, and `{"secret": NAME}` where a value belongs.
    private static func isHandle(_ value: JSONValue) -> Bool {
        guard let parts = value.array else { return false }
        let names = parts.filter { $0.object?.count == 1 && $0["secret"]?.string != nil }
        return !names.isEmpty && parts.allSatisfy { $0.string != nil || names.contains($0) }
    }
}
