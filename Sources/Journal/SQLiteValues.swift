import GRDB

extension SQLiteJournal {
    package func value(_ key: ValueKey) async throws(JournalError) -> StoredValue? {
        try await database().reading { connection in
            guard let row = try Self.row(key, in: connection), let value: String = row["value"] else { return nil }
            return StoredValue(value: value, version: row["version"])
        }
    }

    package func setValue(
        _ change: ValueChange,
        entering entries: [JournalEntry],
        of run: String,
        in attempt: Int
    ) async throws(JournalError) -> Bool {
        try await writing(run, in: attempt) { connection, number in
            let row = try Self.row(change.key, in: connection)
            // The row of a removed value stays, so that its version never comes a second time.
            let isThere = row.map { $0["value"] != nil } ?? false
            let last: Int64 = row?["version"] ?? 0
            if let version = change.version, version != (isThere ? last : 0) { return false }
            try connection.execute(
                sql: """
                    INSERT INTO script_values (script, profile, name, value, version) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version
                    """,
                arguments: Self.arguments(change.key) + [change.value?.keepable, last + 1]
            )
            for entry in entries { try Self.insert(entry, ofRun: number, into: connection) }
            return true
        }
    }

    package func removeValues(of script: String, profile: String) async throws(JournalError) {
        try await database().writing { connection in
            try connection.execute(
                sql: "DELETE FROM script_values WHERE script = ? AND profile = ?",
                arguments: [script.keepable, profile.keepable]
            )
        }
    }

    private static func row(_ key: ValueKey, in connection: Database) throws -> Row? {
        try Row.fetchOne(
            connection,
            sql: "SELECT value, version FROM script_values WHERE script = ? AND profile = ? AND name = ?",
            arguments: arguments(key)
        )
    }

    private static func arguments(_ key: ValueKey) -> StatementArguments {
        [key.script.keepable, key.profile.keepable, key.name.keepable]
    }
}
