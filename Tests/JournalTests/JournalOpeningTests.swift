import GRDB
import Glibc
import Testing

@testable import Journal

@Suite("Opening the journal")
struct JournalOpeningTests {
    private let folder = TemporaryFolder()

    @Test("the database syncs at every commit and keeps a write-ahead log")
    func durable() throws {
        let database = try JournalDatabase(folder: folder.path)
        let settings = try database.write { connection in
            (
                try Int.fetchOne(connection, sql: "PRAGMA synchronous"),
                try String.fetchOne(connection, sql: "PRAGMA journal_mode")
            )
        }
        #expect(settings.0 == 2)
        #expect(settings.1 == "wal")
    }

    @Test("a file that is no database is called damaged, by its path")
    func damaged() throws {
        let file = folder.path + "/journal.sqlite"
        let stream = try #require(fopen(file, "w"))
        for _ in 0..<400 { fputs("this is no database ", stream) }
        fclose(stream)
        let error = #expect(throws: JournalError.self) { try JournalDatabase(folder: folder.path) }
        #expect(error?.kind == .damaged)
        #expect(error?.description.contains(file) == true)
    }

    @Test("a database of a newer version is refused and left alone")
    func newer() throws {
        try JournalDatabase(folder: folder.path).write { connection in
            try connection.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('of the future')")
        }
        let error = #expect(throws: JournalError.self) { try JournalDatabase(folder: folder.path) }
        #expect(error?.kind == .newer)
    }

    @Test("a folder that is not there is named")
    func missingFolder() {
        let error = #expect(throws: JournalError.self) { try JournalDatabase(folder: folder.path + "/absent") }
        #expect(error?.kind == .unavailable)
        #expect(error?.file == folder.path + "/absent/journal.sqlite")
    }
}
