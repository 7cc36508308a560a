import GRDB
import Synchronization

/// The journal in SQLite: the store that every installation has.
package final class SQLiteJournal: JournalStore {
    let database: @Sendable () throws(JournalError) -> JournalDatabase
    /// Numbers of runs that were asked for: a run is named by its id and kept by its number.
    private let numbers = Mutex<[String: Int64]>([:])

    package init(_ database: JournalDatabase) {
        self.database = { () throws(JournalError) in database }
    }

    /// The journal of a state folder, opened when it is first asked something.
    package init(_ journal: JournalOnDemand) {
        database = { () throws(JournalError) in try journal.database() }
    }

    package func begin(_ run: RunRecord) async throws(JournalError) {
        let file = try database().file
        try await database().writing { connection in
            guard try Self.number(of: run.id, in: connection) == nil else {
                throw JournalError.conflict(file: file, run: run.id)
            }
            try connection.execute(
                sql: """
                    INSERT INTO runs (id, kind, script, script_hash, words, arguments, profile, organization, is_simulated,
                        user, folder, started, seed, options, version, attempts, ended, exit_code, failure, summary)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.id, run.kind.rawValue, run.script, run.scriptHash, WordList.text(run.words), run.arguments,
                    run.profile, run.organization, run.isSimulated, run.user, run.folder, run.started, run.seed,
                    run.options, run.version, run.attempts, run.end?.time, run.end?.exitCode, run.end?.failure,
                    run.end?.summary,
                ]
            )
        }
    }

    package func update(_ run: RunRecord) async throws(JournalError) {
        let file = try database().file
        try await database().writing { connection in
            try connection.execute(
                sql: """
                    UPDATE runs SET arguments = ?, organization = ?, script_hash = ?, options = ?, attempts = ?, ended = ?,
                        exit_code = ?, failure = ?, summary = ?
                    WHERE id = ?
                    """,
                arguments: [
                    run.arguments, run.organization, run.scriptHash, run.options, run.attempts, run.end?.time,
                    run.end?.exitCode, run.end?.failure, run.end?.summary, run.id,
                ]
            )
            guard connection.changesCount == 1 else { throw JournalError.notFound(file: file, run: run.id) }
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
        numbers.withLock { numbers in runs.forEach { numbers[$0] = nil } }
        return try await database().writing { connection in
            var count = 0
            for id in runs {
                guard let number = try Self.number(of: id, in: connection) else { continue }
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

    /// The number of a run.
    ///
    /// - Throws: `JournalError` of kind `notFound`.
    func number(of run: String) async throws(JournalError) -> Int64 {
        if let number = numbers.withLock({ $0[run] }) { return number }
        let database = try database()
        guard let number = try await database.reading({ try Self.number(of: run, in: $0) }) else {
            throw .notFound(file: database.file, run: run)
        }
        numbers.withLock { $0[run] = number }
        return number
    }

    private static func number(of run: String, in connection: Database) throws -> Int64? {
        try Int64.fetchOne(connection, sql: "SELECT number FROM runs WHERE id = ?", arguments: [run])
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

/// Words as one text: each behind its length, so that nothing in them needs escaping.
enum WordList {
    static func text(_ words: [String]) -> String { words.map { "\($0.utf8.count):\($0)" }.joined() }

    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var rest = Substring(text).utf8
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")), let count = Int(Substring(rest[..<colon])) {
            let from = rest.index(after: colon)
            guard let to = rest.index(from, offsetBy: count, limitedBy: rest.endIndex) else { break }
            words.append(String(Substring(rest[from..<to])))
            rest = rest[to...]
        }
        return words
    }
}

/// The key of an entry: the run's number in the upper half, the entry's own in the lower.
enum EntryKey {
    static func of(run: Int64, number: Int64) -> Int64 { run << 32 | number & 0xFFFF_FFFF }

    static func number(_ key: Int64) -> Int64 { key & 0xFFFF_FFFF }

    static func range(ofRun run: Int64, after number: Int64 = 0) -> ClosedRange<Int64> {
        of(run: run, number: number + 1)...of(run: run, number: 0xFFFF_FFFF)
    }
}

extension EntryKind {
    /// The table that entries of this kind lie in.
    var table: String {
        switch self {
        case .attempt: "run_attempts"
        case .input: "run_inputs"
        case .write: "run_writes"
        case .outcome: "run_outcomes"
        case .step: "run_steps"
        case .row: "run_rows"
        case .line: "run_lines"
        case .reads: "run_reads"
        case .end: "run_ends"
        }
    }
}
