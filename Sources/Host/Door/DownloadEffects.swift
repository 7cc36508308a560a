import JSON
import Journal
import Synchronization
import Webex
import Wire

/// `download`: a recording or transcript streamed to disk, its metadata beside it, and both in the ledger.
///
/// A capture is fetched once: when the ledger knows it under this path and the disk still has it at its length, nothing
/// is asked. A name that belongs to another capture is refused, never overwritten.
final class DownloadEffects: Sendable {
    private let session: Session
    private let grants: Grants
    private let ledger: ExportLedger
    private let currentFolder: String
    private let clock: WallClock
    private let progress: Progress
    private let commits: SyncGroup<ExportedRecording>
    /// The names of this run and their captures, both hashed: a million take megabytes, not hundreds of them.
    private let claimed = Mutex<[Int: Int]>([:])

    init(
        session: Session,
        grants: Grants,
        ledger: ExportLedger,
        currentFolder: String,
        clock: WallClock,
        progress: Progress
    ) {
        self.session = session
        self.grants = grants
        self.ledger = ledger
        self.currentFolder = currentFolder
        self.clock = clock
        self.progress = progress
        commits = SyncGroup { try ledger.record($0) }
    }

    /// One capture and where it is to go, as the script named them.
    private struct Order {
        let reference: CaptureReference
        let kind: String
        let path: String
        /// The path's absolute form, by which the ledger knows it.
        let place: String
        let metadata: JSONObject?

        init(_ arguments: JSONValue, currentFolder: String) throws(HostError) {
            guard let task = arguments["task"]?.string, let capture = arguments["capture"]?.string,
                let kind = arguments["kind"]?.string, let path = arguments["path"]?.string
            else {
                throw HostError(
                    .invalid,
                    "recordings.download",
                    "takes a capture of recordings.captures and a path",
                    hint: "recordings.download(capture, path, { metadata = true })"
                )
            }
            reference = CaptureReference(
                taskID: task,
                captureID: capture,
                kind: kind == "transcript" ? .transcription : .recording
            )
            self.kind = kind
            self.path = path
            place = try PathText.absolute(path, in: currentFolder)
            metadata = arguments["metadata"]?.object
        }

        /// Where the metadata goes: beside the file, `.json` in place of its ending, unless that is its own name.
        var metadataPath: String {
            let (_, name) = PathText.split(path)
            guard let dot = name.lastIndex(of: "."), dot != name.startIndex, name[dot...] != ".json" else {
                return path + ".json"
            }
            return String(path.dropLast(name[dot...].count)) + ".json"
        }
    }

    func download(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let order = try Order(arguments, currentFolder: currentFolder)
        try claim(order)
        let organization = try await session.organization()
        if let known = try ledger.find(path: order.place), let status = try grants.status(order.path) {
            guard known.captureID == order.reference.captureID, known.organization == organization else {
                throw taken(order, by: "the capture \(known.captureID)")
            }
            if status.bytes == known.bytes {
                try await mendMetadata(order, known)
                return answer(order, bytes: known.bytes, sha256: known.sha256, downloaded: false)
            }
        }
        let file = try grants.stage(order.path)
        let saved = try await session.download(order.reference, into: file)
        let entry = ExportedRecording(
            organization: organization,
            captureID: order.reference.captureID,
            path: order.place,
            bytes: saved.bytes,
            sha256: saved.sha256,
            taskID: order.reference.taskID,
            kind: order.kind,
            exported: clock.now()
        )
        let metadata = try stagedMetadata(order, bytes: saved.bytes, sha256: saved.sha256)
        try await commits.commit([metadata, file].compactMap(\.self), note: entry)
        progress.saved(bytes: saved.bytes)
        return answer(order, bytes: saved.bytes, sha256: saved.sha256, downloaded: true)
    }

    /// Within a run a name belongs to the capture that came first, and so does that of the metadata beside it.
    private func claim(_ order: Order) throws(HostError) {
        let capture = order.reference.captureID.hashValue
        var names = [order.place]
        if order.metadata != nil { names.append(try PathText.absolute(order.metadataPath, in: currentFolder)) }
        let isFree = claimed.withLock { claimed in
            guard names.allSatisfy({ claimed[$0.hashValue, default: capture] == capture }) else { return false }
            for name in names { claimed[name.hashValue] = capture }
            return true
        }
        if !isFree { throw taken(order, by: "another capture of this run") }
    }

    private func taken(_ order: Order, by owner: String) -> HostError {
        HostError(
            .invalid,
            order.path,
            "this name, or that of its metadata, belongs to \(owner) already",
            hint: "put {capture_id} into the name, or choose another folder"
        )
    }

    private func mendMetadata(_ order: Order, _ known: ExportedRecording) async throws {
        guard order.metadata != nil, try grants.status(order.metadataPath) == nil else { return }
        guard let file = try stagedMetadata(order, bytes: known.bytes, sha256: known.sha256) else { return }
        try await commits.commit([file], note: known)
    }

    private func stagedMetadata(_ order: Order, bytes: Int64, sha256: String) throws -> StagedFile? {
        guard var metadata = order.metadata else { return nil }
        metadata["file"] = [
            "name": .string(PathText.split(order.place).name), "bytes": .integer(bytes), "sha256": .string(sha256),
        ]
        let file = try grants.stage(order.metadataPath)
        try file.write(JSONValue.object(metadata).pretty())
        return file
    }

    private func answer(_ order: Order, bytes: Int64, sha256: String, downloaded: Bool) -> Wire.Answer {
        Wire.Answer([
            "path": .string(order.path), "bytes": .integer(bytes), "sha256": .string(sha256),
            "downloaded": .bool(downloaded),
        ])
    }
}

extension StagedFile: DownloadTarget {
    /// Drops what was written: the download begins again.
    package func restart() throws { try truncate(to: 0) }
}
