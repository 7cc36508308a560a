import Crypto
import JSON
import Journal

/// A change as it is about to be sent, and what it is known by in a later attempt of its run.
///
/// Holds no secret: stored ones stand in it as their handles.
struct WriteDraft: Sendable {
    let scope: String
    /// The operation's name, such as `user.patch`.
    let operation: String
    /// What it changes: the ids of the path with `/` between them, or an address without its query.
    let target: String
    /// What is sent; nil where that is nothing.
    let body: String?
    /// `idempotent`, `create` or `delete`.
    let safety: String
    /// Its place in a request that holds several, as that request names it.
    let item: Int64?
    let identity: WriteIdentity

    /// A change with this content.
    ///
    /// `query` are the parameters beside the path, part of what it is known by; the body is without secrets. `known` is what
    /// it is known by in place of the body, where that does not say all of what is sent.
    init(
        scope: String,
        operation: String,
        target: String,
        query: JSONObject = [:],
        body: JSONValue?,
        known: [UInt8]? = nil,
        safety: String,
        item: Int64? = nil
    ) {
        self.scope = scope
        self.operation = operation
        self.target = target
        self.safety = safety
        self.item = item
        // In the order of names: a table of Lua has none, and the same request must have the same text.
        let text = body.map { $0.canonical() }
        self.body = text.map { String(decoding: $0, as: UTF8.self) }
        var hash = SHA256()
        for part in [scope, operation, target] {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0])
        }
        if !query.isEmpty { hash.update(data: JSONValue.object(query).canonical()) }
        hash.update(data: [0])
        if let sent = known ?? text { hash.update(data: sent) }
        identity = WriteIdentity(hash)
    }

    /// A change that was entered.
    init(_ write: JournalEntry.Write) {
        scope = write.scope
        operation = write.operation
        target = write.target
        body = write.body
        safety = write.safety
        item = write.item
        identity = write.identity
    }

    /// The entry of the change, with the object as it was before where that is known, and what its row holds.
    func entry(before: String? = nil, content: Int64? = nil) -> JournalEntry.Write {
        JournalEntry.Write(
            scope: scope,
            operation: operation,
            target: target,
            body: body,
            before: before,
            identity: identity,
            safety: safety,
            item: item,
            content: content
        )
    }
}

extension WriteIdentity {
    /// The first half of what was hashed.
    init(_ hash: SHA256) {
        self = hash.finalize().withUnsafeBytes { bytes in
            WriteIdentity(
                high: bytes.loadUnaligned(fromByteOffset: 0, as: Int64.self).bigEndian,
                low: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self).bigEndian
            )
        }
    }
}
