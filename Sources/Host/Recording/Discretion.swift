import Catalog
import JSON
import Webex

/// What a recording keeps of what passes the door: all but secrets.
///
/// A replay looks at what is asked in the same way, so that what was left out makes no difference.
struct Discretion: Sendable {
    private let redaction: Redaction

    /// What stands in place of a secret.
    private static let mark: JSONValue = "(secret)"
    /// Fields and headers whose text is a secret, in small letters without `-` and `_`.
    private static let secretNames: Set<String> = [
        "password", "clientsecret", "accesstoken", "refreshtoken", "idtoken", "authorization", "proxyauthorization",
        "cookie", "setcookie", "apikey", "xapikey", "secret", "privatekey", "passphrase",
    ]

    init(_ redaction: Redaction) { self.redaction = redaction }

    /// Bytes without the secrets of this process and without signatures.
    func applied(to bytes: [UInt8]) -> [UInt8] { SignedQueries.removed(from: redaction.applied(to: bytes)) }

    /// A text without them.
    func applied(to text: String) -> String { String(decoding: applied(to: Array(text.utf8)), as: UTF8.self) }

    /// Arguments of an effect without secrets that a script wrote into them as plain text.
    func arguments(_ arguments: JSONValue, of effect: String) -> JSONValue {
        var kept = arguments
        if effect == "call", let operation = CallShape.operation(arguments), var fields = arguments.object {
            fields["arguments"] = .array(
                (arguments["arguments"]?.array ?? []).map { Self.withoutSecrets($0, of: operation) }
            )
            kept = .object(fields)
        }
        if ["call", "request", "http"].contains(effect) { kept = Self.withoutNamed(kept) }
        let bytes = kept.encoded()
        let told = applied(to: bytes)
        return told == bytes ? kept : (try? JSONValue(parsing: told)) ?? .null
    }

    /// What is sent beside the arguments: of JSON its values without secrets, of all else the bytes.
    func data(_ data: [UInt8], of effect: String) -> [UInt8] {
        guard effect == "http" else { return applied(to: data) }
        guard let value = try? JSONValue(parsing: data) else { return applied(to: Self.formWithoutNamed(data)) }
        return applied(to: Self.withoutNamed(value).canonical())
    }

    /// The head of an answer.
    func head(_ head: [UInt8], of effect: String) -> [UInt8] {
        guard effect == "http", let value = try? JSONValue(parsing: head) else { return applied(to: head) }
        return applied(to: Self.withoutNamed(value).encoded())
    }

    private static func withoutSecrets(_ value: JSONValue, of operation: Operation) -> JSONValue {
        guard var fields = value.object else { return value }
        if let content = operation.content, let told = WithoutSecrets.value(value, as: content.value).object {
            fields = told
        }
        for parameter in operation.query + operation.headers where parameter.format == .secret {
            if fields[parameter.name]?.string != nil { fields[parameter.name] = mark }
        }
        return .object(fields)
    }

    /// A value with a mark in place of each text that the name of its field tells to be a secret.
    ///
    /// Where `mark` is nil such fields are left out.
    static func withoutNamed(_ value: JSONValue, leaving mark: JSONValue? = Self.mark) -> JSONValue {
        switch value {
        case .array(let entries): return .array(entries.map { withoutNamed($0, leaving: mark) })
        case .object(let fields):
            return .object(
                JSONObject(
                    fields.compactMap { field in
                        let isSecret = isSecret(field.key) && field.value.string != nil
                        let value = isSecret ? mark : withoutNamed(field.value, leaving: mark)
                        return value.map { JSONObject.Member(key: field.key, value: $0) }
                    }
                )
            )
        default: return value
        }
    }

    /// The fields of a form, as those who ask for a token send them; all else as it is.
    private static func formWithoutNamed(_ data: [UInt8]) -> [UInt8] {
        let fields = data.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard fields.allSatisfy({ $0.contains(UInt8(ascii: "=")) && !$0.contains { $0 <= 0x20 } }) else { return data }
        let told = fields.map { field -> [UInt8] in
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            let isSecret = isSecret(String(decoding: name, as: UTF8.self))
            return isSecret ? name + Array("=\(mark.string ?? "")".utf8) : Array(field)
        }
        return Array(told.joined(separator: [UInt8(ascii: "&")]))
    }

    private static func isSecret(_ name: String) -> Bool {
        secretNames.contains(name.lowercased().filter { $0 != "-" && $0 != "_" })
    }
}
