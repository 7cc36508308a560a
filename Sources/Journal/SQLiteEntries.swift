import GRDB

extension SQLiteJournal {
    package func append(_ entries: [JournalEntry], to run: String, in attempt: Int) async throws(JournalError) {
        guard !entries.isEmpty else { return }
        try await writing(run, in: attempt) { connection, number in
            for entry in entries { try Self.insert(entry, ofRun: number, into: connection) }
        }
    }

    package func entries(
        of run: String,
        after number: Int64,
        kinds: Set<EntryKind>,
        most: Int
    ) async throws(JournalError) -> [JournalEntry] {
        let kinds = EntryKind.allCases.filter { kinds.isEmpty || kinds.contains($0) }
        return try await reading(run) { connection, run in
            let keys = EntryKey.range(ofRun: run, after: number)
            guard most > 0, let last = try Self.last(of: most, kinds, in: keys, connection) else { return [] }
            var entries: [JournalEntry] = []
            for kind in kinds {
                let rows = try Row.fetchCursor(
                    connection,
                    sql: "SELECT * FROM \(kind.table) WHERE entry BETWEEN ? AND ? ORDER BY entry",
                    arguments: [keys.lowerBound, last]
                )
                while let row = try rows.next() {
                    entries.append(
                        JournalEntry(number: EntryKey.number(row["entry"]), time: row["time"], event: kind.event(row))
                    )
                }
            }
            return entries.sorted { $0.number < $1.number }
        }
    }

    /// The key of the last of the first `most` entries; nil where there are none.
    ///
    /// So that of each table no more is read than is given.
    private static func last(
        of most: Int,
        _ kinds: [EntryKind],
        in keys: ClosedRange<Int64>,
        _ connection: Database
    ) throws -> Int64? {
        let tables = kinds.map { "SELECT entry FROM \($0.table) WHERE entry BETWEEN ?1 AND ?2" }
        return try Int64.fetchOne(
            connection,
            sql: "SELECT max(entry) FROM (\(tables.joined(separator: " UNION ALL ")) ORDER BY entry LIMIT ?3)",
            arguments: [keys.lowerBound, keys.upperBound, most]
        )
    }

    static func insert(_ entry: JournalEntry, ofRun run: Int64, into connection: Database) throws {
        guard (1...EntryKey.highest).contains(entry.number) else { throw JournalError.number(entry.number) }
        var statement = try EntryStatement(entry.event.insertion, connection)
        statement.bind(EntryKey.of(run: run, number: entry.number))
        statement.bind(entry.time)
        entry.event.bind(to: &statement)
        try statement.run(connection)
    }
}

extension JournalEntry.Event {
    /// What kind of thing it is.
    package var kind: EntryKind {
        switch self {
        case .attempt: .attempt
        case .input: .input
        case .write: .write
        case .outcome: .outcome
        case .step: .step
        case .row: .row
        case .line: .line
        case .reads: .reads
        case .end: .end
        }
    }

    /// The statement that enters it, its key and time first.
    fileprivate var insertion: String {
        switch self {
        case .attempt: "INSERT INTO run_attempts VALUES (?, ?, ?, ?)"
        case .input: "INSERT INTO run_inputs VALUES (?, ?, ?, ?, ?, ?)"
        case .write: "INSERT INTO run_writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        case .outcome: "INSERT INTO run_outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        case .step: "INSERT INTO run_steps VALUES (?, ?, ?, ?, ?, ?)"
        case .row: "INSERT INTO run_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        case .line: "INSERT INTO run_lines VALUES (?, ?, ?, ?)"
        case .reads: "INSERT INTO run_reads VALUES (?, ?, ?, ?, ?, ?)"
        case .end: "INSERT INTO run_ends VALUES (?, ?, ?, ?, ?)"
        }
    }

    /// Gives a statement what it holds, in the order of its table's columns.
    fileprivate func bind(to statement: inout EntryStatement) {
        switch self {
        case .attempt(let attempt):
            statement.bind(Int64(attempt.attempt))
            statement.bind(attempt.options)
        case .input(let file):
            statement.bind(file.path)
            statement.bind(file.bytes)
            statement.bind(file.modified)
            statement.bind(file.sha256)
        case .write(let write):
            statement.bind(write.scope)
            statement.bind(write.operation)
            statement.bind(write.target)
            statement.bind(write.body)
            statement.bind(write.before)
            statement.bind(write.identity.high)
            statement.bind(write.identity.low)
            statement.bind(write.safety)
            statement.bind(write.item)
            statement.bind(write.content)
        case .outcome(let outcome):
            statement.bind(outcome.first)
            statement.bind(outcome.last)
            statement.bind(outcome.state.rawValue)
            statement.bind(outcome.status.map(Int64.init))
            statement.bind(outcome.trackingID)
            statement.bind(outcome.answer)
            statement.bind(outcome.error)
        case .step(let step):
            statement.bind(step.scope)
            statement.bind(step.value)
            statement.bind(step.content)
            statement.bind(step.incomplete)
        case .row(let row):
            statement.bind(row.scope)
            statement.bind(row.row)
            statement.bind(row.key)
            statement.bind(row.status)
            statement.bind(row.columns)
            statement.bind(row.error)
            statement.bind(row.trackingID)
            statement.bind(row.content)
        case .line(let line):
            statement.bind(line.level)
            statement.bind(line.text)
        case .reads(let reads):
            statement.bind(reads.operation)
            statement.bind(reads.calls)
            statement.bind(reads.bytes)
            statement.bind(reads.failed)
        case .end(let end):
            statement.bind(Int64(end.exitCode))
            statement.bind(end.failure)
            statement.bind(end.summary)
        }
    }
}

extension EntryKind {
    /// What a row of this kind's table holds.
    fileprivate func event(_ row: Row) -> JournalEntry.Event {
        switch self {
        case .attempt: .attempt(JournalEntry.Attempt(attempt: row["attempt"], options: row["options"]))
        case .input:
            .input(
                JournalEntry.InputFile(
                    path: row["path"],
                    bytes: row["bytes"],
                    modified: row["modified"],
                    sha256: row["sha256"]
                )
            )
        case .write:
            .write(
                JournalEntry.Write(
                    scope: row["scope"],
                    operation: row["operation"],
                    target: row["target"],
                    body: row["body"],
                    before: row["before"],
                    identity: WriteIdentity(high: row["identity_high"], low: row["identity_low"]),
                    safety: row["safety"],
                    item: row["item"],
                    content: row["content"]
                )
            )
        case .outcome:
            .outcome(
                JournalEntry.Outcome(
                    first: row["first"],
                    last: row["last"],
                    state: JournalEntry.Outcome.State(rawValue: row["state"]) ?? .doubtful,
                    status: row["status"],
                    trackingID: row["tracking_id"],
                    answer: row["answer"],
                    error: row["error"]
                )
            )
        case .step:
            .step(
                JournalEntry.Step(
                    scope: row["scope"],
                    value: row["value"],
                    content: row["content"],
                    incomplete: row["incomplete"]
                )
            )
        case .row:
            .row(
                JournalEntry.Row(
                    scope: row["scope"],
                    row: row["row"],
                    key: row["key"],
                    status: row["status"],
                    columns: row["columns"],
                    error: row["error"],
                    trackingID: row["tracking_id"],
                    content: row["content"]
                )
            )
        case .line: .line(JournalEntry.Line(level: row["level"], text: row["text"]))
        case .reads:
            .reads(
                JournalEntry.Reads(
                    operation: row["operation"],
                    calls: row["calls"],
                    bytes: row["bytes"],
                    failed: row["failed"]
                )
            )
        case .end:
            .end(
                RunRecord.End(
                    time: row["time"],
                    exitCode: row["exit_code"],
                    failure: row["failure"],
                    summary: row["summary"]
                )
            )
        }
    }
}
