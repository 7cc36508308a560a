import Glibc
import JSON
import Journal
import Webex

/// One recording on its way to all the sinks that lack it.
struct RecordingDelivery {
    let order: ExportOrder
    let facts: CaptureFacts
    let stamp: LedgerStamp
    let effects: ExportEffects
    /// Whether it came from the service.
    private(set) var isDownloaded = false
    /// Its length and hash; nil where nothing had to be asked and no copy tells it.
    private(set) var saved: SavedBytes?
    private var told: [JSONValue] = []
    /// Whether the ledger knows that all have it.
    private var isEntered = false
    private var failures: [(sink: String, error: any Error)] = []

    init(order: ExportOrder, facts: CaptureFacts, stamp: LedgerStamp, effects: ExportEffects) {
        self.order = order
        self.facts = facts
        self.stamp = stamp
        self.effects = effects
    }

    /// Where the bytes lie for the sinks that lack them; keeps a file of no name there for as long as it is needed.
    private struct Source {
        let file: Descriptor
        let path: String
        let spooled: StagedFile?
    }

    /// Does what is lacking.
    ///
    /// - Throws: why a sink does not have it; what the others have got is known all the same.
    mutating func perform(_ sinks: [DeliverySink]) async throws {
        let record = try effects.folder.ledger.record(facts.key)
        let copies = record?.copies.filter { $0.state == .done } ?? []
        saved = copies.first.map { SavedBytes(bytes: $0.bytes, sha256: $0.sha256) }
        var lacking: [DeliverySink] = []
        for sink in sinks {
            if let copy = copies.first(where: { $0.sink == sink.name }) {
                told.append(ExportEffects.told(sink.name, copy.location, isSaved: false))
                continue
            }
            if let (owner, _) = try effects.folder.ledger.copy(in: sink.name, at: order.name), owner.key != facts.key {
                throw ExportEffects.taken(order.name, in: sink, by: "the capture \(owner.key.captureID)")
            }
            lacking.append(sink)
        }
        let usable = await ready(lacking)
        try await saveInFolder(isAll: lacking.isEmpty)
        if order.file == nil, usable.count == 1, case .stream(let sink) = usable[0] {
            try await stream(into: sink)
        } else if !usable.isEmpty {
            let source = try await source()
            for (index, sink) in usable.enumerated() {
                await deliver(source, to: sink, isLast: index == usable.count - 1)
            }
            withExtendedLifetime(source) {}
        }
        if let failure { throw failure }
        guard !isEntered, stamp.form != nil || record?.state != .exported else { return }
        try await effects.folder.commits.commit([], note: [exported])
    }

    private var exported: LedgerNote {
        .exported(facts, stamp, place: order.file?.place, rule: order.rule)
    }

    /// The sinks that take what is sent; why the others do not is kept.
    private mutating func ready(_ sinks: [DeliverySink]) async -> [DeliverySink] {
        var ready: [DeliverySink] = []
        for sink in sinks {
            do {
                try await effects.sinks.ready(sink)
                ready.append(sink)
            } catch { failures.append((sink.name, error)) }
        }
        return ready
    }

    private mutating func saveInFolder(isAll: Bool) async throws {
        guard let file = order.file else { return }
        let folder = effects.folder
        if let found = try folder.saved(file, facts, stamp) {
            try await folder.mendMetadata(file, facts, found, stamp)
            saved = found
            told.insert(ExportEffects.told(CaptureCopy.folder, file.place, isSaved: false), at: 0)
            return
        }
        let staged = try folder.grants.stage(file.path)
        let whole = try await download(into: staged)
        var notes: [LedgerNote] = [.saved(facts, folder.copy(file, whole, stamp), stamp)]
        if isAll { notes.append(exported) }
        try await folder.commit(staged, file, whole, notes: notes)
        isEntered = isAll
        told.insert(ExportEffects.told(CaptureCopy.folder, file.place, isSaved: true), at: 0)
    }

    private mutating func download(into target: any DownloadTarget) async throws -> SavedBytes {
        let downloaded = try await effects.session.download(order.reference, into: target)
        let whole = SavedBytes(bytes: downloaded.bytes, sha256: downloaded.sha256)
        saved = whole
        isDownloaded = true
        return whole
    }

    /// The file in the folder, or one that nobody else sees.
    private mutating func source() async throws -> Source {
        if let file = order.file {
            let descriptor = try effects.folder.grants.openForReading(file.path)
            return Source(file: descriptor, path: file.place, spooled: nil)
        }
        let spooled = try effects.spool.make()
        _ = try await download(into: spooled.file)
        let descriptor = try Descriptor.open(spooled.path, flags: O_RDONLY, shown: "a temporary file")
        return Source(file: descriptor, path: spooled.path, spooled: spooled.file)
    }

    private mutating func deliver(_ source: Source, to sink: DeliverySink, isLast: Bool) async {
        guard let saved else { return }
        let delivery = SinkDelivery(item: order.item, file: source.file, path: source.path, saved: saved)
        do {
            let location = try await delivery.deliver(to: sink)
            try await enter(saved, at: location, in: sink.name, isAll: isLast && failures.isEmpty)
        } catch { fail(sink, error) }
    }

    /// Takes it from the service straight to the only sink that lacks it.
    private mutating func stream(into sink: any StreamSink) async throws {
        let target = StreamedRecording(order.item, into: sink)
        do {
            let downloaded = try await effects.session.download(order.reference, into: target)
            let whole = SavedBytes(bytes: downloaded.bytes, sha256: downloaded.sha256)
            (saved, isDownloaded) = (whole, true)
            let location = try await target.finish(whole)
            try await enter(whole, at: location, in: sink.name, isAll: failures.isEmpty)
        } catch {
            await target.abandon()
            let cause = (error as? WebexError)?.cause
            // What the service did not give is nothing that the sink lacks alone.
            if cause == nil, error is WebexError { throw error }
            fail(.stream(sink), cause ?? error)
        }
    }

    private mutating func fail(_ sink: DeliverySink, _ error: any Error) {
        failures.append((sink.name, error))
        if (error as? HostError)?.kind == .unavailable { effects.sinks.failed(sink) }
    }

    /// Has the ledger know that a sink has it, and whether now all have.
    private mutating func enter(_ saved: SavedBytes, at location: String, in sink: String, isAll: Bool) async throws {
        let copy = CaptureCopy(
            sink: sink,
            place: order.name,
            location: location,
            bytes: saved.bytes,
            sha256: saved.sha256,
            saved: stamp.time
        )
        try await effects.folder.commits.commit([], note: [.saved(facts, copy, stamp)] + (isAll ? [exported] : []))
        isEntered = isAll
        told.append(ExportEffects.told(sink, location, isSaved: true))
    }

    /// Why not every sink has it, told as one; nil when all have.
    private var failure: (any Error)? {
        guard let first = failures.first else { return nil }
        if let broken = failures.first(where: { $0.error is CancellationError || $0.error is JournalError }) {
            return broken.error
        }
        let host = first.error as? HostError
        let causes = failures.map { sink, error in
            let said = (error as? HostError).map { $0.subject.isEmpty ? $0.problem : "\($0.subject): \($0.problem)" }
            return "\(sink) has not got it: \(said ?? "\(error)")"
        }
        return HostError(
            host?.kind ?? .unavailable,
            order.name,
            causes.joined(separator: "; "),
            hint: host?.hint,
            isFinal: host?.isFinal ?? false
        )
    }

    /// What a script hears of it.
    var answer: JSONValue {
        [
            "path": .string(order.file?.path ?? order.name), "bytes": .integer(saved?.bytes ?? 0),
            "sha256": .string(saved?.sha256 ?? ""), "downloaded": .bool(isDownloaded),
            "saved": .bool(told.contains { $0["saved"] == true }), "sinks": .array(told),
        ]
    }
}
