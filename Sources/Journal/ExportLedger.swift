import GRDB

/// Which recordings were exported, and where to: what makes a second export download nothing again.
///
/// An entry says that the file was whole and durable when it was written; whether it still lies there is for the caller
/// to look at. Safe to call from any thread; calls block for as long as SQLite takes.
package struct ExportLedger: Sendable {
    private let database: @Sendable () throws -> JournalDatabase

    package init(_ database: JournalDatabase) {
        self.database = { database }
    }

    /// The ledger of a journal that is opened when the ledger is first asked something.
    package init(_ journal: JournalOnDemand) {
        database = { try journal.database() }
    }

    /// The recording that was saved last under a path; nil when none was.
    ///
    /// - Throws: `JournalError`.
    package func find(path: String) throws -> ExportedRecording? {
        try database().read { connection in
            let statement = try connection.cachedStatement(sql: Self.selection)
            let row = try Row.fetchOne(statement, arguments: [path])
            return row.map { row in
                ExportedRecording(
                    organization: row["organization"],
                    captureID: row["capture_id"],
                    path: path,
                    bytes: row["bytes"],
                    sha256: row["sha256"],
                    taskID: row["task_id"],
                    kind: row["kind"],
                    exported: row["exported"]
                )
            }
        }
    }

    /// Remembers recordings in one transaction, which is durable when this returns: all of them or none.
    ///
    /// What was known of the same path is replaced.
    /// - Throws: `JournalError`.
    package func record(_ recordings: [ExportedRecording]) throws {
        guard !recordings.isEmpty else { return }
        try database().write { connection in
            let statement = try connection.cachedStatement(sql: Self.upsert)
            for recording in recordings {
                try statement.execute(arguments: [
                    recording.organization, recording.captureID, recording.path, recording.bytes, recording.sha256,
                    recording.taskID, recording.kind, recording.exported,
                ])
            }
        }
    }

    private static let selection = """
        SELECT organization, capture_id, bytes, sha256, task_id, kind, exported FROM exports WHERE path = ?
        """

    private static let upsert = """
        INSERT INTO exports (organization, capture_id, path, bytes, sha256, task_id, kind, exported)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET
            organization = excluded.organization, capture_id = excluded.capture_id, bytes = excluded.bytes,
            sha256 = excluded.sha256, task_id = excluded.task_id, kind = excluded.kind, exported = excluded.exported
        """
}
