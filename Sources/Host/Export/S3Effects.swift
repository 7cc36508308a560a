import Catalog
import Crypto
import JSON
import Journal
import ObjectStorage
import Webex
import Wire

/// `s3_put` and `s3_head`: objects of a script's own in a bucket.
struct S3Effects: Sendable {
    let buckets: S3Buckets
    let grants: Grants
    let journal: RunJournal
    let redaction: Redaction
    /// Holds changes back where the run only plans; nil in every other run.
    let planner: Planner?

    private static let piece = 1 << 20

    /// Puts a file under a key, entered as a change before and after.
    func put(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let (sink, key) = try place(arguments)
        guard let path = arguments["path"]?.string, !path.isEmpty else {
            throw HostError(.invalid, "s3.put", "must be given the path of a file as text")
        }
        let upload = try Upload(path, grants: grants)
        let location = sink.location(of: key)
        let hash = planner == nil ? try await upload.sha256() : ""
        let draft = WriteDraft(
            scope: Door.scope,
            operation: Self.operation.name,
            target: location,
            body: ["file": .string(upload.fileName), "bytes": .integer(upload.length), "sha256": .string(hash)],
            safety: Self.operation.safety.rawValue
        )
        if let planner {
            let refused = await RefusedParts(of: ChangeParts(draft), at: [0], asking: journal.hooks)
            guard refused.places.isEmpty else { throw refused.error(Self.operation) }
            planner.hold(HeldEffect(.http, "PUT \(location)"))
            return Wire.Answer(["location": .string(location), "bytes": .integer(upload.length)])
        }
        let change = JournaledChange(
            journal: journal,
            operation: Self.operation,
            ids: [],
            parts: ChangeParts(draft),
            catalog: .bundled
        ) { _ in nil }
        return try await change.perform(
            admitting: { _ in },
            sending: { _ in
                try await send(upload, hash: hash, key: key, to: sink)
                let answer = Wire.Answer([
                    "location": .string(location), "bytes": .integer(upload.length), "sha256": .string(hash),
                ])
                return JournaledChange.Sent(answer: answer, status: 200)
            }
        )
    }

    /// Tells what lies under a key; nothing where nothing does.
    func head(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let (sink, key) = try place(arguments)
        let found = try await sink.head(key)
        journal.countRead("s3.head", bytes: 0, failed: false)
        guard let found else { return Wire.Answer(["location": .string(sink.location(of: key))]) }
        return Wire.Answer([
            "location": .string(sink.location(of: key)), "bytes": .integer(found.bytes),
            "sha256": found.sha256.map { .string($0) } ?? .null,
        ])
    }

    /// What puts are called in the journal; the same object put again is the same.
    private static let operation = Operation(
        name: "s3.put",
        method: "PUT",
        path: "/",
        base: .webex,
        safety: .idempotent
    )

    private func place(_ arguments: JSONValue) throws(HostError) -> (S3Sink, String) {
        guard let key = arguments["key"]?.string, !key.isEmpty else {
            throw HostError(.invalid, "s3", "must be given a key as text")
        }
        try S3Sink.checkPath(key, "key")
        let sink = try buckets.sink(arguments["bucket"] ?? .null)
        return (sink, try sink.key(of: key))
    }

    private func send(_ upload: Upload, hash: String, key: String, to sink: S3Sink) async throws {
        let object = sink.upload(key, contentType: Upload.contentType(of: upload.fileName))
        do {
            var sent = SHA256()
            var offset: Int64 = 0
            while offset < upload.length {
                let piece = try read(upload, from: offset)
                sent.update(data: piece)
                try await object.write(piece)
                offset += Int64(piece.count)
            }
            // Before it is made whole: what the journal does not know of must not be seen there.
            guard Hexadecimal.text(sent.finalize()) == hash else {
                throw HostError(
                    .unavailable,
                    upload.fileName,
                    "has changed while it was sent",
                    hint: "send it when nobody writes it any more"
                )
            }
            _ = try await object.finish()
        } catch {
            await object.abandon()
            throw failure(error)
        }
    }

    /// What went wrong as the journal takes it: what the service refused was not done, and of a lost answer nobody knows.
    private func failure(_ error: any Error) -> WebexError {
        let storage = error as? StorageError
        let cause = storage.map { HostError($0) } ?? error
        let isBrokenOff = error is CancellationError || storage?.kind == .cancelled
        let kind: WebexError.Kind =
            switch (cause as? HostError)?.kind {
            case _ where isBrokenOff: .cancelled
            case .invalid: .invalid
            case .denied: .denied
            case .notFound: .notFound
            default: .unavailable
            }
        var failure = WebexError(
            kind,
            redaction.applied(to: "\(cause)"),
            status: storage?.status,
            operation: "s3.put",
            cause: isBrokenOff ? nil : cause
        )
        failure.mayHaveHappened = storage?.mayHaveHappened ?? false
        return failure
    }

    private func read(_ upload: Upload, from offset: Int64) throws -> [UInt8] {
        let wanted = Int(min(Int64(Self.piece), upload.length - offset))
        let piece = try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            count = try upload.read(offset, UnsafeMutableRawBufferPointer(buffer))
        }
        guard !piece.isEmpty else {
            throw HostError(.unavailable, upload.fileName, "has become shorter while it was sent")
        }
        return piece
    }
}
