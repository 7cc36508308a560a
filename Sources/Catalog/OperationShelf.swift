import Synchronization

/// Operations, each decoded when it is first asked for and kept.
///
/// Safe to share between tasks.
final class OperationShelf: Sendable {
    private struct State {
        var operations: [String: Operation]
        /// Nil where all operations were given.
        var reader: OperationReader?
        var heads: [FactsFile.Head]?
        var patterns: OperationPatterns?
    }

    private let file: FactsFile?
    private let state: Mutex<State>

    /// The operations of a file.
    init(_ file: FactsFile) {
        self.file = file
        state = Mutex(State(operations: [:], reader: OperationReader(file)))
    }

    /// The given operations; of two with one name the later counts.
    init(_ operations: [Operation]) {
        file = nil
        let byName = Dictionary(operations.map { ($0.name, $0) }) { _, later in later }
        let heads = byName.values.sorted { $0.name < $1.name }.map {
            FactsFile.Head(name: $0.name, method: $0.method, path: $0.path)
        }
        state = Mutex(State(operations: byName, heads: heads))
    }

    /// Name, method and path of all, in the order of their names.
    var heads: [FactsFile.Head] { state.withLock { heads(&$0) } }

    /// Methods and paths of all.
    var patterns: OperationPatterns {
        state.withLock { state in
            let patterns = state.patterns ?? OperationPatterns(heads(&state))
            state.patterns = patterns
            return patterns
        }
    }

    private func heads(_ state: inout State) -> [FactsFile.Head] {
        let heads = state.heads ?? file?.heads() ?? []
        state.heads = heads
        return heads
    }

    /// The operation of that name; nil when there is none.
    ///
    /// - Throws: what is wrong with its line.
    func operation(_ name: String) throws(FactsFault) -> Operation? {
        try state.withLock { state throws(FactsFault) in
            if let known = state.operations[name] { return known }
            let operation = try state.reader?.operation(name)
            state.operations[name] = operation
            return operation
        }
    }
}
