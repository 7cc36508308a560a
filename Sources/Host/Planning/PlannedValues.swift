import JSON
import Journal
import Synchronization

/// What a run that only plans would store: seen by the run itself, and gone with it.
///
/// Safe to call from any task.
final class PlannedValues: Sendable {
    private struct State {
        /// Values by their keys; nil for one that would be removed.
        var values: [ValueKey: StoredValue?] = [:]
        var lastVersion: Int64
        var size = 0
    }

    /// Bytes that values may have together: they are held in memory.
    private static let most = 64 << 20
    /// Versions begin above those of the journal, so that none is taken for another.
    private static let firstVersion: Int64 = 1 << 48

    private let state = Mutex(State(lastVersion: firstVersion))
    private let changed: @Sendable (String) -> Void

    /// - Parameter changed: told the name of each value that would be changed.
    init(changed: @escaping @Sendable (String) -> Void) { self.changed = changed }

    /// The value of a key; nil where the plan has none of it, and it is as the journal has it.
    func value(_ key: ValueKey) -> StoredValue?? { state.withLock { $0.values[key] } }

    /// Changes a value in the plan.
    ///
    /// - Parameters:
    ///   - change: what it becomes.
    ///   - stored: what the journal has.
    /// - Returns: false when the value has another version by now.
    /// - Throws: `HostError` when values together are too large.
    func enter(_ change: ValueChange, over stored: StoredValue?) throws(HostError) -> Bool {
        let size = (change.value?.utf8.count ?? 0) + change.key.name.utf8.count
        let isDone = try state.withLock { state throws(HostError) -> Bool in
            let now = state.values[change.key] ?? stored
            guard change.version == nil || change.version == now?.version ?? 0 else { return false }
            let before = state.values[change.key].map { ($0?.value.utf8.count ?? 0) + change.key.name.utf8.count } ?? 0
            guard state.size - before + size <= Self.most else {
                throw HostError(.full, change.key.name, "a plan holds values of \(Self.most >> 20) MB together at most")
            }
            state.size += size - before
            state.lastVersion += 1
            let version = state.lastVersion
            state.values.updateValue(change.value.map { StoredValue(value: $0, version: version) }, forKey: change.key)
            return true
        }
        if isDone { changed(change.key.name) }
        return isDone
    }
}
