import Crypto
import Synchronization
import Transfer

extension StorageClient {
    /// The header under which an object's own hash stands.
    static let hashHeader = "x-amz-meta-sha256"

    /// Whether the bucket is there and the keys may write beneath a prefix.
    ///
    /// Begins an upload and gives it up: nothing else asks for the very right that is needed, and nothing is seen of it.
    ///
    /// - Parameters:
    ///   - prefix: where objects are to go.
    ///   - options: how they are to be kept.
    /// - Throws: `StorageError` that says what is wrong.
    package func check(prefix: String, options: ObjectOptions) async throws(StorageError) {
        let key = prefix + ".patchbay-check"
        let id = try await beginUpload(key, options)
        // Also those of checks that were killed in between.
        try await abortLeftOvers(of: key)
        try await abortUpload(key, id)
    }

    /// Puts an object that is whole in memory.
    ///
    /// - Parameters:
    ///   - key: its name.
    ///   - bytes: all of it.
    ///   - options: how it is to be kept.
    /// - Returns: what the service has then.
    /// - Throws: `StorageError`; then there is no such object, or the one before.
    @discardableResult
    package func put(_ key: String, _ bytes: [UInt8], options: ObjectOptions) async throws(StorageError) -> StoredObject
    {
        let hash = Array(SHA256.hash(data: bytes))
        let digits = StorageText.hexadecimal(hash)
        let response = try await send(
            StorageRequest(
                operation: "PutObject",
                method: "PUT",
                key: key,
                headers: options.headers + [
                    (name: Self.hashHeader, value: digits), (name: StorageChecksum.wish, value: "SHA256"),
                ],
                body: bytes
            )
        )
        if let theirs = response.headers[StorageChecksum.header], theirs != StorageText.base64(hash) {
            throw damaged(key).afterLostAnswer()
        }
        return StoredObject(bytes: Int64(bytes.count), sha256: digits)
    }

    /// What lies under a key; nil where nothing does.
    ///
    /// - Parameter key: its name.
    /// - Returns: its length, and its hash as the service has computed it, or as it was sent along.
    /// - Throws: `StorageError` where nobody can tell.
    package func head(_ key: String) async throws(StorageError) -> StoredObject? {
        let request = StorageRequest(
            operation: "HeadObject",
            method: "HEAD",
            key: key,
            headers: [(name: "x-amz-checksum-mode", value: "ENABLED")]
        )
        let response = try await send(request, expecting: [404])
        guard response.status != 404 else { return nil }
        let bytes = response.headers["content-length"].flatMap { Int64($0) } ?? 0
        let told = response.headers[StorageChecksum.header]
        var found = StoredObject(bytes: bytes, sha256: response.headers[Self.hashHeader])
        if Self.cameInParts(response) {
            found.partsHash = told
        } else {
            found.sha256 = told.flatMap(Self.hexadecimal) ?? found.sha256
        }
        return found
    }

    /// Whether an object was made of parts: its checksum is then that of their checksums, which some services tell without
    /// the number of parts behind it.
    private static func cameInParts(_ response: TransferResponse) -> Bool {
        if response.headers["x-amz-checksum-type"] == "COMPOSITE" { return true }
        let tag = (response.headers["etag"] ?? "").filter { $0 != "\"" }
        guard let dash = tag.lastIndex(of: "-") else { return false }
        let count = tag[tag.index(after: dash)...]
        return !count.isEmpty && count.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Reads an object and hashes it, without keeping it; nil where nothing lies under the key.
    ///
    /// - Parameter key: its name.
    /// - Returns: its length and hash.
    /// - Throws: `StorageError` where it cannot be read whole.
    package func hash(of key: String) async throws(StorageError) -> StoredObject? {
        let hashed = Mutex<(hash: SHA256, count: Int64)>((SHA256(), 0))
        let request = StorageRequest(operation: "GetObject", method: "GET", key: key)
        let response = try await send(request, expecting: [404]) { piece in
            hashed.withLock { hashed in
                hashed.hash.update(bufferPointer: piece)
                hashed.count += Int64(piece.count)
            }
        }
        guard response.status != 404 else { return nil }
        return hashed.withLock { StoredObject(bytes: $0.count, sha256: StorageText.hexadecimal($0.hash.finalize())) }
    }

    /// The error for what arrived otherwise than it was sent.
    func damaged(_ key: String) -> StorageError {
        StorageError(
            .unavailable,
            "s3://\(place.bucket)/\(key)",
            "what the service has is not what was sent",
            hint: "try again; when it persists, something on the way changes what passes"
        )
    }

    /// The digits of a hash in base64; nil for one of parts, which has their number behind it.
    private static func hexadecimal(_ base64: String) -> String? {
        let letters = StorageText.base64Letters
        guard base64.utf8.count == 44, base64.hasSuffix("=") else { return nil }
        var bits: UInt32 = 0
        var count = 0
        var bytes: [UInt8] = []
        for letter in base64.utf8.dropLast() {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return StorageText.hexadecimal(bytes)
    }
}
