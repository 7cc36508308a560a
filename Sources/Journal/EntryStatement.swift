import GRDB
import GRDBSQLite

/// A statement whose values are given one after the other, without a box for each: entering what happens is what a run with
/// many changes does most.
struct EntryStatement: ~Copyable {
    private let statement: Statement
    private var place: Int32 = 0

    init(_ sql: String, _ connection: Database) throws {
        statement = try connection.cachedStatement(sql: sql)
    }

    mutating func bind(_ value: Int64) {
        place += 1
        sqlite3_bind_int64(statement.sqliteStatement, place, value)
    }

    mutating func bind(_ value: Int64?) {
        if let value { bind(value) } else { bindNull() }
    }

    /// Gives a text as a database keeps it.
    mutating func bind(_ text: String) {
        place += 1
        var text = text.keepable
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { letters in
                // The copy is SQLite's own: the text may be gone when the statement runs.
                _ = sqlite3_bind_text(
                    statement.sqliteStatement,
                    place,
                    letters.baseAddress ?? Self.nothing,
                    Int32(letters.count),
                    Self.transient
                )
            }
        }
    }

    mutating func bind(_ text: String?) {
        if let text { bind(text) } else { bindNull() }
    }

    private mutating func bindNull() {
        place += 1
        sqlite3_bind_null(statement.sqliteStatement, place)
    }

    /// Runs it with the values it was given.
    consuming func run(_ connection: Database) throws {
        let code = sqlite3_step(statement.sqliteStatement)
        sqlite3_reset(statement.sqliteStatement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: connection.lastErrorMessage)
        }
    }

    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// Where an empty text lies that has no place of its own: without one it would be a null.
    nonisolated(unsafe) private static let nothing = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
