import Crypto
import JSON
import Journal
import Webex
import Wire

/// An effect as a recording has it: what is asked, without secrets, and what it is known by.
///
/// Never by its order: which of two coroutines is first differs from run to run.
struct AskedEffect: Sendable {
    /// Bytes that are sent beside the arguments.
    struct Data: Sendable, Equatable {
        var bytes: Int64
        var sha256: String
        /// Themselves, where they are short and text.
        var text: String?
    }

    let scope: String
    let name: String
    let arguments: JSONValue
    /// Nil where there are none.
    let data: Data?
    let identity: WriteIdentity
    /// The entries of a request for many, which a replay may find in other requests.
    let entries: [WriteDraft]

    /// Bytes that are kept beside their hash.
    private static let longestData = 16 << 10
    /// What a declaration of arguments says to people alone.
    private static let wordsForPeople: Set<String> = ["about", "help"]

    /// An effect as it is asked.
    init(_ request: Request, _ arguments: JSONValue, _ discretion: Discretion) {
        let data = request.data.isEmpty ? nil : Self.data(discretion.data(request.data, of: request.name))
        self.init(
            scope: discretion.applied(to: request.scope),
            name: request.name,
            arguments: discretion.arguments(arguments, of: request.name),
            data: data
        )
    }

    /// An effect as a recording tells of it.
    init(scope: String, name: String, arguments: JSONValue, data: Data?) {
        self.scope = scope
        self.name = name
        self.arguments = arguments
        self.data = data
        entries = name == "call" ? CallShape.entries(arguments, scope: scope) : []
        let known = name == "args" ? Self.declared(arguments) : arguments
        var hash = SHA256()
        for part in [scope, name, data?.sha256 ?? ""] {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0])
        }
        hash.update(data: known.canonical())
        identity = WriteIdentity(hash)
    }

    private static func data(_ bytes: [UInt8]) -> Data {
        Data(
            bytes: Int64(bytes.count),
            sha256: Hexadecimal.text(SHA256.hash(data: bytes)),
            text: bytes.count <= longestData ? String(validating: bytes, as: UTF8.self) : nil
        )
    }

    /// A declaration of arguments without what it says to people.
    static func declared(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let entries): .array(entries.map(declared))
        case .object(let fields):
            .object(
                JSONObject(
                    fields.filter { !wordsForPeople.contains($0.key) }
                        .map { JSONObject.Member(key: $0.key, value: declared($0.value)) }
                )
            )
        default: value
        }
    }
}
