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
        /// A hash of what was to be done to what: equal for writes of one operation and target; of this process only.
        package var subject: Int
        /// Whether it makes something new, which must not be done twice.
        package var isCreate: Bool
        /// What became of it; nil when no outcome was entered.
        ///
        /// One in doubt that was equal to a later one that happened, and may be done twice, counts as repeated.
        package var state: JournalEntry.Outcome.State?
        /// The number of the outcome's entry; 0 when there is none.
        package var outcome: Int64

        package init(
            number: Int64,
            operation: String,
            target: String,
            isCreate: Bool = false,
            state: JournalEntry.Outcome.State?,
            outcome: Int64
        ) {
            self.number = number
            self.operation = operation
            var hasher = Hasher()
            hasher.combine(operation)
            hasher.combine(target)
            subject = hasher.finalize()
            self.isCreate = isCreate
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
    /// Rows with a key that are done and not failed, and have not held anything else since, by their scope.
    package var rows: [String: Mark] = [:]
    /// What other rows with a key held last, by their scope, and the number of the first entry since they hold it.
    ///
    /// That number is 0 for a row that never held anything else. A row of `rows` is here too if it has.
    package var contents: [String: Mark] = [:]
    /// The files that were read, the latest word of each path.
    package var inputs: [JournalEntry.InputFile] = []
    /// The highest number of an entry.
    package var last: Int64 = 0

    package init() {}

    /// Takes note of what a row held when an entry was made.
    mutating func note(_ scope: String, held content: Int64, at number: Int64) {
        let before = contents[scope]?.content ?? rows[scope]?.content
        guard before != content else { return }
        contents[scope] = Mark(number: before == nil ? 0 : number, content: content)
        rows[scope] = nil
    }

    /// Takes note of a row that ended.
    mutating func note(_ scope: String, ended content: Int64, at number: Int64, failed: Bool) {
        if failed {
            note(scope, held: content, at: number)
            if let mark = rows.removeValue(forKey: scope), contents[scope] == nil {
                contents[scope] = Mark(number: 0, content: mark.content)
            }
            return
        }
        if contents[scope] != nil || rows[scope] != nil { note(scope, held: content, at: number) }
        // What was true of it all along needs no second mark.
        if contents[scope]?.number == 0 { contents[scope] = nil }
        rows[scope] = Mark(number: number, content: content)
    }
}

/// The parts of a scope that are rows.
package enum RowScope {
    /// The scope of the innermost row that a scope is within, itself where it is one; nil outside of rows.
    package static func innermost(_ scope: String) -> String? {
        let parts = scope.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        var place = parts.startIndex
        var end: String.Index?
        // Names come in pairs: a block and a row's key, or `step` and its name.
        while place + 1 < parts.endIndex {
            if parts[place].starts(with: "rows".utf8) { end = parts[place + 1].endIndex }
            place += 2
        }
        return end.map { String(scope[..<$0]) }
    }

    /// Looks through a scope and those that it is within, the innermost first, until one is told of.
    package static func first<Value>(from scope: String, _ value: (String) -> Value?) -> Value? {
        var rest = scope[...]
        while !rest.isEmpty {
            if let value = value(String(rest)) { return value }
            rest = rest[..<(rest.lastIndex(of: "/") ?? rest.startIndex)]
        }
        return nil
    }
}
