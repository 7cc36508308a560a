import GRDB

/// The journal in SQLite: the store that every installation has.
package final class SQLiteJournal: JournalStore {
    let database: @Sendable () throws(JournalError) -> JournalDatabase

    init(opening database: @escaping @Sendable () throws(JournalError) -> JournalDatabase) {
        self.database = database
    }

    package convenience init(_ database: JournalDatabase) {
        self.init { () throws(JournalError) in database }
    }

    /// The journal of a state folder, opened when it is first asked something.
    package convenience init(_ journal: JournalOnDemand) {
        self.init { () throws(JournalError) in try journal.database() }
    }

    package func begin(_ run: RunRecord) async throws(JournalError) {
        let file = try database().file
        try await database().writing { connection in
            guard try Self.knownNumber(of: run.id, in: connection) == nil else {
                throw JournalError.conflict(file: file, run: run.id)
            }
            try connection.execute(
                sql: """
                    INSERT INTO runs (id, kind, script, script_hash, words, arguments, profile, organization, is_simulated,
                        user, folder, started, seed, options, version, attempts, ended, exit_code, failure, summary)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.id, run.kind.rawValue, run.script, run.scriptHash, WordList.text(run.words),
                    run.arguments?.keepable, run.profile, run.organization, run.isSimulated, run.user, run.folder,
                    run.started, run.seed, run.options, run.version, run.attempts, run.end?.time, run.end?.exitCode,
                    run.end?.failure?.keepable, run.end?.summary,
                ]
            )
        }
    }

    package func update(_ run: RunRecord) async throws(JournalError) { try await change(run, from: run.attempts) }

    package func goOn(_ run: RunRecord) async throws(JournalError) { try await change(run, from: run.attempts - 1) }

    /// Replaces what is known of a run, if it is in this attempt.
    private func change(_ run: RunRecord, from attempt: Int) async throws(JournalError) {
        try await writing(run.id, in: attempt) { connection, number in
            try connection.execute(
                sql: """
                    UPDATE runs SET arguments = ?, organization = ?, script_hash = ?, options = ?, attempts = ?, ended = ?,
                        exit_code = ?, failure = ?, summary = ?
                    WHERE number = ?
                    """,
                arguments: [
                    run.arguments?.keepable, run.organization, run.scriptHash, run.options, run.attempts, run.end?.time,
                    run.end?.exitCode, run.end?.failure?.keepable, run.end?.summary, number,
                ]
            )
        }
    }

    package func run(_ id: String) async throws(JournalError) -> RunRecord? {
        try await database().reading { connection in
            try Row.fetchOne(connection, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id]).map(Self.record)
        }
    }

    package func runs(_ query: RunQuery) async throws(JournalError) -> [RunRecord] {
        try await database().reading { connection in
            let (condition, arguments) = Self.condition(query)
            return try Row.fetchAll(
                connection,
                sql: "SELECT * FROM runs \(condition) ORDER BY started DESC, number DESC LIMIT ?",
                arguments: arguments + [query.most ?? -1]
            ).map(Self.record)
        }
    }

    package func remove(_ runs: [String]) async throws(JournalError) -> Int {
        try await database().writing { connection in
            var count = 0
            for id in runs {
                guard let number = try Self.knownNumber(of: id, in: connection) else { continue }
                let keys = EntryKey.range(ofRun: number)
                for kind in EntryKind.allCases {
                    try connection.execute(
                        sql: "DELETE FROM \(kind.table) WHERE entry BETWEEN ? AND ?",
                        arguments: [keys.lowerBound, keys.upperBound]
                    )
                }
                try connection.execute(sql: "DELETE FROM script_values WHERE profile = ?", arguments: [id])
                try connection.execute(sql: "DELETE FROM runs WHERE number = ?", arguments: [number])
                count += 1
            }
            return count
        }
    }

    /// Reads what belongs to a run, given the number that it is kept by.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run.
    func reading<Value: Sendable>(
        _ run: String,
        _ body: @escaping @Sendable (Database, _ number: Int64) throws -> Value
    ) async throws(JournalError) -> Value {
        let database = try database()
        return try await database.reading { try body($0, Self.number(of: run, in: $0, file: database.file)) }
    }

    /// Writes what belongs to a run, given the number that it is kept by.
    ///
    /// - Throws: `JournalError`; of kind `notFound` when there is no such run, `conflict` when it is in another attempt.
    func writing<Value: Sendable>(
        _ run: String,
        in attempt: Int,
        _ body: @escaping @Sendable (Database, _ number: Int64) throws -> Value
    ) async throws(JournalError) -> Value {
        let database = try database()
        return try await database.writing { connection in
            // Asked in each transaction anew: another process may have gone on with the run in spite of the lock.
            let statement = try connection.cachedStatement(sql: "SELECT number, attempts FROM runs WHERE id = ?")
            guard let row = try Row.fetchOne(statement, arguments: [run]) else {
                throw JournalError.notFound(file: database.file, run: run)
            }
            guard row["attempts"] == attempt else { throw JournalError.goneOn(file: database.file, run: run) }
            return try body(connection, row["number"])
        }
    }

    // Asked in each transaction anew: another process may have removed the run, and its number be another's by now.
    private static func number(of run: String, in connection: Database, file: String) throws -> Int64 {
        guard let number = try knownNumber(of: run, in: connection) else {
            throw JournalError.notFound(file: file, run: run)
        }
        return number
    }

    private static func knownNumber(of run: String, in connection: Database) throws -> Int64? {
        let statement = try connection.cachedStatement(sql: "SELECT number FROM runs WHERE id = ?")
        return try Int64.fetchOne(statement, arguments: [run])
    }

    private static func condition(_ query: RunQuery) -> (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments: StatementArguments = []
        if let script = query.script {
            parts.append("(script = ? OR substr(script, -length(?)) = ?)")
            arguments += [script, "/" + script, "/" + script]
        }
        if let profile = query.profile {
            parts.append("profile = ?")
            arguments += [profile]
        }
        if let since = query.since {
            parts.append("started >= ?")
            arguments += [since]
        }
        if let before = query.before {
            parts.append("started < ?")
            arguments += [before]
        }
        if let prefix = query.idPrefix {
            parts.append("substr(id, 1, length(?)) = ?")
            arguments += [prefix, prefix]
        }
        return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), arguments)
    }

    private static func record(_ row: Row) -> RunRecord {
        var record = RunRecord(
            id: row["id"],
            kind: RunRecord.Kind(rawValue: row["kind"]) ?? .script,
            script: row["script"],
            scriptHash: row["script_hash"],
            words: WordList.words(row["words"]),
            profile: row["profile"],
            isSimulated: row["is_simulated"],
            user: row["user"],
            folder: row["folder"],
            started: row["started"],
            seed: row["seed"],
            options: row["options"],
            version: row["version"]
        )
        record.arguments = row["arguments"]
        record.organization = row["organization"]
        record.attempts = row["attempts"]
        if let time: Int64 = row["ended"], let code: Int32 = row["exit_code"] {
            record.end = RunRecord.End(
                time: time,
                exitCode: code,
                failure: row["failure"],
                summary: row["summary"] ?? "{}"
            )
        }
        return record
    }
}
