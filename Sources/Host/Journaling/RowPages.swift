import Journal

/// The rows that earlier attempts of a run did, read many at a time: a run that goes on asks for all of them, about in order.
///
/// Several may ask for one page: it is read once. Safe to call from any task.
actor RowPages {
    private let store: any JournalStore
    private let run: String
    private let failed: @Sendable (JournalError) -> Void
    /// Pages by their place, and their places in the order in which they were asked for.
    private var pages: [Int64: Task<Result<[Int64: JournalEntry.Row], JournalError>, Never>] = [:]
    private var order: [Int64] = []

    /// Numbers of entries that a page spans: of most runs it then has some hundred rows.
    private static let span: Int64 = 512
    private static let mostPages = 8

    /// - Parameters:
    ///   - store: where the run is.
    ///   - run: its id.
    ///   - failed: hears that the journal cannot be read: the run must end.
    init(_ store: any JournalStore, run: String, failed: @escaping @Sendable (JournalError) -> Void) {
        self.store = store
        self.run = run
        self.failed = failed
    }

    /// The row whose entry has that number; nil when there is none.
    func row(_ number: Int64) async throws(JournalError) -> JournalEntry.Row? {
        switch await page(number / Self.span).value {
        case .success(let rows): return rows[number]
        case .failure(let error):
            failed(error)
            throw error
        }
    }

    private func page(_ place: Int64) -> Task<Result<[Int64: JournalEntry.Row], JournalError>, Never> {
        if let page = pages[place] { return page }
        let (store, run) = (store, run)
        let page = Task { await Self.read(place, of: run, in: store) }
        pages[place] = page
        order.append(place)
        if order.count > Self.mostPages { pages[order.removeFirst()] = nil }
        return page
    }

    private static func read(
        _ place: Int64,
        of run: String,
        in store: any JournalStore
    ) async -> Result<[Int64: JournalEntry.Row], JournalError> {
        let first = place * span
        do throws(JournalError) {
            let entries = try await store.entries(of: run, after: first - 1, kinds: [.row], most: Int(span))
            var rows: [Int64: JournalEntry.Row] = [:]
            for entry in entries where entry.number < first + span {
                if case .row(let row) = entry.event { rows[entry.number] = row }
            }
            return .success(rows)
        } catch {
            return .failure(error)
        }
    }
}
