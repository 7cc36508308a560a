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

    func verify(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
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
    }

    private func look(at copy: CaptureCopy, _ sinks: [DeliverySink]) async throws -> Found {
        if copy.sink == CaptureCopy.folder { return try await lookAtFile(copy) }
        guard case .stream(let sink)? = sinks.first(where: { $0.name == copy.sink }) else {
            return Found(problem: "no sink that can be asked was named for it")
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
        let reading = ReadingFile(file, path: copy.place)
        var hash = SHA256()
        var bytes: Int64 = 0
        while true {
            try Task.checkCancellation()
            let next = try reading.next(Self.piece)
            guard !next.isEmpty else { break }
            hash.update(data: next)
            bytes += Int64(next.count)
            // Others want the thread too.
            await Task.yield()
        }
        let found = FoundCopy(bytes: bytes, sha256: Hexadecimal.text(hash.finalize()))
        let isSame = found.bytes == copy.bytes && found.sha256 == copy.sha256
        return Found(state: isSame ? .done : .changed, copy: isGranted ? found : nil)
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
            case .done: "ok"
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
