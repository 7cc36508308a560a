import JSON
import Journal
import Webex

/// Where recordings are saved as files: each appears whole, with its metadata, and then stands in the ledger.
///
/// A name that belongs to another capture is refused, never overwritten.
struct RecordingFolder: Sendable {
    let grants: Grants
    let ledger: CaptureLedger
    let currentFolder: String
    let names: ClaimedNames
    /// Makes files durable many at a time, and then enters what is told of them in one transaction.
    let commits: SyncGroup<[LedgerNote]>
    /// Whether the run only plans, so that the ledger hears of nothing.
    let isPlanned: Bool
    /// Bytes of metadata that are looked at to see whose a file is.
    private static let longestMetadata = 1 << 20

    /// Within a run a name belongs to the capture that came first, and so does that of the metadata beside it.
    func claim(_ order: DownloadOrder) throws(HostError) {
        let owner = "\(order.kind)\0\(order.reference.captureID)"
        guard names.claim([order.place], by: owner) else { throw order.taken(by: "another file of this run") }
        guard order.metadata != nil else { return }
        guard names.claim([try PathText.absolute(order.metadataPath, in: currentFolder)], by: owner) else {
            throw order.metadataTaken(order.metadataPath, by: "another file of this run")
        }
    }

    /// What was saved under this name before: nil when nothing was, or not whole.
    ///
    /// The ledger knows it, or the metadata beside it does; a file that neither knows is a person's, and stays.
    ///
    /// - Parameters:
    ///   - order: the capture and its path.
    ///   - facts: what the ledger is to know of the capture.
    ///   - stamp: as which a file is entered that only its metadata knows.
    /// - Returns: its length and hash.
    /// - Throws: `HostError` for a name that belongs to something else.
    func saved(_ order: DownloadOrder, _ facts: CaptureFacts, _ stamp: LedgerStamp) throws -> SavedBytes? {
        let status = try grants.status(order.path)
        // The disk is asked first: what is not there needs no look into the ledger.
        if let status, let (owner, copy) = try ledger.copy(in: CaptureCopy.folder, at: order.place) {
            guard owner.key == facts.key else {
                throw order.taken(by: "the \(owner.key.kind) \(owner.key.captureID)")
            }
            guard status.bytes == copy.bytes, copy.state == .done else { return nil }
            return SavedBytes(bytes: copy.bytes, sha256: copy.sha256)
        }
        guard status != nil || order.metadata != nil else { return nil }
        let isMetadataThere = try grants.status(order.metadataPath) != nil
        let file = isMetadataThere ? try metadata(beside: order)?["file"] : nil
        let isOurs = file.map { Self.isOurs($0, facts.key) } ?? false
        guard isOurs || (status == nil && !isMetadataThere) else {
            throw order.taken(by: "a file that was there before")
        }
        guard let status, let bytes = file?["bytes"]?.integer, bytes == status.bytes,
            let sha256 = file?["sha256"]?.string
        else { return nil }
        let found = SavedBytes(bytes: bytes, sha256: sha256)
        if !isPlanned { try ledger.enter([.saved(facts, copy(order, found, stamp), stamp)]) }
        return found
    }

    /// Writes metadata anew that was lost since, or says something else by now.
    ///
    /// What is not this capture's stays as it is.
    func mendMetadata(
        _ order: DownloadOrder,
        _ facts: CaptureFacts,
        _ saved: SavedBytes,
        _ stamp: LedgerStamp
    ) async throws {
        guard let wanted = order.metadata(saved) else { return }
        if try grants.status(order.metadataPath) != nil {
            let found = try text(beside: order)
            let file = (try? JSONValue(parsing: found))?["file"]
            guard found != wanted, let file, Self.isOurs(file, facts.key) else { return }
        }
        guard let file = try stagedMetadata(order, saved) else { return }
        guard !isPlanned else { return try file.commit() }
        try await commits.commit([file], note: [.saved(facts, copy(order, saved, stamp), stamp)])
    }

    /// Whether what metadata say of their file is of this capture.
    private static func isOurs(_ file: JSONValue, _ key: CaptureKey) -> Bool {
        file["capture"]?.string == key.captureID && file["kind"]?.string ?? key.kind == key.kind
    }

    /// Gives a file that came whole its name, with its metadata, and enters it.
    ///
    /// - Parameters:
    ///   - file: what was written.
    ///   - order: the capture and its path.
    ///   - saved: what was written in all.
    ///   - notes: what the ledger is to remember once it is durable.
    /// - Throws: `HostError` of the disk, `JournalError` of the ledger.
    func commit(_ file: StagedFile, _ order: DownloadOrder, _ saved: SavedBytes, notes: [LedgerNote]) async throws {
        let metadata = try stagedMetadata(order, saved, beside: file)
        // The metadata first: a recording that stands without it would never get it.
        try await commits.commit((metadata.map { [$0] } ?? []) + [file], note: notes)
    }

    /// Plans a file, and keeps the metadata that would stand beside it.
    func plan(_ order: DownloadOrder) throws {
        try grants.planDownload(order.path)
        try stagedMetadata(order, nil)?.commit()
    }

    /// The copy that a file in the folder is.
    func copy(_ order: DownloadOrder, _ saved: SavedBytes, _ stamp: LedgerStamp) -> CaptureCopy {
        CaptureCopy(
            sink: CaptureCopy.folder,
            place: order.place,
            location: order.place,
            bytes: saved.bytes,
            sha256: saved.sha256,
            saved: stamp.time,
            hasMetadata: order.metadata != nil
        )
    }

    /// The JSON beside a recording; nil when it is none.
    private func metadata(beside order: DownloadOrder) throws -> JSONValue? {
        try? JSONValue(parsing: text(beside: order))
    }

    private func text(beside order: DownloadOrder) throws -> [UInt8] {
        let file = ReadingFile(try grants.openForReading(order.metadataPath), path: order.metadataPath)
        return try file.next(Self.longestMetadata)
    }

    private func stagedMetadata(
        _ order: DownloadOrder,
        _ saved: SavedBytes?,
        beside neighbour: StagedFile? = nil
    ) throws -> StagedFile? {
        guard let text = order.metadata(saved) else { return nil }
        let file =
            try neighbour.map { try grants.stage(order.metadataPath, beside: $0) } ?? grants.stage(order.metadataPath)
        try file.write(text)
        return file
    }
}
