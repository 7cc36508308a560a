import Journal

/// Walks runs, the latest first, without holding all of them.
package struct RunPages {
    private let place: JournalPlace
    private var query: RunQuery
    private let states: Set<RunState>
    private var waiting: [RunRecord] = []
    /// Runs that were given and began at the time up to which the next page goes.
    private var given: Set<String> = []
    private var isOver = false

    /// - Parameters:
    ///   - place: where they are.
    ///   - query: which of them.
    ///   - states: only those that stand so; empty for all.
    package init(_ place: JournalPlace, _ query: RunQuery, states: Set<RunState>) {
        self.place = place
        self.query = query
        self.states = states
        self.query.most = 200
    }

    /// The next run and how it stands; nil when there is no more.
    ///
    /// - Throws: `JournalError`.
    package mutating func next() async throws(JournalError) -> (run: RunRecord, state: RunState)? {
        while let run = try await following() {
            let found = try await place.standing(of: run)
            if states.isEmpty || states.contains(found.state) { return found }
        }
        return nil
    }

    private mutating func following() async throws(JournalError) -> RunRecord? {
        if waiting.isEmpty, !isOver { try await turn() }
        return waiting.popLast()
    }

    /// Reads the next page: what began before the last run of this one, or with it.
    private mutating func turn() async throws(JournalError) {
        let size = query.most ?? 0
        let page = try await place.store.runs(query)
        isOver = page.count < size
        waiting = page.filter { !given.contains($0.id) }.reversed()
        // Where more began at one instant than a page holds, a larger one passes them.
        if waiting.isEmpty, !isOver {
            query.most = size * 2
            return try await turn()
        }
        guard let oldest = page.last?.started else { return }
        query.before = oldest + 1
        given = Set(page.lazy.filter { $0.started == oldest }.map(\.id))
    }
}
