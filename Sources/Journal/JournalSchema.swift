import GRDB

/// The tables of the journal, as the migrations that lead to them.
///
/// A migration that has been released is never changed: a further one follows it.
enum JournalSchema {
    /// Throws where a table is missing, or damaged at its end, where a run would enter something.
    static func check(_ connection: Database, file: String) throws {
        let tables = try String.fetchSet(connection, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        for table in LedgerSchema.tables + ScheduleSchema.tables + ["runs", "script_values"]
            + EntryKind.allCases.map(\.table)
        where !tables.contains(table) {
            throw JournalError.damaged(file: file, cause: "no such table: \(table)")
        }
        for kind in EntryKind.allCases {
            _ = try Int64.fetchOne(connection, sql: "SELECT max(entry) FROM \(kind.table)")
        }
        try LedgerSchema.check(connection)
        try ScheduleSchema.check(connection)
        _ = try Row.fetchOne(connection, sql: "SELECT * FROM script_values LIMIT 1")
        // By their index too.
        _ = try Row.fetchOne(connection, sql: "SELECT name FROM script_values WHERE script = '' AND profile = ''")
    }

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
        migrator.registerMigration("runs") { connection in
            // An entry's key is the run's number in the upper half and its own in the lower: what happened in a run lies
            // together, in order, and is appended at the end.
            try connection.execute(
                sql: """
                    CREATE TABLE runs (
                        number INTEGER PRIMARY KEY,
                        id TEXT NOT NULL UNIQUE,
                        kind TEXT NOT NULL,
                        script TEXT NOT NULL,
                        script_hash TEXT NOT NULL,
                        words TEXT NOT NULL,
                        arguments TEXT,
                        profile TEXT NOT NULL,
                        organization TEXT,
                        is_simulated INTEGER NOT NULL,
                        user TEXT NOT NULL,
                        folder TEXT NOT NULL,
                        started INTEGER NOT NULL,
                        seed INTEGER NOT NULL,
                        options TEXT NOT NULL,
                        version TEXT NOT NULL,
                        attempts INTEGER NOT NULL,
                        ended INTEGER,
                        exit_code INTEGER,
                        failure TEXT,
                        summary TEXT
                    ) STRICT;
                    CREATE INDEX runs_by_start ON runs (started);
                    CREATE TABLE run_attempts (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, attempt INTEGER NOT NULL, options TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE run_inputs (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,
                        modified INTEGER NOT NULL, sha256 TEXT
                    ) STRICT;
                    CREATE TABLE run_writes (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, scope TEXT NOT NULL, operation TEXT NOT NULL,
                        target TEXT NOT NULL, body TEXT, before TEXT, identity_high INTEGER NOT NULL,
                        identity_low INTEGER NOT NULL, safety TEXT NOT NULL, item INTEGER
                    ) STRICT;
                    CREATE TABLE run_outcomes (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
                        state TEXT NOT NULL, status INTEGER, tracking_id TEXT, answer TEXT, error TEXT
                    ) STRICT;
                    CREATE TABLE run_steps (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL,
                        content INTEGER, incomplete TEXT
                    ) STRICT;
                    CREATE TABLE run_rows (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, scope TEXT NOT NULL, row INTEGER NOT NULL,
                        key TEXT, status TEXT NOT NULL, columns TEXT, error TEXT, tracking_id TEXT, content INTEGER
                    ) STRICT;
                    CREATE TABLE run_lines (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE run_reads (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, operation TEXT NOT NULL, calls INTEGER NOT NULL,
                        bytes INTEGER NOT NULL, failed INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE run_ends (
                        entry INTEGER PRIMARY KEY, time INTEGER NOT NULL, exit_code INTEGER NOT NULL, failure TEXT,
                        summary TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE script_values (
                        script TEXT NOT NULL,
                        profile TEXT NOT NULL,
                        name TEXT NOT NULL,
                        value TEXT,
                        version INTEGER NOT NULL,
                        PRIMARY KEY (script, profile, name)
                    ) STRICT;
                    """
            )
        }
        migrator.registerMigration("writes of rows") { connection in
            // What a row held when it was written for, which only attempts know that go on.
            try connection.execute(sql: "ALTER TABLE run_writes ADD COLUMN content INTEGER")
        }
        migrator.registerMigration("captures") { try LedgerSchema.migrate($0) }
        migrator.registerMigration("copies of captures") { try LedgerSchema.migrateCopies($0) }
        migrator.registerMigration("schedules") { try ScheduleSchema.migrate($0) }
        return migrator
    }()
}
