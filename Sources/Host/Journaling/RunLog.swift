import Journal
import Webex

/// What happened in a run, told page by page, and as it happens.
package struct RunLog: Sendable {
    private let place: JournalPlace
    private let run: String
    private let kinds: Set<EntryKind>
    private let clock: WallClock

    /// Milliseconds between two looks at a run that is running.
    private static let lookEvery: Int64 = 250

    /// - Parameters:
    ///   - run: the run's id.
    ///   - place: where it was entered.
    ///   - kinds: only these; empty for all.
    ///   - clock: what is waited by for more.
    package init(of run: String, in place: JournalPlace, kinds: Set<EntryKind> = [], clock: WallClock = .system) {
        self.run = run
        self.place = place
        self.kinds = kinds
        self.clock = clock
    }

    /// Hands on what happened, in order.
    ///
    /// - Parameters:
    ///   - following: whether to go on until the run has ended, or its process is gone.
    ///   - hand: takes a page.
    /// - Throws: `JournalError`, and what `hand` throws.
    package func tell(following: Bool, _ hand: ([JournalEntry]) throws -> Void) async throws {
        var pages = EntryPages(place.store, run: run, kinds: kinds)
        while true {
            // Looked at before the entries are: what is entered up to its end is told.
            let goesOn = following ? try await isRunning() : false
            while let page = try await pages.next() { try hand(page) }
            guard goesOn else { return }
            try await clock.sleep(Self.lookEvery)
        }
    }

    private func isRunning() async throws(JournalError) -> Bool {
        guard place.locks.isRunning(run) else { return false }
        // Others hold the lock too, for as long as they settle what is in doubt.
        return try await place.store.run(run).map { $0.end == nil } ?? false
    }
}
