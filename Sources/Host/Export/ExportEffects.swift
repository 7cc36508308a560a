import Catalog
import JSON
import Journal
import Webex
import Wire

/// `export`: a recording to every sink that is wanted and lacks it, downloaded at most once.
///
/// The ledger calls it exported only when all of them have it; what some have stays known, so that only the rest is done
/// when it is tried again.
struct ExportEffects: Sendable {
    let session: Session
    let folder: RecordingFolder
    let sinks: DeliverySinks
    let spool: RecordingSpool
    let locks: PlaceLocks
    let clock: WallClock
    let progress: Progress
    let run: String
    /// Holds exports back where the run only plans; nil in every other run.
    let planner: Planner?
    /// The operations that may be called; nil for all.
    let operations: OperationGrant?
    /// The plugins that are told of what was saved.
    var hooks: RunHooks?

    func export(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        let sinks = try (arguments["sinks"]?.array ?? []).map(self.sinks.sink)
        let capture = try LedgerArguments.capture(arguments["capture"])
        let facts = capture?.facts(try await session.organization())
        let stamp = LedgerStamp(time: clock.now(), run: run, form: arguments["form"]?.string)
        do {
            let order = try ExportOrder(arguments, currentFolder: folder.currentFolder)
            try claim(order, sinks)
            guard let facts else { throw ExportOrder.noCapture }
            if let planner { return try plan(order, sinks, facts, stamp, in: planner) }
            return try await deliver(order, sinks, facts, stamp)
        } catch {
            // Also what a name was refused for: it is listed and tried again as every other failure.
            if planner == nil, let facts { try await note(error, facts, stamp) }
            throw error
        }
    }

    private func deliver(
        _ order: ExportOrder,
        _ sinks: [DeliverySink],
        _ facts: CaptureFacts,
        _ stamp: LedgerStamp
    ) async throws -> Wire.Answer {
        let places = [order.file?.place].compactMap(\.self) + sinks.map { "\($0.name)\0\(order.name)" }
        let capture = "\(facts.key.organization)\0\(facts.key.kind)\0\(facts.key.captureID)"
        let hold = try await locks.hold([capture] + places, clock: clock)
        defer { withExtendedLifetime(hold) {} }
        try compareLetters(order, sinks, facts)
        var delivery = RecordingDelivery(order: order, facts: facts, stamp: stamp, effects: self)
        try await delivery.perform(sinks)
        progress.saved(bytes: delivery.isDownloaded ? delivery.saved?.bytes ?? 0 : 0)
        let answer = delivery.answer
        if answer["saved"] == true { hooks?.post(.recordingSaved, HookEvents.saved(order.reference, answer)) }
        return Wire.Answer(answer)
    }

    /// Looks whether sinks are there and take what is sent.
    func check(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        let sinks = try (arguments["sinks"]?.array ?? []).map(self.sinks.sink)
        if planner == nil { for sink in sinks { try await self.sinks.ready(sink) } }
        return Wire.Answer(.array(sinks.map { .string($0.name) }))
    }

    /// Tells where sinks and a folder are; nothing is asked of them.
    func places(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        let sinks = try (arguments["sinks"]?.array ?? []).map(self.sinks.sink)
        var places: JSONObject = ["sinks": .array(sinks.map { .string($0.name) })]
        if let folder = arguments["folder"]?.string {
            places["folder"] = .string(try PathText.absolute(folder, in: self.folder.currentFolder))
        }
        return Wire.Answer(.object(places))
    }

    /// Remembers why it failed, unless it was only broken off.
    private func note(_ error: any Error, _ facts: CaptureFacts, _ stamp: LedgerStamp) async throws {
        let isBrokenOff = error is CancellationError || (error as? WebexError)?.kind == .cancelled
        guard !isBrokenOff, !Task.isCancelled, !(error is JournalError) else { return }
        let cause = (error as? WebexError)?.cause as? HostError
        let problem = session.redaction.applied(to: cause.map { "\($0)" } ?? "\(error)")
        try await folder.commits.commit([], note: [.failed(facts, stamp, problem: problem)])
    }

    /// Within a run a name belongs to the capture that came first, in every sink and in any case of its letters, and so
    /// does that of its metadata.
    private func claim(_ order: ExportOrder, _ sinks: [DeliverySink]) throws {
        let owner = "\(order.kind)\0\(order.reference.captureID)"
        if let file = order.file {
            try folder.claim(file)
            guard folder.names.claim(["\0folder\0" + file.place.lowercased()], by: owner) else {
                throw file.taken(by: "another file of this run, in small or capital letters")
            }
        }
        for sink in sinks {
            guard folder.names.claim(["\0\(sink.name)\0" + order.name.lowercased()], by: owner) else {
                throw Self.taken(order.name, in: sink, by: "another recording of this run")
            }
            guard case .stream = sink, order.metadata != nil else { continue }
            let metadata = MetadataName.beside(order.name)
            let owners = try folder.ledger.copy(in: sink.name, at: metadata)?.owner.key.captureID
            guard owners == nil, folder.names.claim(["\0\(sink.name)\0" + metadata.lowercased()], by: owner) else {
                throw HostError(
                    .invalid,
                    order.name,
                    "the name of its metadata, \(metadata), belongs to "
                        + "\(owners.map { "the capture \($0)" } ?? "another recording of this run") in \(sink.name)",
                    hint: "put {kind} or {capture_id} into the name"
                )
            }
        }
    }

    /// A name that differs from that of an earlier run in small and capital letters alone is refused as within one run.
    private func compareLetters(_ order: ExportOrder, _ sinks: [DeliverySink], _ facts: CaptureFacts) throws {
        let letters = "in small or capital letters"
        if let file = order.file,
            let (owner, copy) = try folder.ledger.copy(in: CaptureCopy.folder, resembling: file.place),
            owner.key != facts.key, (try? folder.grants.status(copy.place)) != nil
        {
            throw file.taken(by: "the capture \(owner.key.captureID), \(letters)")
        }
        for sink in sinks {
            guard let (owner, _) = try folder.ledger.copy(in: sink.name, resembling: order.name),
                owner.key != facts.key
            else { continue }
            throw Self.taken(order.name, in: sink, by: "the capture \(owner.key.captureID), \(letters),")
        }
    }

    /// The error for a name that another capture has in a sink.
    static func taken(_ name: String, in sink: DeliverySink, by owner: String) -> HostError {
        HostError(
            .invalid,
            name,
            "this name belongs to \(owner) in \(sink.name)",
            hint: "put {capture_id} into the name, or choose another prefix"
        )
    }

    /// Lists what would be saved; nothing is downloaded, and the ledger hears of nothing.
    private func plan(
        _ order: ExportOrder,
        _ sinks: [DeliverySink],
        _ facts: CaptureFacts,
        _ stamp: LedgerStamp,
        in planner: Planner
    ) throws -> Wire.Answer {
        let copies = try folder.ledger.record(facts.key)?.copies ?? []
        var told: [JSONValue] = []
        if let file = order.file, try !folder.grants.isPlannedDownload(file.path) {
            let isThere = try folder.saved(file, facts, stamp) != nil
            if !isThere {
                try folder.plan(file)
                planner.hold(HeldEffect(.download, file.path))
            }
            told.append(Self.told(CaptureCopy.folder, file.place, isSaved: !isThere))
        }
        for sink in sinks {
            let isThere = copies.contains { $0.sink == sink.name && $0.state == .done }
            if !isThere { planner.hold(HeldEffect(.download, "\(sink.name)/\(order.name)")) }
            told.append(Self.told(sink.name, "\(sink.name)/\(order.name)", isSaved: !isThere))
        }
        let saves = told.contains { $0["saved"] == true }
        return Wire.Answer([
            "path": .string(order.file?.path ?? order.name), "bytes": 0, "sha256": "", "downloaded": .bool(saves),
            "saved": .bool(saves), "planned": true, "sinks": .array(told),
        ])
    }

    /// What a script hears of a sink.
    static func told(_ sink: String, _ location: String, isSaved: Bool) -> JSONValue {
        ["sink": .string(sink), "location": .string(location), "saved": .bool(isSaved)]
    }
}
