import GRDB

extension SQLiteJournal {
    package func recollection(of run: String) async throws(JournalError) -> Recollection {
        try await reading(run) { connection, number in
            let keys = EntryKey.range(ofRun: number)
            var recollection = Recollection()
            let bounds: StatementArguments = [keys.lowerBound, keys.upperBound]
            let outcomes = try WriteStates(connection, keys)
            let writes = try Row.fetchCursor(
                connection,
                sql: """
                    SELECT entry, operation, identity_high, identity_low FROM run_writes WHERE entry BETWEEN ? AND ?
                    ORDER BY entry
                    """,
                arguments: bounds
            )
            while let row = try writes.next() {
                let number = EntryKey.number(row["entry"])
                let identity = WriteIdentity(high: row["identity_high"], low: row["identity_low"])
                let known = outcomes.state(of: number)
                recollection.writes[identity, default: []].append(
                    Recollection.Write(
                        number: number,
                        operation: row["operation"],
                        state: known?.state,
                        outcome: known?.number ?? 0
                    )
                )
            }
            let steps = try Row.fetchCursor(
                connection,
                sql: "SELECT entry, scope, content FROM run_steps WHERE entry BETWEEN ? AND ? ORDER BY entry",
                arguments: bounds
            )
            while let row = try steps.next() { recollection.steps[row["scope"]] = Self.mark(row) }
            let rows = try Row.fetchCursor(
                connection,
                sql: """
                    SELECT entry, scope, status, content FROM run_rows
                    WHERE entry BETWEEN ? AND ? AND key IS NOT NULL AND content IS NOT NULL ORDER BY entry
                    """,
                arguments: bounds
            )
            while let row = try rows.next() {
                recollection.rows[row["scope"]] = row["status"] == "failed" ? nil : Self.mark(row)
            }
            let inputs = try Row.fetchAll(
                connection,
                sql: "SELECT path, bytes, sha256, max(entry) FROM run_inputs WHERE entry BETWEEN ? AND ? GROUP BY path",
                arguments: bounds
            )
            recollection.inputs = inputs.map { row in
                JournalEntry.InputFile(path: row["path"], bytes: row["bytes"], sha256: row["sha256"])
            }
            recollection.last = try Self.lastNumber(connection, bounds)
            return recollection
        }
    }

    package func counts(of run: String) async throws(JournalError) -> EntryCounts {
        try await reading(run) { connection, number in
            let keys = EntryKey.range(ofRun: number)
            var counts = EntryCounts()
            let bounds: StatementArguments = [keys.lowerBound, keys.upperBound]
            let outcomes = try WriteStates(connection, keys)
            let writes = try Int64.fetchCursor(
                connection,
                sql: "SELECT entry FROM run_writes WHERE entry BETWEEN ? AND ?",
                arguments: bounds
            )
            while let key = try writes.next() {
                let state = outcomes.state(of: EntryKey.number(key))?.state ?? .doubtful
                counts.writes += 1
                if state.hasHappened { counts.happened += 1 }
                if state == .doubtful { counts.doubtful += 1 }
            }
            counts.steps = try Self.count(
                "SELECT count(DISTINCT scope) FROM run_steps WHERE entry BETWEEN ? AND ?",
                connection,
                bounds
            )
            // Of the rows with one key the latest counts: SQLite takes the other columns from where the maximum is. A row
            // whose key came before has the scope of its block, and is told apart by its number.
            let latest = """
                SELECT status, max(entry) FROM run_rows WHERE entry BETWEEN ? AND ?
                GROUP BY CASE
                    WHEN key IS NULL THEN entry
                    WHEN scope GLOB '*/rows' OR rtrim(scope, '0123456789') GLOB '*/rows.' THEN scope || '/' || row
                    ELSE scope END
                """
            counts.rows = try Self.count("SELECT count(*) FROM (\(latest))", connection, bounds)
            counts.failedRows = try Self.count(
                "SELECT count(*) FROM (\(latest)) WHERE status = 'failed'",
                connection,
                bounds
            )
            return counts
        }
    }

    private static func mark(_ row: Row) -> Recollection.Mark {
        Recollection.Mark(number: EntryKey.number(row["entry"]), content: row["content"])
    }

    private static func count(_ sql: String, _ connection: Database, _ bounds: StatementArguments) throws -> Int {
        try Int.fetchOne(connection, sql: sql, arguments: bounds) ?? 0
    }

    private static func lastNumber(_ connection: Database, _ bounds: StatementArguments) throws -> Int64 {
        var last: Int64 = 0
        for kind in EntryKind.allCases {
            let key = try Int64.fetchOne(
                connection,
                sql: "SELECT max(entry) FROM \(kind.table) WHERE entry BETWEEN ? AND ?",
                arguments: bounds
            )
            last = max(last, key.map(EntryKey.number) ?? 0)
        }
        return last
    }
}

/// What became of the writes of a run, by their numbers.
private struct WriteStates {
    private var byWrite: [Int64: (number: Int64, state: JournalEntry.Outcome.State)] = [:]

    init(_ connection: Database, _ keys: ClosedRange<Int64>) throws {
        let rows = try Row.fetchCursor(
            connection,
            sql: "SELECT entry, first, last, state FROM run_outcomes WHERE entry BETWEEN ? AND ? ORDER BY entry",
            arguments: [keys.lowerBound, keys.upperBound]
        )
        while let row = try rows.next() {
            let number = EntryKey.number(row["entry"])
            // Nothing that was entered later can be meant.
            let first = max(row["first"] as Int64, 1), last = min(row["last"] as Int64, number - 1)
            guard first <= last else { continue }
            let state = JournalEntry.Outcome.State(rawValue: row["state"]) ?? .doubtful
            for write in first...last { byWrite[write] = (number, state) }
        }
    }

    func state(of write: Int64) -> (number: Int64, state: JournalEntry.Outcome.State)? { byWrite[write] }
}
