/// Walks the writes of a run in order, each with what became of it, without holding all of them.
///
/// Only those that are under way at once are held, and what was found out later of writes that had been in doubt.
package struct WriteHistory: Sendable {
    /// A write, and what is known of it.
    package struct Item: Sendable, Equatable {
        package var number: Int64
        /// When it was about to be sent, in milliseconds since 1970.
        package var time: Int64
        package var write: JournalEntry.Write
        /// The latest word of it; nil when none was entered.
        package var outcome: JournalEntry.Outcome?
        /// When that word was entered.
        package var answered: Int64?
    }

    private var pages: EntryPages
    /// What was found out later, by the numbers of writes.
    private let later: [Int64: Later]
    /// Writes that were not given yet, in order.
    private var waiting: [Item] = []
    /// Those of them that may be given.
    private var ready = 0
    private var isOver = false

    private struct Later: Sendable {
        var outcome: JournalEntry.Outcome
        var time: Int64
    }

    /// - Parameters:
    ///   - store: where the run is.
    ///   - run: its id.
    ///   - size: entries that are read at once.
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    package init(_ store: any JournalStore, run: String, size: Int = 200) async throws(JournalError) {
        pages = EntryPages(store, run: run, kinds: [.attempt, .write, .outcome], size: size)
        var found: [Int64: Later] = [:]
        var outcomes = EntryPages(store, run: run, kinds: [.outcome], size: size)
        while let page = try await outcomes.next() {
            for entry in page {
                guard case .outcome(let outcome) = entry.event, outcome.state.isFoundOutLater else { continue }
                for number in outcome.first...max(outcome.first, outcome.last) {
                    found[number] = Later(outcome: outcome, time: entry.time)
                }
            }
        }
        later = found
    }

    /// The next write; nil when there is no more.
    ///
    /// - Throws: `JournalError`.
    package mutating func next() async throws(JournalError) -> Item? {
        while ready == 0, !isOver { try await turn() }
        guard ready > 0 else { return nil }
        ready -= 1
        var item = waiting.removeFirst()
        if let word = later[item.number] {
            item.outcome = word.outcome
            item.answered = word.time
        }
        return item
    }

    private mutating func turn() async throws(JournalError) {
        guard let page = try await pages.next() else {
            isOver = true
            ready = waiting.count
            return
        }
        for entry in page {
            switch entry.event {
            case .write(let write):
                // One request's outcomes follow each other, so those of the writes before this one are complete.
                countReady()
                waiting.append(Item(number: entry.number, time: entry.time, write: write))
            // What an earlier attempt has not heard of by now it never will.
            case .attempt: ready = waiting.count
            case .outcome(let outcome): note(outcome, entry.time)
            default: break
            }
        }
    }

    private mutating func countReady() {
        while ready < waiting.count, waiting[ready].outcome != nil { ready += 1 }
    }

    private mutating func note(_ outcome: JournalEntry.Outcome, _ time: Int64) {
        for place in waiting.indices where outcome.covers(waiting[place].number) {
            waiting[place].outcome = outcome
            waiting[place].answered = time
        }
    }
}

extension JournalEntry.Outcome {
    /// Whether it tells of that write.
    package func covers(_ write: Int64) -> Bool { first <= write && write <= last }
}

extension JournalEntry.Outcome.State {
    /// Whether it is the word of a write that had been in doubt.
    var isFoundOutLater: Bool { [.repeated, .adopted, .settledDone, .settledNot].contains(self) }
}
