/// Walks what happened in a run, in order, a page at a time: a run may have a million entries.
package struct EntryPages: Sendable {
    private let store: any JournalStore
    private let run: String
    private let kinds: Set<EntryKind>
    private let size: Int
    /// The number of the last entry that was given.
    package private(set) var last: Int64

    /// - Parameters:
    ///   - store: where the run is.
    ///   - run: its id.
    ///   - kinds: only these; empty for all.
    ///   - number: only what follows this entry.
    ///   - size: entries of a page.
    package init(
        _ store: any JournalStore,
        run: String,
        kinds: Set<EntryKind> = [],
        after number: Int64 = 0,
        size: Int = 500
    ) {
        self.store = store
        self.run = run
        self.kinds = kinds
        self.size = size
        last = number
    }

    /// The next page; nil when nothing follows, and asked again later what has been entered since.
    package mutating func next() async throws(JournalError) -> [JournalEntry]? {
        let page = try await store.entries(of: run, after: last, kinds: kinds, most: size)
        guard let end = page.last else { return nil }
        last = end.number
        return page
    }
}
