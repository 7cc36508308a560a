import Catalog
import JSON

/// The changes that one request holds: itself, or each entry of one that holds many.
///
/// What of a request happened is known by entry, so that a later attempt that makes other batches of the same entries sends
/// none a second time.
struct ChangeParts {
    let drafts: [WriteDraft]
    /// Whether the request is a list of entries that are answered each by itself.
    let isBulk: Bool

    /// - Parameters:
    ///   - operation: what is called.
    ///   - ids: those of its path.
    ///   - query: its parameters, with handles in the places of secrets.
    ///   - body: what is sent, with handles in the places of secrets.
    ///   - files: the hashes of the files that the body names, by the names of its fields.
    ///   - safety: what sending the whole request again would mean.
    ///   - scopes: the rows and steps of each entry, where they are not those of the request.
    init(
        _ operation: Operation,
        ids: [String],
        query: JSONObject,
        body: JSONValue?,
        files: [String: String] = [:],
        safety: Operation.Safety,
        scopes: [String]
    ) {
        let body = body.map { value in
            operation.content.map { WithoutSecrets.value(value, as: $0.value) } ?? value
        }
        let path = ids.joined(separator: "/")
        if let entries = Self.entries(of: operation, in: body) {
            isBulk = true
            drafts = entries.enumerated().map { place, entry in
                let item = entry["item"] ?? .null
                let id = item["id"]?.string
                let deletes = entry["requestAction"]?.string?.uppercased() == "DELETE"
                return WriteDraft(
                    scope: place < scopes.count ? scopes[place] : Door.scope,
                    operation: operation.name,
                    target: [path, id ?? ""].filter { !$0.isEmpty }.joined(separator: "/"),
                    query: query,
                    body: ["item": item, "requestAction": entry["requestAction"] ?? .null],
                    safety: (deletes ? .delete : id == nil ? .create : Operation.Safety.idempotent).rawValue,
                    item: entry["itemIdentifier"]?.integer
                )
            }
            return
        }
        isBulk = false
        drafts = [
            WriteDraft(
                scope: Door.scope,
                operation: operation.name,
                target: path,
                query: query,
                body: body,
                known: files.isEmpty ? nil : Self.known(body, files),
                safety: safety.rawValue
            )
        ]
    }

    /// A request of one change.
    init(_ draft: WriteDraft) {
        isBulk = false
        drafts = [draft]
    }

    /// A body by what the files hold that it names, which may not be what they held.
    private static func known(_ body: JSONValue?, _ files: [String: String]) -> [UInt8] {
        let hashes = files.sorted { $0.key < $1.key }.flatMap { Array("\0\($0.key)=\($0.value)".utf8) }
        return (body?.canonical() ?? []) + hashes
    }

    /// The entries of a request whose answer tells of each by its number; nil for any other request.
    private static func entries(of operation: Operation, in body: JSONValue?) -> [JSONValue]? {
        guard operation.countedLists == [BulkAnswer.list], let entries = body?[BulkAnswer.list]?.array, !entries.isEmpty
        else { return nil }
        let numbers = Set(entries.compactMap { $0[BulkAnswer.number]?.integer })
        // Two with one number could not be told apart.
        return numbers.count == entries.count ? entries : nil
    }
}
