/// What happened in a run, in few words: its attempts, files, rows by their status, and reads by operation.
///
/// Made in one walk through the entries. Of rows with one key the latest word counts.
package struct RunDigest: Sendable {
    /// One attempt and its end.
    package struct Attempt: Sendable, Equatable {
        package var number: Int
        /// When it began, in milliseconds since 1970.
        package var started: Int64
        /// What it was given; as in `RunRecord.options`.
        package var options: String
        /// Nil for one that has not ended, or was cut off.
        package var end: RunRecord.End?
    }

    package private(set) var attempts: [Attempt] = []
    /// The files that were read, the latest word of each path, in the order of their first.
    package private(set) var inputs: [JournalEntry.InputFile] = []
    /// How many rows have each status, in the order in which these came up.
    package private(set) var statuses: [(status: String, count: Int)] = []
    /// Reads of each operation, in the order of their names.
    package private(set) var reads: [JournalEntry.Reads] = []
    /// The numbers of the entries of rows that failed, in order.
    package private(set) var failed: [Int64] = []

    /// - Parameters:
    ///   - run: the run.
    ///   - store: where it is.
    /// - Throws: `JournalError`.
    package init(_ run: RunRecord, in store: any JournalStore) async throws(JournalError) {
        var rows = RowWords(isRepeatable: run.attempts > 1)
        var operations: [String: JournalEntry.Reads] = [:]
        var pages = EntryPages(store, run: run.id, kinds: [.attempt, .input, .row, .reads, .end])
        while let page = try await pages.next() {
            for entry in page {
                switch entry.event {
                case .attempt(let attempt):
                    attempts.append(
                        Attempt(number: attempt.attempt, started: entry.time, options: attempt.options, end: nil)
                    )
                case .end(let end):
                    if !attempts.isEmpty { attempts[attempts.count - 1].end = end }
                case .input(let file): note(file)
                case .row(let row): rows.note(row, number: entry.number)
                case .reads(let reads): operations[reads.operation, default: reads.nothing].add(reads)
                default: break
                }
            }
        }
        statuses = rows.statuses.filter { $0.count > 0 }
        failed = (rows.failed.values + rows.failedWithoutKey).sorted()
        reads = operations.values.sorted { $0.operation < $1.operation }
    }

    private mutating func note(_ file: JournalEntry.InputFile) {
        guard let place = inputs.firstIndex(where: { $0.path == file.path }) else { return inputs.append(file) }
        inputs[place] = file
    }
}

/// The latest word of each row, as far as it must be known to count them.
private struct RowWords {
    /// Whether a row may come a second time.
    let isRepeatable: Bool
    var statuses: [(status: String, count: Int)] = []
    /// The entries of rows that failed, by their scope.
    var failed: [String: Int64] = [:]
    var failedWithoutKey: [Int64] = []
    /// The place in `statuses` of each row with a key, by the hash of its scope.
    private var places: [Int: Int] = [:]

    init(isRepeatable: Bool) { self.isRepeatable = isRepeatable }

    mutating func note(_ row: JournalEntry.Row, number: Int64) {
        let place = statuses.firstIndex { $0.status == row.status } ?? statuses.count
        if place == statuses.count { statuses.append((row.status, 0)) }
        statuses[place].count += 1
        let hasFailed = row.status == "failed"
        guard row.key != nil else {
            if hasFailed { failedWithoutKey.append(number) }
            return
        }
        let name = row.ownScope
        // A report with one key may come again in one attempt.
        if isRepeatable || row.row == 0, let before = places.updateValue(place, forKey: name.hashValue) {
            statuses[before].count -= 1
        }
        failed[name] = hasFailed ? number : nil
    }
}

extension JournalEntry.Row {
    /// What tells it apart: its scope, and its number where that is the scope of its block, as of rows whose key came twice;
    /// of what was reported its key.
    fileprivate var ownScope: String {
        if row == 0 { return "key \(key ?? "") \(scope)" }
        let name = scope.split(separator: "/").last ?? ""
        // A key that looks like a block is escaped.
        let isBlock = name == "rows" || name.hasPrefix("rows.") || name.hasPrefix("rows:")
        return isBlock ? "\(scope)/\(row)" : scope
    }
}

extension JournalEntry.Reads {
    fileprivate var nothing: JournalEntry.Reads {
        JournalEntry.Reads(operation: operation, calls: 0, bytes: 0, failed: 0)
    }

    fileprivate mutating func add(_ other: JournalEntry.Reads) {
        calls += other.calls
        bytes += other.bytes
        failed += other.failed
    }
}
