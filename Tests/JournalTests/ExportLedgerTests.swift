import GRDB
import Glibc
import Testing

@testable import Journal

@Suite("Export ledger")
struct ExportLedgerTests {
    private let folder = TemporaryFolder()

    private func recording(_ captureID: String, path: String = "/out/a.wav", bytes: Int64 = 5) -> ExportedRecording {
        ExportedRecording(
            organization: "org",
            captureID: captureID,
            path: path,
            bytes: bytes,
            sha256: "ab",
            taskID: "task",
            kind: "recording",
            exported: 1_763_000_000_000
        )
    }

    @Test("what was recorded is found again, by another opening of the file too")
    func foundAgain() throws {
        try ExportLedger(JournalDatabase(folder: folder.path)).record([
            recording("one"), recording("two", path: "/out/b.wav"),
        ])
        let ledger = try ExportLedger(JournalDatabase(folder: folder.path))
        #expect(try ledger.find(path: "/out/b.wav") == recording("two", path: "/out/b.wav"))
    }

    @Test("another path is not found")
    func keyed() throws {
        let ledger = try ExportLedger(JournalDatabase(folder: folder.path))
        try ledger.record([recording("one")])
        #expect(try ledger.find(path: "/out/b.wav") == nil)
    }

    @Test("what is saved under the same path replaces what was known, another capture too")
    func replaced() throws {
        let ledger = try ExportLedger(JournalDatabase(folder: folder.path))
        try ledger.record([recording("one", bytes: 5)])
        try ledger.record([recording("two", bytes: 9)])
        #expect(try ledger.find(path: "/out/a.wav") == recording("two", bytes: 9))
    }

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

    @Test("several openings at once migrate once and lose no entry")
    func concurrent() async throws {
        let path = folder.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let ledger = try ExportLedger(JournalDatabase(folder: path))
                    for round in 0..<20 {
                        try ledger.record([recording("\(index)-\(round)", path: "/out/\(index)-\(round).wav")])
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = try JournalDatabase(folder: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM exports") }
        #expect(count == 160)
    }

    @Test("a ledger on demand opens the journal when it is first asked, and not before")
    func onDemand() throws {
        let ledger = ExportLedger(JournalOnDemand(folder: folder.path))
        #expect(access(folder.path + "/journal.sqlite", F_OK) != 0)
        try ledger.record([recording("a", path: "/out/a.wav")])
        #expect(access(folder.path + "/journal.sqlite", F_OK) == 0)
        #expect(try ledger.find(path: "/out/a.wav")?.captureID == "a")
        let absent = ExportLedger(JournalOnDemand(folder: folder.path + "/absent"))
        #expect(throws: JournalError.self) { try absent.find(path: "/out/a.wav") }
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

    @Test("a writer that waits longer than the busy timeout says who is in the way")
    func busy() throws {
        let holder = try JournalDatabase(folder: folder.path)
        let waiting = try ExportLedger(JournalDatabase(folder: folder.path, busyTimeout: 0.05))
        let error = try holder.write { connection in
            try connection.execute(sql: "DELETE FROM exports")
            return #expect(throws: JournalError.self) { try waiting.record([recording("one")]) }
        }
        #expect(error?.kind == .busy)
    }

    @Test("a folder that is not there is named")
    func missingFolder() {
        let error = #expect(throws: JournalError.self) { try JournalDatabase(folder: folder.path + "/absent") }
        #expect(error?.kind == .unavailable)
        #expect(error?.file == folder.path + "/absent/journal.sqlite")
    }
}
