import GRDB

/// The tables of the ledger of exported recordings, and the way to them from the one that was.
enum LedgerSchema {
    static let tables = ["captures", "capture_copies", "capture_forms", "capture_tasks", "capture_decisions"]

    /// Makes the tables, and puts what the old one knew into them.
    static func migrate(_ connection: Database) throws {
        // A capture is one row, its copies lie by the place that only one of them can have. What a form of export made of
        // it stands apart: two exports with other rules or sinks do not undo each other's memory.
        try connection.execute(
            sql: """
                CREATE TABLE captures (
                    number INTEGER PRIMARY KEY,
                    organization TEXT NOT NULL,
                    capture_id TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    task_id TEXT NOT NULL,
                    state TEXT NOT NULL,
                    reason TEXT,
                    rule TEXT,
                    problem TEXT,
                    tries INTEGER NOT NULL DEFAULT 0,
                    facts TEXT,
                    started INTEGER NOT NULL,
                    run TEXT,
                    updated INTEGER NOT NULL,
                    UNIQUE (organization, capture_id, kind)
                ) STRICT;
                CREATE INDEX captures_by_start ON captures (organization, started);
                CREATE INDEX captures_by_task ON captures (organization, task_id);
                CREATE TABLE capture_copies (
                    sink TEXT NOT NULL,
                    place TEXT NOT NULL,
                    capture INTEGER NOT NULL,
                    location TEXT NOT NULL,
                    bytes INTEGER NOT NULL,
                    sha256 TEXT NOT NULL,
                    saved INTEGER NOT NULL,
                    state TEXT NOT NULL,
                    checked INTEGER,
                    PRIMARY KEY (sink, place)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX capture_copies_by_capture ON capture_copies (capture);
                CREATE TABLE capture_forms (
                    number INTEGER PRIMARY KEY,
                    organization TEXT NOT NULL,
                    form TEXT NOT NULL,
                    UNIQUE (organization, form)
                ) STRICT;
                CREATE TABLE capture_tasks (
                    form INTEGER NOT NULL,
                    task_id TEXT NOT NULL,
                    asked INTEGER NOT NULL,
                    is_settled INTEGER NOT NULL,
                    PRIMARY KEY (form, task_id)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE capture_decisions (
                    capture INTEGER NOT NULL,
                    form INTEGER NOT NULL,
                    is_final INTEGER NOT NULL,
                    place TEXT,
                    PRIMARY KEY (capture, form)
                ) STRICT, WITHOUT ROWID;
                """
        )
        // A path is one row there; a capture that was saved under several is one here, of its latest time.
        try connection.execute(
            sql: """
                INSERT INTO captures (organization, capture_id, kind, task_id, state, started, updated)
                SELECT organization, capture_id, kind, min(task_id), 'exported', 0, max(exported)
                FROM exports GROUP BY organization, capture_id, kind;
                INSERT INTO capture_copies (sink, place, capture, location, bytes, sha256, saved, state)
                SELECT 'folder', path, number, path, bytes, sha256, exported, 'done'
                FROM exports JOIN captures USING (organization, capture_id, kind);
                DROP TABLE exports;
                """
        )
    }

    /// Adds what came later: whether metadata lie beside a copy, places without the case of their letters, and the time of
    /// saving for what nobody knows the beginning of.
    static func migrateCopies(_ connection: Database) throws {
        try connection.execute(
            sql: """
                ALTER TABLE capture_copies ADD COLUMN has_metadata INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX capture_copies_by_letters ON capture_copies (sink, lower(place));
                UPDATE captures SET started = updated WHERE started = 0;
                """
        )
    }

    /// Reads a row of each, by the index that finds it too; throws where one is missing or damaged.
    static func check(_ connection: Database) throws {
        for table in tables { _ = try Row.fetchOne(connection, sql: "SELECT * FROM \(table) LIMIT 1") }
        let questions = [
            "SELECT number FROM captures WHERE organization = '' AND started = 0",
            "SELECT number FROM captures WHERE organization = '' AND task_id = ''",
            "SELECT number FROM captures WHERE organization = '' AND capture_id = '' AND kind = ''",
            "SELECT place FROM capture_copies WHERE sink = '' AND place = ''",
            "SELECT place FROM capture_copies WHERE capture = 0",
            "SELECT has_metadata FROM capture_copies WHERE sink = '' AND lower(place) = ''",
            "SELECT number FROM capture_forms WHERE organization = '' AND form = ''",
        ]
        for question in questions { _ = try Row.fetchOne(connection, sql: question) }
    }
}
