import Catalog
import JSON
import Journal
import Webex
import Wire

/// `download`: a recording or transcript streamed to disk, its metadata beside it, and both in the ledger.
///
/// A capture is fetched once: when the ledger knows it under this path and the disk still has it at its length, nothing
/// is asked.
struct DownloadEffects: Sendable {
    let session: Session
    let folder: RecordingFolder
    let locks: PlaceLocks
    let clock: WallClock
    let progress: Progress
    let run: String
    /// Holds downloads back where the run only plans; nil in every other run.
    let planner: Planner?
    /// The operations that may be called; nil for all.
    let operations: OperationGrant?
    /// The plugins that are told of what was saved.
    var hooks: RunHooks?

    func download(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        let order = try DownloadOrder(arguments, currentFolder: folder.currentFolder)
        try folder.claim(order)
        let organization = try await session.organization()
        if let planner, try folder.grants.isPlannedDownload(order.path) {
            return plan(order, downloaded: false, in: planner)
        }
        let facts = CaptureFacts(key: order.key(organization), taskID: order.reference.taskID)
        let stamp = LedgerStamp(time: clock.now(), run: run)
        // Somebody else may be saving it just now: then it is there when this returns.
        let hold = planner == nil ? try await locks.hold([order.place], clock: clock) : nil
        defer { withExtendedLifetime(hold) {} }
        if let known = try folder.saved(order, facts, stamp) {
            try await folder.mendMetadata(order, facts, known, stamp)
            return answer(order, known, downloaded: false)
        }
        if let planner {
            try folder.plan(order)
            return plan(order, downloaded: true, in: planner)
        }
        let file = try folder.grants.stage(order.path)
        let downloaded = try await session.download(order.reference, into: file)
        let saved = SavedBytes(bytes: downloaded.bytes, sha256: downloaded.sha256)
        let copy = folder.copy(order, saved, stamp)
        let notes: [LedgerNote] = [
            .saved(facts, copy, stamp), .exported(facts, stamp, place: order.place, rule: nil),
        ]
        try await folder.commit(file, order, saved, notes: notes)
        progress.saved(bytes: saved.bytes)
        hooks?.post(.recordingSaved, HookEvents.saved(order.reference, path: order.path, saved))
        return answer(order, saved, downloaded: true)
    }

    /// Holds a download back; what nobody knows of it is answered as nothing, so that a script can add it up.
    private func plan(_ order: DownloadOrder, downloaded: Bool, in planner: Planner) -> Wire.Answer {
        planner.hold(HeldEffect(.download, order.path))
        return Wire.Answer([
            "path": .string(order.path), "bytes": 0, "sha256": "", "downloaded": .bool(downloaded), "planned": true,
        ])
    }

    private func answer(_ order: DownloadOrder, _ saved: SavedBytes, downloaded: Bool) -> Wire.Answer {
        Wire.Answer([
            "path": .string(order.path), "bytes": .integer(saved.bytes), "sha256": .string(saved.sha256),
            "downloaded": .bool(downloaded),
        ])
    }
}

extension StagedFile: DownloadTarget {
    /// Drops what was written: the download begins again.
    package func restart() throws { try truncate(to: 0) }
}
