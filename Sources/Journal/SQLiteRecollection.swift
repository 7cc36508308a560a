import GRDB

extension SQLiteJournal {
    package func recollection(of run: String) async throws(JournalError) -> Recollection {
        try await reading(run) { connection, number in
            let keys = EntryKey.range(ofRun: number)
            var recollection = Recollection()
            let bounds: StatementArguments = [keys.lowerBound, keys.upperBound]
            recollection.writes = try Self.writes(connection, bounds, WriteStates(connection, keys))
            let steps = try Row.fetchCursor(
                connection,
                sql: "SELECT entry, scope, content FROM run_steps WHERE entry BETWEEN ? AND ? ORDER BY entry",
                arguments: bounds
            )
            while let row = try steps.next() { recollection.steps[row["scope"]] = Self.mark(row) }
            try Self.readRows(connection, bounds, into: &recollection)
            let inputs = try Row.fetchAll(
                connection,
                sql:
                    "SELECT path, bytes, modified, sha256, max(entry) FROM run_inputs WHERE entry BETWEEN ? AND ? GROUP BY path",
                arguments: bounds
            )
            recollection.inputs = inputs.map { row in
                JournalEntry.InputFile(
                    path: row["path"],
                    bytes: row["bytes"],
                    modified: row["modified"],
                    sha256: row["sha256"]
                )
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
            let writes = try Row.fetchCursor(
                connection,
                sql: """
                    SELECT entry, safety, identity_high, identity_low FROM run_writes WHERE entry BETWEEN ? AND ?
                    ORDER BY entry
                    """,
                arguments: bounds
            )
            // Those that an equal one may still follow which is known to have happened.
            var doubtful: [WriteIdentity: Int] = [:]
            while let row = try writes.next() {
                let state = outcomes.state(of: EntryKey.number(row["entry"]))?.state ?? .doubtful
                counts.writes += 1
                if state.hasHappened { counts.happened += 1 }
                let isOpen = state == .doubtful || state.hasHappened && !doubtful.isEmpty
                guard isOpen else { continue }
                let identity = WriteIdentity(high: row["identity_high"], low: row["identity_low"])
                if state == .doubtful {
                    doubtful[identity, default: 0] += 1
                } else if row["safety"] != "create" {
                    doubtful[identity] = nil
                }
            }
            counts.doubtful = doubtful.values.reduce(0, +)
            counts.steps = try Self.count(
                "SELECT count(DISTINCT scope) FROM run_steps WHERE entry BETWEEN ? AND ?",
                connection,
                bounds
            )
            // Of the rows with one key the latest counts: SQLite takes the other columns from where the maximum is. A row
            // whose key came before has the scope of its block, and is told apart by its number; what was reported has no
            // scope of its own and no number, and is told apart by its key.
            let lastPart = "substr(scope, length(rtrim(scope, replace(scope, '/', ''))) + 1)"
            let latest = """
                SELECT status, max(entry) FROM run_rows WHERE entry BETWEEN ? AND ?
                GROUP BY CASE
                    WHEN key IS NULL THEN entry
                    WHEN row = 0 THEN 'key ' || key || ' ' || scope
                    WHEN \(lastPart) = 'rows' OR \(lastPart) GLOB 'rows[.:]*' THEN scope || '/' || row
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

    private static func writes(
        _ connection: Database,
        _ bounds: StatementArguments,
        _ outcomes: WriteStates
    ) throws -> [WriteIdentity: [Recollection.Write]] {
        var writes: [WriteIdentity: [Recollection.Write]] = [:]
        let rows = try Row.fetchCursor(
            connection,
            sql: """
                SELECT entry, operation, target, safety, identity_high, identity_low FROM run_writes
                WHERE entry BETWEEN ? AND ? ORDER BY entry
                """,
            arguments: bounds
        )
        while let row = try rows.next() {
            let number = EntryKey.number(row["entry"])
            let identity = WriteIdentity(high: row["identity_high"], low: row["identity_low"])
            let known = outcomes.state(of: number)
            let write = Recollection.Write(
                number: number,
                operation: row["operation"],
                target: row["target"],
                isCreate: row["safety"] == "create",
                state: known?.state,
                outcome: known?.number ?? 0
            )
            var equal = writes[identity] ?? []
            if !write.isCreate, write.state?.hasHappened == true {
                for place in equal.indices where equal[place].isDoubtful {
                    equal[place].state = .repeated
                    equal[place].outcome = 0
                }
            }
            writes[identity] = equal + [write]
        }
        return writes
    }

    /// Reads what rows became and held, in the order in which that was entered.
    private static func readRows(
        _ connection: Database,
        _ bounds: StatementArguments,
        into recollection: inout Recollection
    ) throws {
        let rows = try Row.fetchCursor(
            connection,
            sql: """
                SELECT entry, scope, status, content FROM run_rows
                WHERE entry BETWEEN ?1 AND ?2 AND key IS NOT NULL AND content IS NOT NULL
                UNION ALL SELECT entry, scope, NULL, content FROM run_steps
                WHERE entry BETWEEN ?1 AND ?2 AND content IS NOT NULL
                UNION ALL SELECT entry, scope, NULL, content FROM run_writes
                WHERE entry BETWEEN ?1 AND ?2 AND content IS NOT NULL
                ORDER BY entry
                """,
            arguments: bounds
        )
        while let row = try rows.next() {
            let number = EntryKey.number(row["entry"])
            if let status: String = row["status"] {
                recollection.note(row["scope"], ended: row["content"], at: number, failed: status == "failed")
            } else if let scope = RowScope.innermost(row["scope"]) {
                recollection.note(scope, held: row["content"], at: number)
            }
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
