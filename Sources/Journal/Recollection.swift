/// What a run that goes on knows of its earlier attempts: enough to recognise what it does again.
///
/// Answers and values are not part of it: they are read when they are asked for, by their entry's number.
package struct Recollection: Sendable, Equatable {
    /// A write of an earlier attempt.
    package struct Write: Sendable, Equatable {
        /// The number of its entry.
        package var number: Int64
        /// What was to be done, such as `user.patch`.
        package var operation: String
        /// What became of it; nil when no outcome was entered.
        package var state: JournalEntry.Outcome.State?
        /// The number of the outcome's entry; 0 when there is none.
        package var outcome: Int64

        package init(number: Int64, operation: String, state: JournalEntry.Outcome.State?, outcome: Int64) {
            self.number = number
            self.operation = operation
            self.state = state
            self.outcome = outcome
        }

        /// Whether nobody knows what became of it.
        package var isDoubtful: Bool { state == nil || state == .doubtful }
    }

    /// A step or a row.
    package struct Mark: Sendable, Equatable {
        /// The number of its entry.
        package var number: Int64
        package var content: Int64?

        package init(number: Int64, content: Int64?) {
            self.number = number
            self.content = content
        }
    }

    /// Writes by their identity, in order.
    package var writes: [WriteIdentity: [Write]] = [:]
    /// Steps by their scope.
    package var steps: [String: Mark] = [:]
    /// Rows with a key that are done and not failed, by their scope.
    package var rows: [String: Mark] = [:]
    /// The files that were read, the latest word of each path.
    package var inputs: [JournalEntry.InputFile] = []
    /// The highest number of an entry.
    package var last: Int64 = 0

    package init() {}
}
