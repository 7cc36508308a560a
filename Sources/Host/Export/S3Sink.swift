import JSON
import ObjectStorage

/// A bucket, or what lies in it beneath a prefix, as a sink of recordings.
///
/// A recording is streamed into it as it comes from the service, so that nothing of it lies on the disk. Safe to use from
/// any task.
package final class S3Sink: StreamSink {
    package let name: String
    private let client: StorageClient
    /// Ends with a slash, unless it is empty.
    private let prefix: String
    private let storageClass: String?
    private let kmsKey: String?

    /// - Throws: `HostError` for a prefix that is no path.
    init(client: StorageClient, prefix: String, storageClass: String?, kmsKey: String?) throws(HostError) {
        // `calls` and `calls/` are one place.
        let prefix = String(prefix.reversed().drop { $0 == "/" }.reversed())
        if !prefix.isEmpty { try Self.checkPath(prefix, "prefix") }
        self.client = client
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.storageClass = storageClass
        self.kmsKey = kmsKey
        name = client.place.address + (prefix.isEmpty ? "" : "/\(prefix)")
    }

    /// Refuses what an address would be changed by on its way, or lead out of the prefix.
    static func checkPath(_ path: String, _ field: String) throws(HostError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw HostError(
                .invalid,
                field,
                "'\(path)' has an empty part, '.' or '..'",
                hint: "write names with one slash between them, such as calls/2026"
            )
        }
    }

    package func check() async throws {
        do throws(StorageError) { try await client.check(prefix: prefix, options: options("audio/wav")) } catch {
            throw HostError(error)
        }
    }

    package func open(_ item: SinkItem) async throws -> any SinkStream {
        let key = try key(of: item.path)
        return S3Stream(upload(key, contentType: item.contentType), item: item, key: key, sink: self)
    }

    /// The key of a name, beneath the prefix.
    func key(of name: String) throws(HostError) -> String {
        let key = prefix + name
        guard key.utf8.count <= Self.longestKey else {
            throw HostError(
                .invalid,
                location(of: key),
                "the key has \(key.utf8.count) bytes, and S3 takes \(Self.longestKey)",
                hint: "shorten the name or the prefix"
            )
        }
        return key
    }

    /// An object on its way, nothing of which is sent yet.
    func upload(_ key: String, contentType: String) -> ObjectUpload {
        ObjectUpload(key, to: client, options: options(contentType))
    }

    /// What the service knows of an object without reading it; nil where there is none.
    func head(_ key: String) async throws(HostError) -> StoredObject? {
        do throws(StorageError) { return try await client.head(key) } catch { throw HostError(error) }
    }

    package func look(at location: String) async throws -> FoundCopy? {
        let start = client.place.address + "/"
        guard location.hasPrefix(start) else {
            throw HostError(.invalid, location, "does not lie in \(name)")
        }
        let key = String(location.dropFirst(start.count))
        do throws(StorageError) {
            var found = try await client.head(key)
            // Of what came in parts the service keeps no hash of the whole.
            if let object = found, object.sha256 == nil { found = try await client.hash(of: key) }
            return found.map { FoundCopy(bytes: $0.bytes, sha256: $0.sha256) }
        } catch { throw HostError(error) }
    }

    /// Puts a small file, such as the metadata beside a recording.
    func put(_ key: String, _ bytes: [UInt8], contentType: String) async throws {
        do throws(StorageError) { try await client.put(key, bytes, options: options(contentType)) } catch {
            throw HostError(error)
        }
    }

    /// `s3://bucket/key`, or `s3://bucket@host/key` of a service that is not AWS.
    func location(of key: String) -> String { "\(client.place.address)/\(key)" }

    /// Bytes of the longest key that S3 takes.
    private static let longestKey = 1024

    private func options(_ contentType: String) -> ObjectOptions {
        ObjectOptions(contentType: contentType, storageClass: storageClass, kmsKey: kmsKey)
    }
}

/// One recording on its way into a bucket, its metadata behind it.
private final class S3Stream: SinkStream {
    private let upload: ObjectUpload
    private let item: SinkItem
    private let key: String
    private let sink: S3Sink

    init(_ upload: ObjectUpload, item: SinkItem, key: String, sink: S3Sink) {
        (self.upload, self.item, self.key, self.sink) = (upload, item, key, sink)
    }

    func write(_ bytes: [UInt8]) async throws {
        do { try await upload.write(bytes) } catch let error as StorageError { throw HostError(error) }
    }

    func finish(_ saved: SavedBytes) async throws -> String {
        // The metadata first: a recording that lies there without it would never get it.
        if !item.metadata.isEmpty {
            var metadata = item.metadata
            metadata["file"] = [
                "name": .string(PathText.split("/" + item.path).name), "capture": .string(item.captureID),
                "bytes": .integer(saved.bytes), "sha256": .string(saved.sha256),
            ]
            let text = JSONValue.object(metadata).sorted().pretty()
            try await sink.put(sink.key(of: MetadataName.beside(item.path)), text, contentType: "application/json")
        }
        let stored: StoredObject
        do { stored = try await upload.finish() } catch let error as StorageError { throw HostError(error) }
        guard stored.bytes == saved.bytes, stored.sha256 == nil || stored.sha256 == saved.sha256 else {
            throw HostError(
                .unavailable,
                sink.location(of: key),
                "the bucket got \(stored.bytes) bytes, and \(saved.bytes) were downloaded, or others",
                hint: "run the export again"
            )
        }
        return sink.location(of: key)
    }

    func abandon() async { await upload.abandon() }
}

extension HostError {
    /// What a bucket refused, as this program's own error.
    init(_ error: StorageError) {
        let kind: Kind =
            switch error.kind {
            case .invalid: .invalid
            case .denied: .denied
            case .notFound: .notFound
            case .full: .full
            case .unavailable, .cancelled: .unavailable
            }
        self.init(kind, error.subject, error.problem, hint: error.hint)
    }
}
