import JSON
import Journal
import Wire

/// What a run that goes on remembers, for whom it concerns: `row_known`, `step_known`, `step_done` and `settle`.
struct MemoryEffects: Sendable {
    let journal: RunJournal
    /// Whether the run only plans, so that nobody goes on with it and nothing need be remembered.
    var isPlanned = false

    /// Bytes that the value of a step may have.
    private static let longestValue = 1 << 20

    /// What an earlier attempt made of a row, if it held the same.
    func row(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let content = arguments["content"]?.integer,
            let number = journal.memory?.row(Door.scope, content: content),
            let row = try await journal.rows.row(number)
        else { return Wire.Answer([:]) }
        var memory: JSONObject = ["status": .string(row.status)]
        memory["columns"] = try row.columns.map { try JSONValue(parsing: Array($0.utf8)) }
        return Wire.Answer(.object(memory))
    }

    /// What an earlier attempt of a step gave, if its row held the same.
    func knownStep(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let number = journal.memory?.step(Door.scope, content: arguments["content"]?.integer),
            case .step(let step) = try await journal.entry(number, .step)
        else { return Wire.Answer(["known": false]) }
        var memory: JSONObject = ["known": true, "values": try JSONValue(parsing: Array(step.value.utf8))]
        memory["incomplete"] = step.incomplete.map(JSONValue.string)
        return Wire.Answer(.object(memory))
    }

    /// Remembers what a step gave; it is durable when this returns.
    func step(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let values = JSONValue.array(arguments["values"]?.array ?? []).encoded()
        guard values.count <= Self.longestValue else {
            throw HostError(
                .invalid,
                "run.step",
                "its value has \(values.count >> 10) KB, and a step remembers 1 MB",
                hint: "return what later steps need, such as ids"
            )
        }
        guard !isPlanned else { return .done }
        let step = JournalEntry.Step(
            scope: Door.scope,
            value: String(decoding: values, as: UTF8.self),
            content: arguments["content"]?.integer,
            incomplete: arguments["incomplete"]?.string
        )
        try await journal.writer.commit { _ in [.step(step)] }
        return .done
    }

    /// Settles a create that was in doubt: `found` is the object that was looked for, null where there is none.
    func settle(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let number = arguments["write"]?.integer, case .write(let write) = try await journal.entry(number, .write)
        else { throw HostError(.invalid, "settle", "there is no such write") }
        // A nil here would be a JSON null, and that nothing was found.
        let found = arguments["found"].flatMap { $0.isNull ? Optional<JSONValue>.none : $0 }
        if found == nil, journal.memory?.isSettled(number, write.identity) == true {
            let undecided = UndecidedWrite(number: number, draft: WriteDraft(write), isSettled: true)
            journal.stop(undecided)
            throw undecided
        }
        let outcome = JournalEntry.Outcome(
            first: number,
            last: number,
            state: found == nil ? .settledNot : .adopted,
            answer: found.map { RecordedAnswer.text(RecordedAnswer.found($0, by: write)) },
            error: found == nil ? "it was looked for and is not there" : nil
        )
        let entry = try await journal.writer.commit { _ in [.outcome(outcome)] }
        journal.memory?.settle(number, write.identity, as: outcome.state, entry: entry)
        return .done
    }
}
