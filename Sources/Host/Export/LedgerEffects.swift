import Catalog
import JSON
import Journal
import Webex
import Wire

/// What scripts ask the ledger and tell it: `ledger_known`, `ledger_asked`, `ledger_skipped`, `ledger_failed`,
/// `ledger_page`, `ledger_record` and `ledger_forget`.
struct LedgerEffects: Sendable {
    private static let pageSize = 200

    let session: Session
    let folder: RecordingFolder
    let clock: WallClock
    let run: String
    /// Keeps what is told from the ledger where the run only plans; nil in every other run.
    let planner: Planner?
    /// The operations that may be called; nil for all.
    let operations: OperationGrant?

    /// Each asks for the right to list recordings: the ledger holds what that would tell, and decides what is exported.
    var handlers: [String: Door.EffectHandler] {
        let handlers: [String: Door.EffectHandler] = [
            "ledger_known": known, "ledger_asked": asked, "ledger_skipped": skipped, "ledger_failed": failed,
            "ledger_page": page, "ledger_record": record, "ledger_forget": forget,
        ]
        return handlers.mapValues { handler in
            { [operations] arguments, data in
                try operations?.admit(CallEffects.capturesQuery(.bundled))
                return try await handler(arguments, data)
            }
        }
    }

    private func known(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let tasks = (arguments["tasks"]?.array ?? []).compactMap(\.string)
        let form = try Self.form(arguments)
        let organization = try await session.organization()
        let hasMetadata = arguments["metadata"]?.bool == true
        let known = try folder.ledger.known(tasks: tasks, form: form, organization: organization)
        var told: JSONObject = [:]
        for (id, task) in known {
            told[id] = [
                "settled": .bool(task.isDone && task.captures.allSatisfy { isThere($0, hasMetadata: hasMetadata) }),
                "asked": .integer(task.asked),
                "captures": .array(task.captures.map(knownRecord)),
            ]
        }
        return Wire.Answer([:], body: .json(JSONValue.object(told).encoded()))
    }

    /// A record as an export tells it: its path as `recordings.export` would have it, from the current folder.
    private func knownRecord(_ record: CaptureRecord) -> JSONValue {
        let told = LedgerJSON.record(record)
        let beneath = folder.currentFolder + "/"
        guard var fields = told.object, let path = fields["path"]?.string, path.hasPrefix(beneath) else { return told }
        fields["path"] = .string(String(path.dropFirst(beneath.count)))
        return .object(fields)
    }

    /// Whether the folder still has what was saved there, as far as its length tells, and what is to stand beside it.
    private func isThere(_ record: CaptureRecord, hasMetadata: Bool) -> Bool {
        guard let place = record.decision?.place else { return true }
        let copy = record.copies.first { $0.sink == CaptureCopy.folder && $0.place == place }
        guard let copy, copy.state == .done, let status = try? folder.grants.status(place) else { return false }
        guard status.kind == .file, status.bytes == copy.bytes else { return false }
        return !hasMetadata || (try? folder.grants.status(MetadataName.beside(place))) != nil
    }

    private func asked(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let organization = try await session.organization()
        let stamp = LedgerStamp(time: clock.now(), run: run, form: try Self.form(arguments))
        var notes: [LedgerNote] = []
        for task in arguments["tasks"]?.array ?? [] {
            guard let id = task["id"]?.string else {
                throw HostError(.invalid, "recordings.ledger.asked", "takes tasks with their ids")
            }
            let captures = try LedgerArguments.captures(task["captures"], "recordings.ledger.asked")
            notes.append(
                .asked(
                    TaskAsking(
                        organization: organization,
                        taskID: id,
                        stamp: stamp,
                        isSettled: task["settled"]?.bool ?? false,
                        captures: captures.map { $0.facts(organization) }
                    )
                )
            )
        }
        return try await enter(notes)
    }

    private func skipped(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try await tell(arguments, "recordings.ledger.skipped") { facts, stamp, entry in
            .skipped(facts, stamp, reason: entry["reason"]?.string, rule: entry["rule"]?.string)
        }
    }

    private func failed(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        try await tell(arguments, "recordings.ledger.failed") { facts, stamp, entry in
            .failed(facts, stamp, problem: entry["problem"]?.string ?? "no reason was given")
        }
    }

    /// Enters a note of each capture of a list.
    private func tell(
        _ arguments: JSONValue,
        _ function: String,
        _ note: (CaptureFacts, LedgerStamp, JSONValue) -> LedgerNote
    ) async throws -> Wire.Answer {
        let organization = try await session.organization()
        let stamp = LedgerStamp(time: clock.now(), run: run, form: arguments["form"]?.string)
        let notes = try (arguments["captures"]?.array ?? []).map { entry in
            guard let capture = try LedgerArguments.capture(entry["capture"]) else {
                throw HostError(.invalid, function, "takes a list of { capture = … }")
            }
            return note(capture.facts(organization), stamp, entry)
        }
        return try await enter(notes)
    }

    private func enter(_ notes: [LedgerNote]) async throws -> Wire.Answer {
        if planner == nil, !notes.isEmpty { try await folder.commits.commit([], note: notes) }
        return .done
    }

    private func page(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let filter = try LedgerArguments.filter(arguments, try await session.organization())
        var cursor: LedgerCursor?
        if let started = arguments["after"]?["started"]?.integer, let number = arguments["after"]?["number"]?.integer {
            cursor = LedgerCursor(started: started, number: number)
        }
        let (records, next) = try folder.ledger.page(filter, after: cursor, count: Self.pageSize)
        var head: JSONObject = [:]
        if let next { head["next"] = ["started": .integer(next.started), "number": .integer(next.number)] }
        return Wire.Answer(.object(head), body: .json(JSONValue.array(records.map(LedgerJSON.record)).encoded()))
    }

    private func record(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let id = arguments["id"]?.string else {
            throw HostError(.invalid, "recordings.ledger.record", "takes the id of a capture")
        }
        let records = try folder.ledger.records(id: id, organization: try await session.organization())
        return Wire.Answer(.array(records.map(LedgerJSON.record)))
    }

    private func forget(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let organization = try await session.organization()
        var keys: [CaptureKey] = []
        for entry in arguments["captures"]?.array ?? [] {
            guard let id = entry["id"]?.string, let kind = entry["kind"]?.string else {
                throw HostError(.invalid, "recordings.ledger.forget", "takes ids of captures, or a filter")
            }
            keys.append(CaptureKey(organization: organization, captureID: id, kind: kind))
        }
        if let planner {
            for _ in keys { planner.hold(HeldEffect(.store, "the ledger of recordings")) }
            return Wire.Answer(["forgotten": 0])
        }
        return Wire.Answer(["forgotten": .integer(Int64(try folder.ledger.forget(keys)))])
    }

    private static func form(_ arguments: JSONValue) throws(HostError) -> String {
        guard let form = arguments["form"]?.string, !form.isEmpty else {
            throw HostError(
                .invalid,
                "recordings.ledger",
                "needs the form of the export: a text of all that decides what is exported, and how"
            )
        }
        return form
    }
}
