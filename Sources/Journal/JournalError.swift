import GRDB

/// What went wrong with the journal's database, for the person who runs Patchbay.
package struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of trouble it is, for a caller that acts on it.
    package enum Kind: Sendable {
        /// The file is no database, or a damaged one.
        case damaged
        /// A newer Patchbay has written it.
        case newer
        /// Another process held it longer than the busy timeout.
        case busy
        /// There is no room for a write.
        case full
        /// There is such a run already.
        case conflict
        /// There is no such run.
        case notFound
        /// Anything else that SQLite or the file system says.
        case unavailable
    }

    package let kind: Kind
    /// Path of the database file.
    package let file: String
    /// What was found, in the words of SQLite where it was SQLite.
    package let value: String
    /// The way out.
    package let hint: String

    package var description: String { "\(file): \(value); \(hint)" }
}

extension JournalError {
    /// Reads what SQLite said.
    ///
    /// Its message may quote SQL, never a value that was bound to it.
    init(_ error: DatabaseError, file: String) {
        let said = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        // No statement of ours is wrong: a table that it names is not as it was made.
        case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR: self = .damaged(file: file, cause: said)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(file: file, cause: said)
        case .SQLITE_FULL:
            self.init(
                kind: .full,
                file: file,
                value: "no room is left for the journal (\(said))",
                hint: "free some space, then go on with patchbay resume"
            )
        default:
            self.init(
                kind: .unavailable,
                file: file,
                value: "the journal cannot be used (\(said))",
                hint: "check that its folder exists, may be written and has room"
            )
        }
    }

    static func damaged(file: String, cause: String) -> JournalError {
        JournalError(
            kind: .damaged,
            file: file,
            value: "the journal is damaged (\(cause))",
            hint:
                "move the file aside to start a new journal: runs in it can then not be resumed or settled any more, and "
                + "recordings already saved will be downloaded again"
        )
    }

    static func moved(file: String) -> JournalError {
        JournalError(
            kind: .unavailable,
            file: file,
            value: "the journal was moved or removed while it was in use",
            hint: "put it back where it was, with the files beside it; without it no run can be resumed"
        )
    }

    static func goneOn(file: String, run: String) -> JournalError {
        JournalError(
            kind: .conflict,
            file: file,
            value: "the run \(run) was gone on with by another process",
            hint: "look: patchbay runs show \(run)"
        )
    }

    static func busy(file: String, cause: String) -> JournalError {
        JournalError(
            kind: .busy,
            file: file,
            value: "the journal is held by another process (\(cause))",
            hint: "see whether another patchbay hangs, and try again"
        )
    }

    static func newer(file: String) -> JournalError {
        JournalError(
            kind: .newer,
            file: file,
            value: "the journal was written by a newer Patchbay",
            hint: "use that version, or set PATCHBAY_HOME to a folder of its own"
        )
    }

    static func number(_ number: Int64) -> JournalError {
        JournalError(
            kind: .full,
            file: "journal",
            value: "an entry cannot have the number \(number), only 1 to \(EntryKey.highest)",
            hint: "begin a new run"
        )
    }

    static func older(file: String) -> JournalError {
        JournalError(
            kind: .unavailable,
            file: file,
            value: "the journal was written by an older Patchbay, and cannot be brought up to date where it lies",
            hint: "make its folder writable, and run the same command again"
        )
    }

    static func unavailable(file: String, cause: String) -> JournalError {
        JournalError(
            kind: .unavailable,
            file: file,
            value: "the journal cannot be opened (\(cause))",
            hint: "check that its folder exists and may be read and written"
        )
    }

    static func conflict(file: String, run: String) -> JournalError {
        JournalError(kind: .conflict, file: file, value: "there is a run \(run) already", hint: "run it again")
    }

    static func notFound(file: String, run: String) -> JournalError {
        JournalError(kind: .notFound, file: file, value: "there is no run \(run)", hint: "patchbay runs lists them")
    }
}
