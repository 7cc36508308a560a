import Catalog
import Host
import JSON

/// Stored secrets in a command for a shell: a variable in the place of each, `$SECRET_AUDIT_KEY` for `audit-key`.
struct ShellSecrets {
    /// Stands before a secret's variable until the command is written: letters that no encoding changes.
    private static let mark = "PATCHBAYSTANDINOF"

    /// The call with words that stand in for the secrets among its parameters and in its body.
    func standingIn(for order: TypedCall) -> TypedCall {
        var given = order
        given.parameters = standIns(order.parameters, as: order.operation.query + order.operation.givenHeaders)
        if let content = order.operation.content { given.body = order.body.map { standIn($0, as: content.value) } }
        return given
    }

    private func standIns(_ fields: JSONObject, as parameters: [Parameter]) -> JSONObject {
        var given = fields
        for field in fields {
            guard let parameter = parameters.first(where: { $0.name == field.key }) else { continue }
            given[field.key] = standIn(field.value, as: parameter)
        }
        return given
    }

    private func standIn(_ value: JSONValue, as parameter: Parameter) -> JSONValue {
        if parameter.format == .secret, let name = value[0]?["secret"]?.string {
            return .string(Self.mark + Self.variable(name))
        }
        if let fields = value.object { return .object(standIns(fields, as: parameter.fields)) }
        guard let entries = value.array, !parameter.fields.isEmpty else { return value }
        return .array(entries.map { standIn($0, as: parameter) })
    }

    /// The lines with a variable in the place of each word, in whatever quotes that stands.
    func variables(in lines: [String]) -> [String] {
        lines.map { line in
            let isSingle = line.contains("'")
            return line.replacing(/PATCHBAYSTANDINOF(SECRET_[A-Z0-9_]+)/) { word in
                isSingle ? "'\"$\(word.output.1)\"'" : "$\(word.output.1)"
            }
        }
    }

    private static func variable(_ name: String) -> String {
        "SECRET_" + name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
    }
}
