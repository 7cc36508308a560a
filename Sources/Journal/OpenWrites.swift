/// The writes of one attempt of which it is not known for certain what became of them.
package struct OpenWrites: Sendable, Equatable {
    /// Those that were sent, or are about to be, and of which nothing came yet.
    package private(set) var underWay: Set<Int64> = []
    /// Those whose answers were lost.
    private var lost: Set<Int64> = []

    /// All that are in doubt when the attempt ends, in order.
    package var doubtful: [Int64] { underWay.union(lost).sorted() }

    /// Takes note of what is entered.
    ///
    /// - Parameters:
    ///   - event: what it is.
    ///   - number: the number of its entry.
    mutating func note(_ event: JournalEntry.Event, number: Int64) {
        switch event {
        case .write: underWay.insert(number)
        case .outcome(let outcome):
            for write in outcome.first...max(outcome.first, outcome.last) {
                let isOurs = underWay.remove(write) != nil
                if outcome.state != .doubtful { lost.remove(write) } else if isOurs { lost.insert(write) }
            }
        default: break
        }
    }
}
