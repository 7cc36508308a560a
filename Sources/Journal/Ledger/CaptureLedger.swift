import GRDB

/// Which recordings were exported, to where, which were left out and which failed: what makes a second export download
/// nothing again.
///
/// A copy that it knows was whole and durable when it was entered; whether it still lies there is for the caller to look
/// at. Safe to call from any thread; calls block for as long as SQLite takes.
package struct CaptureLedger: Sendable {
    let database: @Sendable () throws -> JournalDatabase

    package init(_ database: JournalDatabase) {
        self.database = { database }
    }

    /// The ledger of a journal that is opened when the ledger is first asked something.
    package init(_ journal: JournalOnDemand) {
        database = { try journal.database() }
    }

    /// The copy that has a place of a sink, and whose it is; nil when none has.
    ///
    /// - Throws: `JournalError`.
    package func copy(in sink: String, at place: String) throws -> (owner: CaptureFacts, copy: CaptureCopy)? {
        try database().read { connection in
            let statement = try connection.cachedStatement(sql: Self.copyInPlace)
            let row = try Row.fetchOne(statement, arguments: [sink, place])
            return row.map { (LedgerRows.facts($0), LedgerRows.copy($0)) }
        }
    }

    /// A copy whose place in a sink differs in small and capital letters (of ASCII) alone, and whose it is; nil when there
    /// is none.
    ///
    /// - Throws: `JournalError`.
    package func copy(in sink: String, resembling place: String) throws -> (owner: CaptureFacts, copy: CaptureCopy)? {
        try database().read { connection in
            let statement = try connection.cachedStatement(sql: Self.copyResembling)
            let row = try Row.fetchOne(statement, arguments: [sink, place, place])
            return row.map { (LedgerRows.facts($0), LedgerRows.copy($0)) }
        }
    }

    /// What is known of a capture; nil when nothing is.
    ///
    /// - Throws: `JournalError`.
    package func record(_ key: CaptureKey) throws -> CaptureRecord? {
        try database().read { connection in
            let statement = try connection.cachedStatement(sql: Self.byKey)
            let arguments: StatementArguments = [key.organization, key.captureID, key.kind]
            guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
            return try LedgerRows.record(row, connection)
        }
    }

    /// All captures of an id, of either kind.
    ///
    /// - Throws: `JournalError`.
    package func records(id: String, organization: String) throws -> [CaptureRecord] {
        try database().read { connection in
            let statement = try connection.cachedStatement(sql: Self.byID)
            return try Row.fetchAll(statement, arguments: [organization, id])
                .map { try LedgerRows.record($0, connection) }
        }
    }

    /// What is known of tasks under a form of export; those that were never asked for under it are left out.
    ///
    /// - Throws: `JournalError`.
    package func known(tasks: [String], form: String, organization: String) throws -> [String: KnownTask] {
        try database().read { connection in
            let number = try Int64.fetchOne(connection, sql: Self.formNumber, arguments: [organization, form])
            guard let number else { return [:] }
            let asked = try connection.cachedStatement(sql: Self.askedTask)
            let captures = try connection.cachedStatement(sql: Self.ofTask)
            var known: [String: KnownTask] = [:]
            for task in tasks {
                guard let row = try Row.fetchOne(asked, arguments: [number, task]) else { continue }
                let rows = try Row.fetchAll(captures, arguments: [number, organization, task])
                known[task] = KnownTask(
                    asked: row["asked"],
                    isSettled: row["is_settled"],
                    captures: try rows.map { row in
                        var record = try LedgerRows.record(row, connection)
                        record.decision = CaptureDecision(isFinal: row["is_final"], place: row["decided_place"])
                        return record
                    }
                )
            }
            return known
        }
    }

    private static let columns = """
        captures.number, organization, capture_id, kind, task_id, captures.state, reason, rule, problem, tries, facts,
        started, run, updated
        """

    private static let byKey = """
        SELECT \(columns) FROM captures WHERE organization = ? AND capture_id = ? AND kind = ?
        """

    private static let byID = "SELECT \(columns) FROM captures WHERE organization = ? AND capture_id = ?"

    private static let ofTask = """
        SELECT \(columns), is_final, place AS decided_place
        FROM captures JOIN capture_decisions ON capture = captures.number AND form = ?
        WHERE organization = ? AND task_id = ? ORDER BY started, captures.number
        """

    private static let copies = """
        SELECT organization, capture_id, kind, task_id, facts, started,
            sink, place, location, bytes, sha256, saved, capture_copies.state AS copy_state, checked, has_metadata
        FROM capture_copies JOIN captures ON captures.number = capture
        """

    private static let copyInPlace = "\(copies) WHERE sink = ? AND place = ?"

    private static let copyResembling = "\(copies) WHERE sink = ? AND lower(place) = lower(?) AND place <> ?"

    private static let askedTask = "SELECT asked, is_settled FROM capture_tasks WHERE form = ? AND task_id = ?"
    static let formNumber = "SELECT number FROM capture_forms WHERE organization = ? AND form = ?"
}
