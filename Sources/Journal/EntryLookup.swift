extension JournalStore {
    /// The entry of that number in a run; nil when there is none of that kind.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    package func entry(
        _ number: Int64,
        _ kind: EntryKind,
        of run: String
    ) async throws(JournalError) -> JournalEntry? {
        try await entries(of: run, after: number - 1, kinds: [kind], most: 1).first { $0.number == number }
    }
}

extension Recollection {
    /// The numbers of writes of which nobody knows whether they happened, in order.
    package var doubtful: [Int64] { writes.values.joined().filter(\.isDoubtful).map(\.number).sorted() }
}
