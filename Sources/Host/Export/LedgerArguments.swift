import JSON
import Journal

/// A capture as a script hands it over.
struct GivenCapture {
    let id: String
    let taskID: String
    /// `recording` or `transcript`.
    let kind: String
    /// When it began; 0 where that is not known.
    let started: Int64
    /// The flat capture with its flat task.
    let flat: JSONObject

    /// What the ledger is to know of it.
    func facts(_ organization: String) -> CaptureFacts {
        CaptureFacts(
            key: CaptureKey(organization: organization, captureID: id, kind: kind),
            taskID: taskID,
            flat: String(decoding: JSONValue.object(flat).encoded(), as: UTF8.self),
            started: started
        )
    }
}

/// Reads what the functions of the ledger take.
enum LedgerArguments {
    /// Bytes and levels of a capture with its task; the service's own have a few thousand and five.
    private static let mostBytes = 1 << 18
    private static let mostLevels = 64

    /// A flat capture with its flat task; nil for what is none.
    ///
    /// - Throws: `HostError` for one that is too large to be kept for good.
    static func capture(_ value: JSONValue?) throws(HostError) -> GivenCapture? {
        guard let flat = value?.object, let id = flat["id"]?.string, let kind = flat["kind"]?.string,
            kind == "recording" || kind == "transcript", let task = flat["task"]?["id"]?.string
        else { return nil }
        guard fits(.object(flat), mostLevels), JSONValue.object(flat).encoded().count <= mostBytes else {
            throw HostError(
                .invalid,
                "capture \(id)",
                "is too large for the ledger, or nested too deeply: 256 KB and \(mostLevels) levels fit",
                hint: "give captures as recordings.captures made them; what a rule adds belongs into its metadata"
            )
        }
        return GivenCapture(
            id: id,
            taskID: task,
            kind: kind,
            started: flat["started"]?.integer ?? 0,
            flat: flat
        )
    }

    private static func fits(_ value: JSONValue, _ levels: Int) -> Bool {
        guard levels > 0 else { return false }
        if let list = value.array { return list.allSatisfy { fits($0, levels - 1) } }
        return value.object?.allSatisfy { fits($0.value, levels - 1) } ?? true
    }

    /// The captures of a list.
    static func captures(_ value: JSONValue?, _ function: String) throws(HostError) -> [GivenCapture] {
        var captures: [GivenCapture] = []
        for entry in value?.array ?? [] {
            guard let capture = try capture(entry) else {
                throw HostError(.invalid, function, "takes captures of recordings.captures")
            }
            captures.append(capture)
        }
        return captures
    }

    /// Which captures are meant.
    static func filter(_ value: JSONValue?, _ organization: String) throws(HostError) -> LedgerFilter {
        var filter = LedgerFilter(organization: organization)
        filter.from = value?["from"]?.integer
        filter.to = value?["to"]?.integer
        filter.queue = value?["queue"]?.string
        filter.agent = value?["agent"]?.string
        filter.sink = value?["sink"]?.string
        if let word = value?["state"]?.string {
            guard let state = CaptureRecord.State(rawValue: word) else {
                let states = CaptureRecord.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw HostError(.invalid, "state", "is '\(word)'", hint: "there are \(states)")
            }
            filter.state = state
        }
        return filter
    }
}

/// What scripts are told of the ledger.
enum LedgerJSON {
    static func record(_ record: CaptureRecord) -> JSONValue {
        var told: JSONObject = [
            "id": .string(record.facts.key.captureID), "kind": .string(record.facts.key.kind),
            "task_id": .string(record.facts.taskID), "state": .string(record.state.rawValue),
            "tries": .integer(Int64(record.tries)), "updated": .integer(record.updated),
        ]
        told["reason"] = record.reason.map(JSONValue.string)
        told["rule"] = record.rule.map(JSONValue.string)
        told["problem"] = record.problem.map(JSONValue.string)
        told["run"] = record.run.map(JSONValue.string)
        if record.facts.started != 0 { told["started"] = .integer(record.facts.started) }
        told["capture"] = record.facts.flat.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        told["copies"] = .array(record.copies.map(copy))
        if let whole = record.copies.first(where: { $0.state == .done }) {
            told["bytes"] = .integer(whole.bytes)
            told["sha256"] = .string(whole.sha256)
        }
        if let decision = record.decision {
            told["final"] = .bool(decision.isFinal)
            told["path"] = decision.place.map(JSONValue.string)
        }
        return .object(told)
    }

    private static func copy(_ copy: CaptureCopy) -> JSONValue {
        var told: JSONObject = [
            "sink": .string(copy.sink), "name": .string(copy.place), "location": .string(copy.location),
            "bytes": .integer(copy.bytes), "sha256": .string(copy.sha256), "saved": .integer(copy.saved),
            "state": .string(copy.state.rawValue),
        ]
        told["checked"] = copy.checked.map(JSONValue.integer)
        return .object(told)
    }
}
