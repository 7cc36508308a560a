import Journal
import Synchronization

/// What a run that goes on remembers: which of its writes, steps and rows earlier attempts have done.
///
/// Safe to call from any task. Of equal writes each is recognised once, those that are known to have happened first. What
/// may have been overwritten since is not recognised, and so done again, but for what must not be done twice: the writes
/// of a row that holds something else by now, and those that followed one that was in doubt and is sent again.
final class RunMemory: Sendable {
    /// What is remembered of a write.
    enum Recall: Equatable {
        /// It was never begun, or is known not to have happened, or is to be done again.
        case new
        /// It happened; its answer is in the outcome's entry, if that is not 0.
        case happened(write: Int64, outcome: Int64)
        /// A person said that a create happened; what it made may have to be looked for.
        case settled(write: Int64, outcome: Int64)
        /// Nobody knows whether it happened.
        case doubtful(write: Int64)

        /// The number of the write; nil for a new one.
        var write: Int64? {
            switch self {
            case .new: nil
            case .happened(let write, _), .settled(let write, _), .doubtful(let write): write
            }
        }
    }

    /// Changes of the org that earlier attempts made, as far as was known when the run went on: they count against what the
    /// run may make.
    ///
    /// One in doubt counts when it is sent again.
    let changes: Int
    /// Whether a person said that what rows hold may have changed.
    ///
    /// Else the run itself may have changed the objects of the org that some rows are: their function runs again, and what
    /// it is known to have changed is not sent again.
    private let isForced: Bool
    private let state: Mutex<State>

    private struct State {
        /// Writes that can be recognised, in the order in which they are.
        var writes: [WriteIdentity: [Held]] = [:]
        /// Which writes there are of an operation and target, but for creates.
        var subjects: [Int: [WriteIdentity]] = [:]
        let steps: [String: Recollection.Mark]
        let rows: [String: Recollection.Mark]
        let contents: [String: Recollection.Mark]
        /// Rows that hold something else than before, by their scopes.
        var changed: Set<String> = []
        /// What rows hold that are not remembered as done, by their scopes.
        var held: [String: Int64] = [:]

        /// The number of the first entry that counts within a scope: what is before was for rows that held something else.
        func start(of scope: String) -> Int64 {
            if changed.isEmpty, contents.isEmpty { return 0 }
            var start: Int64 = 0
            _ = RowScope.first(from: scope) { scope -> Bool? in
                start = max(start, changed.contains(scope) ? .max : contents[scope]?.number ?? 0)
                return nil
            }
            return start
        }

        /// Forgets of the writes after one those that changed the same and may be done again.
        mutating func forget(after write: Recollection.Write, before end: Int64) {
            for identity in subjects[write.subject] ?? [] {
                writes[identity]?.removeAll { held in
                    held.write.subject == write.subject && !held.write.isDoubtful && !held.isTaken
                        && held.write.number > write.number && held.write.number < end
                }
            }
        }
    }

    private struct Held {
        var write: Recollection.Write
        /// Whether it was recognised by now.
        var isTaken = false
    }

    init(_ recollection: Recollection, isForced: Bool = true) {
        self.isForced = isForced
        var state = State(
            steps: recollection.steps,
            rows: recollection.rows,
            contents: isForced ? recollection.contents : [:]
        )
        var repeated: [Recollection.Write] = []
        var changes = 0
        for (identity, writes) in recollection.writes {
            let held = writes.filter(Self.matters).sorted { Self.rank($0) < Self.rank($1) }.map { Held(write: $0) }
            if !held.isEmpty { state.writes[identity] = held }
            for write in writes where !write.isCreate {
                if state.subjects[write.subject]?.last != identity {
                    state.subjects[write.subject, default: []].append(identity)
                }
                if write.state == .repeated { repeated.append(write) }
            }
            changes += writes.count { $0.state?.hasHappened == true && Self.isOfOrg($0.operation) }
        }
        for write in repeated where write.outcome > 0 { state.forget(after: write, before: write.outcome) }
        self.changes = changes
        self.state = Mutex(state)
    }

    private static func isOfOrg(_ operation: String) -> Bool {
        ![StoreEffects.module, OutsideWrite.module].contains { operation.hasPrefix($0 + ".") }
    }

    /// Recognises a write that is about to be done.
    ///
    /// - Parameters:
    ///   - draft: the write.
    ///   - isOnce: whether it must not be done twice, whatever its safety is.
    /// - Returns: what is remembered of it.
    func recall(_ draft: WriteDraft, once isOnce: Bool = false) -> Recall {
        state.withLock { state in
            guard let writes = state.writes[draft.identity] else { return .new }
            let valid = isOnce ? 0 : state.start(of: draft.scope)
            let place = writes.firstIndex { held in
                !held.isTaken && (held.write.number >= valid || held.write.isDoubtful || held.write.isCreate)
            }
            guard let place else { return .new }
            state.writes[draft.identity]?[place].isTaken = true
            let write = writes[place].write
            guard write.isDoubtful else {
                return write.isCreate && write.state == .settledDone
                    ? .settled(write: write.number, outcome: write.outcome)
                    : .happened(write: write.number, outcome: write.outcome)
            }
            // It is sent over what followed it, which is therefore sent once more.
            if !write.isCreate { state.forget(after: write, before: .max) }
            return .doubtful(write: write.number)
        }
    }

    /// Takes the recognition of a write back that was not done after all, so that it is recognised when it is asked again.
    func putBack(_ write: Int64, _ identity: WriteIdentity) {
        state.withLock { state in
            guard let place = state.writes[identity]?.firstIndex(where: { $0.write.number == write }) else { return }
            state.writes[identity]?[place].isTaken = false
        }
    }

    /// Learns what became of a write that was in doubt.
    func settle(
        _ write: Int64,
        _ identity: WriteIdentity,
        as outcome: JournalEntry.Outcome.State,
        entry: Int64
    ) {
        state.withLock { state in
            guard let place = state.writes[identity]?.firstIndex(where: { $0.write.number == write }) else { return }
            if outcome.hasHappened {
                state.writes[identity]?[place].write.state = outcome
                state.writes[identity]?[place].write.outcome = entry
            } else {
                state.writes[identity]?.remove(at: place)
            }
        }
    }

    /// Whether a person said of a write that it happened.
    func isSettled(_ write: Int64, _ identity: WriteIdentity) -> Bool {
        state.withLock { state in
            state.writes[identity]?.contains { $0.write.number == write && $0.write.state == .settledDone } ?? false
        }
    }

    /// The entry of a step that was done, if its row held what it holds now ever since.
    func step(_ scope: String, content: Int64?) -> Int64? {
        state.withLock { state in
            guard let mark = state.steps[scope], mark.content == content, mark.number >= state.start(of: scope) else {
                return nil
            }
            return mark.number
        }
    }

    /// The entry of a row that was done, if it holds what it held then.
    func row(_ scope: String, content: Int64) -> Int64? {
        state.withLock { state in
            let last = state.contents[scope]?.content ?? state.rows[scope]?.content
            if last == content, let mark = state.rows[scope] { return mark.number }
            if isForced, let last, last != content { state.changed.insert(scope) }
            state.held[scope] = content
            return nil
        }
    }

    /// What the row holds that a scope is within, where it is one that is done in this attempt.
    func content(of scope: String) -> Int64? {
        state.withLock { state in RowScope.innermost(scope).flatMap { state.held[$0] } }
    }

    /// Writes in doubt that nobody has asked for again.
    var leftInDoubt: [Int64] {
        state.withLock { state in
            state.writes.values.flatMap { writes in
                writes.filter { !$0.isTaken && $0.write.isDoubtful }.map(\.write.number)
            }.sorted()
        }
    }

    /// Whether a write of an earlier attempt makes a difference: it happened, or may have.
    private static func matters(_ write: Recollection.Write) -> Bool {
        write.isDoubtful || write.state?.hasHappened == true
    }

    private static func rank(_ write: Recollection.Write) -> (Int, Int64) { (write.isDoubtful ? 1 : 0, write.number) }
}
