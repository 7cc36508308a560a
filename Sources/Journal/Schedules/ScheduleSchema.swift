import GRDB

/// The tables of schedules: what they are owed, how they stand, and what is to be told.
enum ScheduleSchema {
    static let tables = ["schedules", "schedule_ticks", "schedule_notices"]

    /// Throws where a table or an index is damaged at its beginning, or where something would be entered.
    static func check(_ connection: Database) throws {
        let open = "state IN ('owed', 'running', 'waiting')"
        for question in [
            "SELECT name FROM schedules LIMIT 1", "SELECT max(number) FROM schedule_ticks",
            "SELECT max(number) FROM schedule_notices", "SELECT name FROM sqlite_sequence LIMIT 1",
            "SELECT number FROM schedule_ticks INDEXED BY schedule_ticks_by_due WHERE schedule = ''",
            "SELECT number FROM schedule_ticks INDEXED BY schedule_ticks_open WHERE \(open) LIMIT 1",
            """
            SELECT number FROM schedule_ticks INDEXED BY schedule_ticks_once
            WHERE schedule = '' AND due = 0 AND trigger <> 'manual'
            """,
        ] { _ = try Row.fetchOne(connection, sql: question) }
    }

    static func migrate(_ connection: Database) throws {
        try connection.execute(
            sql: """
                CREATE TABLE schedules (
                    name TEXT NOT NULL PRIMARY KEY, timing TEXT, cursor INTEGER, paused INTEGER, paused_by TEXT,
                    pause_reason TEXT, is_failing INTEGER NOT NULL DEFAULT 0
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE schedule_ticks (
                    number INTEGER PRIMARY KEY AUTOINCREMENT, schedule TEXT NOT NULL, due INTEGER NOT NULL, last INTEGER NOT NULL,
                    count INTEGER NOT NULL, trigger TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, run TEXT,
                    attempts INTEGER NOT NULL, retries INTEGER NOT NULL, cut_offs INTEGER NOT NULL, next INTEGER,
                    owner TEXT, began INTEGER, ended INTEGER, exit_code INTEGER, failure TEXT
                ) STRICT;
                CREATE INDEX schedule_ticks_by_due ON schedule_ticks (schedule, due);
                -- A time is owed once; what a person asks for is owed each time.
                CREATE UNIQUE INDEX schedule_ticks_once ON schedule_ticks (schedule, due) WHERE trigger <> 'manual';
                CREATE INDEX schedule_ticks_open ON schedule_ticks (due) WHERE state IN ('owed', 'running', 'waiting');
                CREATE TABLE schedule_notices (
                    number INTEGER PRIMARY KEY AUTOINCREMENT, schedule TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL,
                    tick INTEGER, text TEXT, made INTEGER NOT NULL, attempts INTEGER NOT NULL, next INTEGER NOT NULL,
                    failure TEXT
                ) STRICT;
                """
        )
    }
}
