import Catalog
import JSON
import Journal
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
    private let names: ClaimedNames
    /// Holds downloads back where the run only plans; nil in every other run.
    private let planner: Planner?
    /// The operations that may be called; nil for all.
    private let operations: OperationGrant?
    /// Bytes of metadata that are looked at to see whose a file is.
    private static let longestMetadata = 1 << 20

    init(
        session: Session,
        grants: Grants,
        ledger: ExportLedger,
        currentFolder: String,
        clock: WallClock,
        progress: Progress,
        names: ClaimedNames,
        planner: Planner?,
        operations: OperationGrant? = nil
    ) {
        self.operations = operations
        self.session = session
        self.grants = grants
        self.ledger = ledger
        self.currentFolder = currentFolder
        self.clock = clock
        self.progress = progress
        self.names = names
        self.planner = planner
        commits = SyncGroup { try ledger.record($0) }
    }

    func download(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        let order = try DownloadOrder(arguments, currentFolder: currentFolder)
        try claim(order)
        let organization = try await session.organization()
        if let planner, try grants.isPlannedDownload(order.path) { return plan(order, downloaded: false, in: planner) }
        if let known = try saved(order, organization) {
            try await mendMetadata(order, known)
            return answer(order, known, downloaded: false)
        }
        if let planner {
            try grants.planDownload(order.path)
            try stagedMetadata(order, nil)?.commit()
            return plan(order, downloaded: true, in: planner)
        }
        let file = try grants.stage(order.path)
        let saved = try await session.download(order.reference, into: file)
        let entry = entry(order, organization, bytes: saved.bytes, sha256: saved.sha256)
        let metadata = try stagedMetadata(order, entry, beside: file)
        // The metadata first: a recording that stands without it would never get it.
        try await commits.commit((metadata.map { [$0] } ?? []) + [file], note: entry)
        progress.saved(bytes: saved.bytes)
        return answer(order, entry, downloaded: true)
    }

    /// Holds a download back; what nobody knows of it is answered as nothing, so that a script can add it up.
    private func plan(_ order: DownloadOrder, downloaded: Bool, in planner: Planner) -> Wire.Answer {
        planner.hold(HeldEffect(.download, order.path))
        return Wire.Answer([
            "path": .string(order.path), "bytes": 0, "sha256": "", "downloaded": .bool(downloaded), "planned": true,
        ])
    }

    /// Within a run a name belongs to the capture that came first, and so does that of the metadata beside it.
    private func claim(_ order: DownloadOrder) throws(HostError) {
        var places = [order.place]
        if order.metadata != nil { places.append(try PathText.absolute(order.metadataPath, in: currentFolder)) }
        guard names.claim(places, by: order.reference.captureID) else {
            throw order.taken(by: "another file of this run")
        }
    }

    /// What was saved under this name before: nil when nothing was, or not whole.
    ///
    /// The ledger knows it, or the metadata beside it does; a file that neither knows is a person's, and stays.
    private func saved(_ order: DownloadOrder, _ organization: String) throws -> ExportedRecording? {
        let status = try grants.status(order.path)
        // The disk is asked first: what is not there needs no look into the ledger.
        if let status, let known = try ledger.find(path: order.place) {
            guard known.captureID == order.reference.captureID, known.organization == organization else {
                throw order.taken(by: "the capture \(known.captureID)")
            }
            return status.bytes == known.bytes ? known : nil
        }
        guard status != nil || order.metadata != nil else { return nil }
        let isMetadataThere = try grants.status(order.metadataPath) != nil
        let file = isMetadataThere ? try metadata(beside: order)?["file"] : nil
        let isOurs = file?["capture"]?.string == order.reference.captureID
        guard isOurs || (status == nil && !isMetadataThere) else {
            throw order.taken(by: "a file that was there before")
        }
        guard let status, let bytes = file?["bytes"]?.integer, bytes == status.bytes,
            let sha256 = file?["sha256"]?.string
        else { return nil }
        let found = entry(order, organization, bytes: bytes, sha256: sha256)
        if planner == nil { try ledger.record([found]) }
        return found
    }

    /// The JSON beside a recording; nil when it is none.
    private func metadata(beside order: DownloadOrder) throws -> JSONValue? {
        let file = ReadingFile(try grants.openForReading(order.metadataPath), path: order.metadataPath)
        return try? JSONValue(parsing: file.next(Self.longestMetadata))
    }

    /// Writes metadata anew that was lost since.
    private func mendMetadata(_ order: DownloadOrder, _ known: ExportedRecording) async throws {
        guard order.metadata != nil, try grants.status(order.metadataPath) == nil else { return }
        guard let file = try stagedMetadata(order, known) else { return }
        guard planner == nil else { return try file.commit() }
        try await commits.commit([file], note: known)
    }

    private func stagedMetadata(
        _ order: DownloadOrder,
        _ recording: ExportedRecording?,
        beside neighbour: StagedFile? = nil
    ) throws -> StagedFile? {
        guard let text = order.metadata(bytes: recording?.bytes, sha256: recording?.sha256) else { return nil }
        let file =
            try neighbour.map { try grants.stage(order.metadataPath, beside: $0) } ?? grants.stage(order.metadataPath)
        try file.write(text)
        return file
    }

    private func entry(
        _ order: DownloadOrder,
        _ organization: String,
        bytes: Int64,
        sha256: String
    ) -> ExportedRecording {
        ExportedRecording(
            organization: organization,
            captureID: order.reference.captureID,
            path: order.place,
            bytes: bytes,
            sha256: sha256,
            taskID: order.reference.taskID,
            kind: order.kind,
            exported: clock.now()
        )
    }

    private func answer(_ order: DownloadOrder, _ recording: ExportedRecording, downloaded: Bool) -> Wire.Answer {
        Wire.Answer([
            "path": .string(order.path), "bytes": .integer(recording.bytes), "sha256": .string(recording.sha256),
            "downloaded": .bool(downloaded),
        ])
    }
}

extension StagedFile: DownloadTarget {
    /// Drops what was written: the download begins again.
    package func restart() throws { try truncate(to: 0) }
}
