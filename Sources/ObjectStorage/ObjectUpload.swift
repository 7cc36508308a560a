/// An object on its way into a bucket, of which nobody need know how long it will be.
///
/// A short one is put at once; a longer one goes in parts, of which at most two are in memory: one that is being sent, and
/// one that is being filled. Calls come one at a time, in order; `write` returns when it can take more.
package actor ObjectUpload {
    private let client: StorageClient
    private let key: String
    private let options: ObjectOptions
    private var part: [UInt8] = []
    private var id: String?
    private var sent: [UploadedPart] = []
    private var sending: Task<UploadedPart, any Error>?
    private var bytes: Int64 = 0

    /// Bytes of the first parts; the service takes none below 5 MB but the last.
    package static let partSize = 8 << 20
    /// Parts after which their size doubles: so the 10,000 that the service takes are enough for what one object may hold.
    private static let partsOfOneSize = 1000

    /// Begins it; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - key: the name it is to have.
    ///   - client: the bucket.
    ///   - options: how it is to be kept.
    package init(_ key: String, to client: StorageClient, options: ObjectOptions) {
        self.client = client
        self.key = key
        self.options = options
    }

    /// Takes the next bytes.
    ///
    /// - Parameter bytes: any number of them.
    /// - Throws: `StorageError`; the upload is to be abandoned then.
    package func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = Self.size(ofPart: sent.count + (sending == nil ? 1 : 2))
            if part.count >= size { try await sendPart() }
            let piece = rest.prefix(size - min(part.count, size))
            part += piece
            rest = rest.dropFirst(piece.count)
        }
        self.bytes += Int64(bytes.count)
    }

    /// Makes it whole.
    ///
    /// - Returns: what the service has then.
    /// - Throws: `StorageError`; nothing is then seen under its name, or what was there before.
    package func finish() async throws -> StoredObject {
        guard id != nil else {
            defer { part = [] }
            return try await client.put(key, part, options: options)
        }
        try await sendPart()
        try await awaitSending()
        guard let id else { throw client.damaged(key) }
        try await client.completeUpload(key, id, sent, bytes: bytes)
        self.id = nil
        return StoredObject(bytes: bytes, sha256: nil)
    }

    /// Gives it up: the service drops what it has of it.
    package func abandon() async {
        part = []
        sending?.cancel()
        _ = await sending?.result
        sending = nil
        guard let id else { return }
        self.id = nil
        // Also when the run was told to end: a task of its own is not cancelled with it.
        let (client, key) = (client, key)
        await Task { try? await client.abortUpload(key, id) }.value
    }

    private func sendPart() async throws {
        let upload = try await begun()
        try await awaitSending()
        let (client, key, number) = (client, key, sent.count + 1)
        let filled = part
        part = []
        sending = Task { try await client.sendPart(key, upload, number: number, filled) }
    }

    private func awaitSending() async throws {
        guard let task = sending else { return }
        defer { sending = nil }
        sent.append(
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        )
    }

    private func begun() async throws -> String {
        if let id { return id }
        try await client.abortLeftOvers(of: key)
        let begun = try await client.beginUpload(key, options)
        id = begun
        return begun
    }

    private static func size(ofPart number: Int) -> Int { partSize << ((number - 1) / partsOfOneSize) }
}
