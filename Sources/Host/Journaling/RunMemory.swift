import Journal
import Synchronization

/// What a run that goes on remembers: which of its writes, steps and rows earlier attempts have done.
///
/// Safe to call from any task. Of equal writes each is recognised once, those that are known to have happened first.
final class RunMemory: Sendable {
    /// What is remembered of a write.
    enum Recall: Equatable {
        /// It was never begun, or is known not to have happened.
        case new
        /// It happened; its answer is in the outcome's entry, if that is not 0.
        case happened(write: Int64, outcome: Int64)
        /// Nobody knows whether it happened.
        case doubtful(write: Int64)
    }

    private let state: Mutex<State>

    private struct State {
        var recollection: Recollection
        /// Writes that were recognised by now, of each identity.
        var taken: [WriteIdentity: Int] = [:]
    }

    init(_ recollection: Recollection) {
        var recollection = recollection
        for (identity, writes) in recollection.writes {
            recollection.writes[identity] = writes.filter(Self.matters).sorted { Self.rank($0) < Self.rank($1) }
        }
        state = Mutex(State(recollection: recollection))
    }

    /// Changes of the org that earlier attempts made, as far as is known: they count against what the run may make.
    ///
    /// One in doubt counts when it is sent again.
    var changes: Int {
        state.withLock { state in
            state.recollection.writes.values.reduce(0) { count, writes in
                count + writes.count { $0.state?.hasHappened == true && Self.isOfOrg($0.operation) }
            }
        }
    }

    private static func isOfOrg(_ operation: String) -> Bool {
        ![StoreEffects.module, HTTPEffects.module].contains { operation.hasPrefix($0 + ".") }
    }

    /// Recognises a write that is about to be done.
    func recall(_ identity: WriteIdentity) -> Recall {
        state.withLock { state in
            guard let writes = state.recollection.writes[identity] else { return .new }
            let taken = state.taken[identity, default: 0]
            guard taken < writes.count else { return .new }
            state.taken[identity] = taken + 1
            let write = writes[taken]
            if write.isDoubtful { return .doubtful(write: write.number) }
            return .happened(write: write.number, outcome: write.outcome)
        }
    }

    /// Takes the recognition of a write back that was not done after all, so that it is recognised when it is asked again.
    func putBack(_ identity: WriteIdentity) {
        state.withLock { state in
            guard let taken = state.taken[identity], taken > 0 else { return }
            state.taken[identity] = taken - 1
        }
    }

    /// Learns what became of a write that was in doubt.
    func settle(_ write: Int64, as outcome: JournalEntry.Outcome.State, entry: Int64) {
        state.withLock { state in
            for (identity, writes) in state.recollection.writes {
                guard let place = writes.firstIndex(where: { $0.number == write }) else { continue }
                state.recollection.writes[identity]?[place].state = outcome
                state.recollection.writes[identity]?[place].outcome = entry
                if !outcome.hasHappened { state.recollection.writes[identity]?.remove(at: place) }
                return
            }
        }
    }

    /// The entry of a step that was done, if its row holds what it held then.
    func step(_ scope: String, content: Int64?) -> Int64? {
        state.withLock { state in
            guard let mark = state.recollection.steps[scope], mark.content == content else { return nil }
            return mark.number
        }
    }

    /// The entry of a row that was done, if it holds what it held then.
    func row(_ scope: String, content: Int64) -> Int64? {
        state.withLock { state in
            guard let mark = state.recollection.rows[scope], mark.content == content else { return nil }
            return mark.number
        }
    }

    /// Writes in doubt that nobody has asked for again.
    var leftInDoubt: [Int64] {
        state.withLock { state in
            state.recollection.writes.flatMap { identity, writes in
                writes.dropFirst(state.taken[identity, default: 0]).filter(\.isDoubtful).map(\.number)
            }.sorted()
        }
    }

    /// Whether a write of an earlier attempt makes a difference: it happened, or may have.
    private static func matters(_ write: Recollection.Write) -> Bool {
        write.isDoubtful || write.state?.hasHappened == true
    }

    private static func rank(_ write: Recollection.Write) -> (Int, Int64) { (write.isDoubtful ? 1 : 0, write.number) }
}
