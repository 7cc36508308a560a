import JSON
import Journal
import Wire

/// Values that outlive the run: `store_get`, `store_set`, `store_take`, `store_read` and `store_update`.
///
/// A change is entered as a write with its outcome in the transaction that makes it: it is never in doubt, and a run that goes
/// on gives the recorded answer again. It is none of the org's, so permissions for changes do not concern it.
struct StoreEffects: Sendable {
    let journal: RunJournal
    /// Has what would be stored where the run only plans, and nothing is; nil in every other run.
    var planned: PlannedValues?

    /// What the operations are called in the journal, before the dot.
    static let module = "store"
    /// Bytes that a key may have.
    private static let longestKey = 512
    /// Bytes that a value may have.
    private static let longestValue = 1 << 20

    func get(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        try await answer(value(key(arguments, "get")))
    }

    func set(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let key = try key(arguments, "set"), value = try text(arguments["value"], "set")
        let draft = draft("set", key, body: arguments["value"])
        if let known = try await known(draft) { return known }
        _ = try await enter(ValueChange(key, to: value), draft, .done)
        return .done
    }

    func take(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let key = try key(arguments, "take")
        let draft = draft("take", key)
        if let known = try await known(draft) { return known }
        while true {
            let stored = try await value(key)
            let answer = answer(stored)
            let change = stored.map { ValueChange(key, to: nil, ifVersion: $0.version) }
            if try await enter(change, draft, answer) { return answer }
        }
    }

    /// What `store.update` begins with: the value and its version, or what an earlier attempt made of it.
    func read(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let key = try key(arguments, "update")
        if let known = try await known(draft("update", key)) { return known }
        return try await answer(value(key))
    }

    /// Sets a value that has the version it had when it was read, or else gives what is there now.
    func update(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let key = try key(arguments, "update"), value = try text(arguments["value"], "update")
        guard let version = arguments["version"]?.integer else {
            throw HostError(.invalid, "store.update", "does not say what it changes")
        }
        let answer = Answer(["done": true], body: Self.body(value))
        let change = ValueChange(key, to: value, ifVersion: version)
        if try await enter(change, draft("update", key), answer) { return answer }
        return try await self.answer(self.value(key))
    }

    private func value(_ key: ValueKey) async throws(JournalError) -> StoredValue? {
        if let value = planned?.value(key) { return value }
        return try await journal.value(key)
    }

    private func answer(_ stored: StoredValue?) -> Answer {
        Answer(["version": .integer(stored?.version ?? 0)], body: Self.body(stored?.value))
    }

    private static func body(_ text: String?) -> Answer.Body { text.map { .json(Array($0.utf8)) } ?? .none }

    /// The answer of an earlier attempt.
    private func known(_ draft: WriteDraft) async throws(JournalError) -> Answer? {
        // Only a set says all that the value becomes.
        guard case .happened(_, let outcome) = journal.memory?.recall(draft, once: draft.body == nil) else {
            return nil
        }
        return try await journal.answer(ofOutcome: outcome).answer
    }

    /// Changes a value, or only enters that there was none, with what the script is answered.
    ///
    /// - Returns: false when the value has another version by now.
    private func enter(_ change: ValueChange?, _ draft: WriteDraft, _ answer: Answer) async throws -> Bool {
        if let planned {
            guard let change else { return true }
            return try planned.enter(change, over: try await journal.value(change.key))
        }
        let content = journal.memory?.content(of: draft.scope)
        let events = { (first: Int64) -> [JournalEntry.Event] in
            let outcome = JournalEntry.Outcome(
                first: first,
                last: first,
                state: .done,
                answer: journal.redacted(RecordedAnswer.text(answer))
            )
            return [.write(draft.entry(content: content)), .outcome(outcome)]
        }
        guard let change else {
            try await journal.writer.commit(events)
            return true
        }
        return try await journal.writer.commit(change, events)
    }

    private func draft(_ verb: String, _ key: ValueKey, body: JSONValue? = nil) -> WriteDraft {
        WriteDraft(
            scope: Door.scope,
            operation: "\(Self.module).\(verb)",
            target: key.name,
            body: body,
            safety: "idempotent"
        )
    }

    private func key(_ arguments: JSONValue, _ verb: String) throws(HostError) -> ValueKey {
        guard let key = arguments["key"]?.string, !key.isEmpty, key.utf8.count <= Self.longestKey, !key.utf8.contains(0)
        else { throw HostError(.invalid, "store.\(verb)", "takes a key of 1 to \(Self.longestKey) bytes") }
        return journal.run.valueKey(key)
    }

    /// The value as it is kept; nil for one that is to be removed.
    private func text(_ value: JSONValue?, _ verb: String) throws(HostError) -> String? {
        guard let value, !value.isNull else { return nil }
        let text = value.encoded()
        guard text.count <= Self.longestValue else {
            throw HostError(
                .invalid,
                "store.\(verb)",
                "the value has \(text.count >> 10) KB, and one of 1 MB is kept",
                hint: "keep what the next run needs, under several keys where that is much"
            )
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension RunRecord {
    /// Whose value a key of the script's is: its own for each profile, and a simulator's only for this run.
    func valueKey(_ name: String) -> ValueKey {
        ValueKey(script: PluginRole.storeOwner(script), profile: isSimulated ? id : profile, name: name)
    }
}
