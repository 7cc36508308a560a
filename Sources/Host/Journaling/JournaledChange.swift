import Catalog
import JSON
import Journal
import Webex
import Wire

/// A change on its way through the journal: recognised if an earlier attempt of the run has made it, else entered durably
/// before it is sent, and after.
struct JournaledChange {
    let journal: RunJournal
    let operation: Operation
    let ids: [String]
    let parts: ChangeParts
    let catalog: Catalog
    /// The object of each part as it was before, where that is known and whole.
    let before: (WriteDraft) -> String?

    /// What came of a request.
    struct Sent: Sendable {
        var answer: Wire.Answer
        var status: Int
        var trackingID: String?
        /// Whether an earlier try of the request may have been done too.
        var isRepeat = false
        /// What the journal keeps of the answer, where that is not all.
        var kept: Wire.Answer?
    }

    /// Carries the change out.
    ///
    /// - Parameters:
    ///   - admit: lets the parts at these places through, or throws; nothing is entered before.
    ///   - send: sends what was admitted; throws what the service said.
    /// - Returns: the answer, of which parts may be an earlier attempt's; or, with a field `doubts` in its head, what is to be
    ///   looked for before anything can be sent.
    /// - Throws: what `admit` and `send` threw; `JournalError`, and then nothing more may be sent; `UndecidedWrite`.
    func perform<Admitted>(
        admitting admit: ([Int]) throws -> Admitted,
        sending send: (Admitted) async throws -> Sent
    ) async throws -> Wire.Answer {
        let recalls = try await recalls()
        if let doubts = try doubts(recalls) {
            putBack(recalls)
            return Wire.Answer(["doubts": .array(doubts)])
        }
        let places = recalls.indices.filter { if case .happened = recalls[$0] { false } else { true } }
        if places.isEmpty { return try await recalled(recalls, sent: nil) }
        let refused = await RefusedParts(of: parts, at: places, asking: journal.hooks)
        putBack(recalls, at: refused.places)
        let allowed = places.filter { !refused.places.contains($0) }
        if allowed.isEmpty {
            guard parts.isBulk else { throw refused.error(operation) }
            return try await recalled(recalls, sent: nil, refused)
        }
        let admitted: Admitted
        do { admitted = try admit(allowed) } catch {
            putBack(recalls, at: allowed)
            throw error
        }
        let first = try await enter(allowed, recalls)
        let sent = try await sent(allowed, recalls, first: first) { try await send(admitted) }
        return allowed.count == recalls.count ? sent.answer : try await recalled(recalls, sent: sent, refused)
    }

    private func putBack(_ recalls: [RunMemory.Recall], at places: [Int]? = nil) {
        for place in places ?? Array(recalls.indices) {
            if let write = recalls[place].write { journal.memory?.putBack(write, parts.drafts[place].identity) }
        }
    }

    /// What is remembered of each part.
    private func recalls() async throws(JournalError) -> [RunMemory.Recall] {
        guard let memory = journal.memory else { return parts.drafts.map { _ in .new } }
        var recalls = parts.drafts.map { memory.recall($0) }
        for (place, recall) in recalls.enumerated() {
            guard case .settled(let write, let outcome) = recall else { continue }
            // What a person knows the id of need not be looked for; nor can what no list of the org has.
            let isKnown = try await journal.hasAnswer(outcome: outcome)
            let makesObject = operation.verb == "create" || parts.drafts[place].item != nil
            if isKnown || !makesObject { recalls[place] = .happened(write: write, outcome: outcome) }
        }
        return recalls
    }

    /// Sends the parts, and enters what came of them.
    private func sent(
        _ places: [Int],
        _ recalls: [RunMemory.Recall],
        first: Int64,
        _ send: () async throws -> Sent
    ) async throws -> Sent {
        var sent: Sent
        do {
            sent = try await send()
        } catch let error as WebexError {
            guard isGone(error, recalls) else {
                let wasDoubtful = places.contains { if case .doubtful = recalls[$0] { true } else { false } }
                try await enter(error, places, first: first, wasDoubtful: wasDoubtful)
                throw error.entered(as: first)
            }
            sent = Sent(answer: Wire.Answer(["status": 204]), status: 204, trackingID: error.trackingID)
        }
        if parts.isBulk {
            sent.answer = BulkAnswer.answer(sent.answer, goneIfUnknown: deletedAgain(places, recalls, sent))
        }
        try await enter(sent, places, first: first)
        return sent
    }

    /// What is to be looked for; nil when nothing is.
    private func doubts(_ recalls: [RunMemory.Recall]) throws(UndecidedWrite) -> [JSONValue]? {
        var doubts: [JSONValue] = []
        for (draft, recall) in zip(parts.drafts, recalls) {
            let number: Int64
            let isSettled: Bool
            switch recall {
            case .new, .happened: continue
            case .doubtful(let write): (number, isSettled) = (write, false)
            case .settled(let write, _): (number, isSettled) = (write, true)
            }
            switch DoubtfulWrite(draft, of: operation, ids: ids, in: catalog) {
            case .repeatable: continue
            case .findable(let key, let value):
                doubts.append([
                    "write": .integer(number), "key": .string(key), "value": value,
                    "ids": .array(ids.map(JSONValue.string)),
                ])
            case .undecidable: throw UndecidedWrite(number: number, draft: draft, isSettled: isSettled)
            }
        }
        return doubts.isEmpty ? nil : doubts
    }

    /// Enters the writes that are about to be sent; gives the number of the first.
    private func enter(_ places: [Int], _ recalls: [RunMemory.Recall]) async throws(JournalError) -> Int64 {
        let again = places.compactMap { place -> Int64? in
            if case .doubtful(let number) = recalls[place] { number } else { nil }
        }
        let writes = places.map { place in
            let draft = parts.drafts[place]
            return JournalEntry.Event.write(
                draft.entry(before: before(draft), content: journal.memory?.content(of: draft.scope))
            )
        }
        let first = try await journal.writer.commit { _ in
            again.map { .outcome(JournalEntry.Outcome(first: $0, last: $0, state: .repeated)) } + writes
        }
        return first + Int64(again.count)
    }

    private func enter(_ sent: Sent, _ places: [Int], first: Int64) async throws(JournalError) {
        let outcomes =
            parts.isBulk
            ? BulkAnswer.outcomes(
                of: places.map { parts.drafts[$0] },
                from: first,
                answer: sent.answer,
                text: journal.redacted(RecordedAnswer.text(sent.answer)),
                status: sent.status,
                trackingID: sent.trackingID
            )
            : [
                JournalEntry.Outcome(
                    first: first,
                    last: first,
                    state: .done,
                    status: sent.status,
                    trackingID: sent.trackingID,
                    answer: journal.redacted(RecordedAnswer.text(sent.kept ?? sent.answer))
                )
            ]
        try await journal.writer.commit { _ in outcomes.map(JournalEntry.Event.outcome) }
        tell(of: places, first: first, outcomes)
    }

    /// Tells plugins what became of changes; of several outcomes of one, the last counts.
    private func tell(of places: [Int], first: Int64, _ outcomes: [JournalEntry.Outcome]) {
        guard let hooks = journal.hooks else { return }
        for (offset, place) in places.enumerated() {
            let number = first + Int64(offset)
            guard let outcome = outcomes.last(where: { $0.first <= number && number <= $0.last }) else { continue }
            hooks.post(.afterWrite, HookEvents.written(parts.drafts[place], outcome))
        }
    }

    /// Enters a failure.
    ///
    /// `wasDoubtful`: what is sent again was in doubt before. It stays so unless the service has said what it thinks of it.
    private func enter(
        _ error: WebexError,
        _ places: [Int],
        first: Int64,
        wasDoubtful: Bool
    ) async throws(JournalError) {
        let isTold = error.status.map { [400, 404, 409, 410, 412, 422].contains($0) } ?? false
        let outcome = JournalEntry.Outcome(
            first: first,
            last: first + Int64(places.count) - 1,
            state: error.mayHaveHappened || wasDoubtful && !isTold ? .doubtful : .refused,
            status: error.status,
            trackingID: error.trackingID,
            error: error.message
        )
        try await journal.writer.commit { _ in [.outcome(outcome)] }
        tell(of: places, first: first, [outcome])
    }

    /// Whether what was to be deleted a second time is gone: the first time did it.
    private func isGone(_ error: WebexError, _ recalls: [RunMemory.Recall]) -> Bool {
        guard !parts.isBulk, error.status == 404, parts.drafts[0].safety == Operation.Safety.delete.rawValue,
            case .doubtful = recalls[0]
        else { return false }
        return true
    }

    /// The items of a request for many that were to be deleted and may have been before.
    private func deletedAgain(_ places: [Int], _ recalls: [RunMemory.Recall], _ sent: Sent) -> Set<Int64> {
        let again = places.filter { place in
            guard parts.drafts[place].safety == Operation.Safety.delete.rawValue else { return false }
            if case .doubtful = recalls[place] { return true }
            return sent.isRepeat
        }
        return Set(again.compactMap { parts.drafts[$0].item })
    }

    /// The answer of which earlier attempts had some parts, and `sent` has the others.
    private func recalled(
        _ recalls: [RunMemory.Recall],
        sent: Sent?,
        _ refused: RefusedParts = .none
    ) async throws -> Wire.Answer {
        if !parts.isBulk, case .happened(_, let outcome) = recalls[0] {
            return try await journal.answer(ofOutcome: outcome).answer
        }
        // One request of an earlier attempt held many of them.
        var known: [Int64: [Int64: JSONValue]] = [:]
        let now = sent.map { BulkAnswer.entries($0.answer) } ?? [:]
        var entries: [JSONValue] = []
        for (place, (draft, recall)) in zip(parts.drafts, recalls).enumerated() {
            if let entry = refused.entry(draft, at: place) {
                entries.append(entry)
                continue
            }
            guard case .happened(let write, let outcome) = recall else {
                if let item = draft.item, let entry = now[item] { entries.append(entry) }
                continue
            }
            if known[outcome] == nil {
                known[outcome] = BulkAnswer.entries(try await journal.answer(ofOutcome: outcome).answer)
            }
            let entry = try await item(of: write).flatMap { known[outcome]?[$0] }
            entries.append(BulkAnswer.entry(entry, numbered: draft.item))
        }
        let head: JSONValue = (try? sent.map { try JSONValue(parsing: $0.answer.head) }) ?? ["status": 207]
        return BulkAnswer.answer(entries, head: head)
    }

    private func item(of write: Int64) async throws(JournalError) -> Int64? {
        guard case .write(let write) = try await journal.entry(write, .write) else { return nil }
        return write.item
    }
}

extension WebexError {
    fileprivate func entered(as number: Int64) -> WebexError {
        var error = self
        error.entry = number
        return error
    }
}

/// A change of which nobody knows whether it happened, and which neither may be sent again nor can be looked for.
struct UndecidedWrite: Error {
    /// The number of its entry.
    let number: Int64
    let draft: WriteDraft
    /// Whether a person said that it happened, but not what it made, which is not found either.
    var isSettled = false
}
