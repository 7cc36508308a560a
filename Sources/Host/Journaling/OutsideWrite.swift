import Catalog
import JSON
import Webex
import Wire

/// A request to another host as the journal has it: known by all that is sent, and shown without what may be a secret.
struct OutsideWrite: Sendable {
    let operation: Operation
    let draft: WriteDraft
    private let discretion: Discretion

    /// What the operations are called in the journal, before the dot.
    static let module = "http"
    /// A longer first part of a path may be a token.
    private static let longestPart = 16
    /// So may one with more digits than a version has.
    private static let mostDigits = 2

    /// - Parameters:
    ///   - request: what is sent.
    ///   - arguments: what the script asked for, with handles in the places of secrets.
    ///   - file: the hash of the file that is sent, where one is.
    ///   - redaction: the secrets of this process.
    init(_ request: OutsideRequest, _ arguments: JSONValue, file: String? = nil, redaction: Redaction) {
        let discretion = Discretion(redaction)
        self.discretion = discretion
        operation = Operation(
            name: "\(Self.module).\(request.method.lowercased())",
            method: request.method,
            path: "/",
            base: .webex,
            // By RFC 9110 these two have the same outcome when they are sent again.
            safety: request.method == "DELETE" ? .delete : request.method == "PUT" ? .idempotent : .create
        )
        draft = WriteDraft(
            scope: Door.scope,
            operation: operation.name,
            target: Self.shown(arguments["url"]),
            body: request.upload.map { Self.shown($0, hash: file) } ?? request.body.map { Self.shown($0, discretion) },
            known: Self.known(request, arguments) + (file.map { Array("\0file=\($0)".utf8) } ?? []),
            safety: operation.safety.rawValue
        )
    }

    /// What the journal keeps of an answer, and a later attempt gives again: all but cookies, tokens and signatures.
    ///
    /// What is left out is not there then, instead of being there as a text that a script would send on.
    func kept(_ head: JSONValue, _ body: [UInt8]) -> Wire.Answer {
        var kept = body
        if let value = try? JSONValue(parsing: body) {
            let rest = Discretion.withoutNamed(value, leaving: nil)
            // Nothing else of it is touched.
            if rest != value { kept = rest.encoded() }
        }
        return Wire.Answer(
            succeeded: true,
            head: discretion.applied(to: Discretion.withoutNamed(head, leaving: nil).encoded()),
            body: .bytes(discretion.applied(to: kept))
        )
    }

    /// Address, headers and body, in one order for equal ones: other than what is shown, nothing is left out.
    private static func known(_ request: OutsideRequest, _ arguments: JSONValue) -> [UInt8] {
        let headers = (arguments["headers"]?.object ?? [:]).map { ($0.key.lowercased(), $0.value.encoded()) }
            .sorted { $0.0 == $1.0 ? $0.1.lexicographicallyPrecedes($1.1) : $0.0 < $1.0 }
        var known = (arguments["url"] ?? .null).encoded()
        for header in headers { known += [0] + Array(header.0.utf8) + [0] + header.1 }
        // As headers have no such name, nothing else looks like the beginning of a body.
        return known + [0, 0, arguments["json"]?.bool == true ? 1 : 0] + (request.body ?? [])
    }

    /// An address for the journal: its host and the first part of its path, since that of a webhook is a secret, with the
    /// names of stored secrets in their places.
    private static func shown(_ url: JSONValue?) -> String {
        let parts = url?.string.map { [JSONValue.string($0)] } ?? url?.array ?? []
        let handles = parts.compactMap { $0["secret"]?.string }.map { "{\($0)}" }
        let whole = parts.map { $0.string ?? "{\($0["secret"]?.string ?? "")}" }.joined()
        let address = whole.prefix { $0 != "?" && $0 != "#" }
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        let pieces = address[start...].split(separator: "/", omittingEmptySubsequences: false)
        var shown = address[..<start] + pieces[0]
        guard pieces.count > 1 else { return String(shown) }
        let isPlain =
            pieces[1].utf8.count <= longestPart && pieces[1].count(where: \.isNumber) <= mostDigits
            || handles.contains(String(pieces[1]))
        shown += isPlain ? "/" + pieces[1] : "/…"
        if isPlain, pieces.count > 2 { shown += "/…" }
        return String(shown)
    }

    /// A file for the journal: by what it held, since a later attempt may find another there.
    private static func shown(_ upload: Upload, hash: String?) -> JSONValue {
        [
            "file": .string(upload.fileName), "bytes": .integer(upload.length),
            "sha256": hash.map { .string($0) } ?? .null,
        ]
    }

    /// A body for the journal: itself where it is JSON or text.
    private static func shown(_ body: [UInt8], _ discretion: Discretion) -> JSONValue {
        let told = discretion.data(body, of: module)
        if let value = try? JSONValue(parsing: told) { return value }
        return String(validating: told, as: UTF8.self).map(JSONValue.string) ?? .string("\(body.count) bytes")
    }
}
