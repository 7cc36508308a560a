import GRDB

/// The tables of the journal, as the migrations that lead to them.
///
/// A migration that has been released is never changed: a further one follows it.
enum JournalSchema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("exports") { connection in
            // A file holds one capture, and a capture may be saved under several paths: the path is the key. WITHOUT
            // ROWID keeps an entry in the index that finds it: one page read for each question.
            try connection.execute(
                sql: """
                    CREATE TABLE exports (
                        path TEXT NOT NULL PRIMARY KEY,
                        organization TEXT NOT NULL,
                        capture_id TEXT NOT NULL,
                        bytes INTEGER NOT NULL,
                        sha256 TEXT NOT NULL,
                        task_id TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        exported INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID
                    """
            )
        }
        return migrator
    }()
}
