import Catalog
import Crypto
import Glibc
import JSON
import Journal
import Webex
import Wire

/// `verify`: what the ledger says of a capture's copies, held against what lies there now.
///
/// What is found is entered: a copy that is missing or has changed is saved anew by the next export.
struct VerifyEffects: Sendable {
    private static let piece = 1 << 20

    let session: Session
    let folder: RecordingFolder
    let sinks: DeliverySinks
    let clock: WallClock
    /// Keeps what is found from the ledger where the run only plans; nil in every other run.
    let planner: Planner?
    /// The operations that may be called; nil for all.
    let operations: OperationGrant?

    func verify(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try operations?.admit(CallEffects.capturesQuery(.bundled))
        guard let id = arguments["id"]?.string else {
            throw HostError(.invalid, "recordings.verify", "takes a record of recordings.ledger, or a capture's id")
        }
        let kind = arguments["kind"]?.string
        let records = try folder.ledger.records(id: id, organization: try await session.organization())
            .filter { kind == nil || $0.facts.key.kind == kind }
        guard !records.isEmpty else {
            throw HostError(.notFound, id, "the ledger knows no such capture")
        }
        let given = try (arguments["sinks"]?.array ?? []).map(sinks.sink)
        var told: [JSONValue] = []
        var notes: [LedgerNote] = []
        for copy in records.flatMap(\.copies) {
            let found = try await look(at: copy, given)
            told.append(Self.told(copy, found))
            guard let state = found.state else { continue }
            notes.append(.checked(sink: copy.sink, place: copy.place, state, at: clock.now()))
        }
        if planner == nil, !notes.isEmpty { try await folder.commits.commit([], note: notes) }
        return Wire.Answer(.array(told))
    }

    /// What a look has shown; no state where nobody can tell.
    private struct Found {
        var state: CaptureCopy.State?
        var copy: FoundCopy?
        var problem: String?
        /// Whether its place cannot be looked at by anybody but the plugin that it belongs to.
        var isUnchecked = false
    }

    private func look(at copy: CaptureCopy, _ sinks: [DeliverySink]) async throws -> Found {
        if copy.sink == CaptureCopy.folder { return try await lookAtFile(copy) }
        guard case .stream(let sink)? = sinks.first(where: { $0.name == copy.sink }) else {
            guard copy.sink.hasPrefix("s3://") else {
                return Found(problem: "what a sink of a plugin has cannot be asked", isUnchecked: true)
            }
            return Found(
                problem: "the sink was not named; name it: --sink \(copy.sink.prefix { $0 != "@" })… as it was exported"
            )
        }
        do {
            guard let found = try await sink.look(at: copy.location) else { return Found(state: .missing) }
            let isSame = found.bytes == copy.bytes && (found.sha256 ?? copy.sha256) == copy.sha256
            return Found(state: isSame ? .done : .changed, copy: found)
        } catch let error as HostError { return Found(problem: "\(error)") }
    }

    private func lookAtFile(_ copy: CaptureCopy) async throws -> Found {
        let file: Descriptor
        var isGranted = true
        do throws(HostError) { file = try folder.grants.openForReading(copy.place) } catch {
            guard error.kind != .notFound else { return Found(state: .missing) }
            guard error.kind == .denied else { return Found(problem: "\(error)") }
            isGranted = false
            do throws(HostError) { file = try openOutside(copy) } catch {
                return error.kind == .notFound ? Found(state: .missing) : Found(problem: "\(error)")
            }
        }
        let found = try await hashed(ReadingFile(file, path: copy.place))
        guard found.bytes == copy.bytes, found.sha256 == copy.sha256 else {
            return Found(state: .changed, copy: isGranted ? found : nil)
        }
        let metadata = MetadataName.beside(copy.place)
        if copy.hasMetadata, isGranted, try folder.grants.status(metadata) == nil {
            let name = PathText.split(metadata).name
            return Found(
                state: .done,
                copy: found,
                problem: "its metadata, \(name), are missing; the next export writes them again"
            )
        }
        return Found(state: .done, copy: isGranted ? found : nil)
    }

    /// Reads all of a file, a piece at a time, where other tasks do not wait for it.
    private func hashed(_ file: ReadingFile) async throws -> FoundCopy {
        let lane = ReadingLanes.next()
        var (hash, bytes) = (SHA256(), Int64(0))
        while true {
            try Task.checkCancellation()
            let soFar = hash
            let next = try await lane.perform {
                let piece = try file.next(Self.piece)
                var hash = soFar
                hash.update(data: piece)
                return (hash, piece.count)
            }
            guard next.1 > 0 else { break }
            hash = next.0
            bytes += Int64(next.1)
        }
        return FoundCopy(bytes: bytes, sha256: Hexadecimal.text(hash.finalize()))
    }

    /// A file that the run was not granted, but that a run before has saved: whether it is still the same is told, and no more.
    private func openOutside(_ copy: CaptureCopy) throws(HostError) -> Descriptor {
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
        let file = try Descriptor.open(copy.place, flags: flags, shown: copy.place)
        guard FileStatus.kind(of: try file.status(shown: copy.place)) == .file else {
            throw HostError(.invalid, copy.place, "is no file any more")
        }
        return file
    }

    private static func told(_ copy: CaptureCopy, _ found: Found) -> JSONValue {
        let word =
            switch found.state {
            case _ where found.isUnchecked: "unchecked"
            case .done: found.problem == nil ? "ok" : "incomplete"
            case .missing: "missing"
            case .changed: "changed"
            case nil: "unknown"
            }
        var told: JSONObject = [
            "sink": .string(copy.sink), "location": .string(copy.location), "state": .string(word),
            "bytes": .integer(copy.bytes), "sha256": .string(copy.sha256),
        ]
        told["found_bytes"] = found.copy.map { .integer($0.bytes) }
        told["found_sha256"] = found.copy?.sha256.map(JSONValue.string)
        told["problem"] = found.problem.map(JSONValue.string)
        return .object(told)
    }
}
