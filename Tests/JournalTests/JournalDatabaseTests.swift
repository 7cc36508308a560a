import GRDB
import Glibc
import Testing

@testable import Journal

@Suite("Journal database that is in the way")
struct JournalDatabaseTests {
    private let folder = TemporaryFolder()

    private static var loose: Configuration {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return configuration
    }

    @Test("a run that begins while another process writes for long is told who is in the way, and is not entered")
    func busy() async throws {
        let waiting = SQLiteJournal(try JournalDatabase(folder: folder.path, busyTimeout: 0.05))
        let holder = try DatabaseQueue(path: folder.path + "/journal.sqlite", configuration: Self.loose)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await #expect(throws: JournalError.self) { try await waiting.begin(Sample.run()) }
        try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(error?.kind == .busy)
        #expect(error?.file == folder.path + "/journal.sqlite")
        #expect(try await waiting.run("run-1") == nil)
    }

    @Test("who holds the folder while it opens the journal is waited for, and no longer than patience lasts")
    func opening() throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
        #expect(flock(descriptor, LOCK_EX) == 0)
        let error = #expect(throws: JournalError.self) {
            try JournalDatabase(folder: folder.path, busyTimeout: 0.05)
        }
        #expect(error?.kind == .busy)
        close(descriptor)
        _ = try JournalDatabase(folder: folder.path, busyTimeout: 0.05)
    }

    @Test("a journal that was moved or removed while it is open takes nothing more", arguments: [true, false])
    func moved(isReplaced: Bool) async throws {
        let store = SQLiteJournal(try JournalDatabase(folder: folder.path))
        try await store.begin(Sample.run())
        for end in ["", "-wal", "-shm"] { unlink(folder.path + "/journal.sqlite" + end) }
        if isReplaced { try await SQLiteJournal(JournalDatabase(folder: folder.path)).begin(Sample.run()) }
        let error = await #expect(throws: JournalError.self) {
            try await store.append(Sample.entries([Sample.write()]), to: "run-1")
        }
        #expect(error?.kind == .unavailable)
        #expect(error?.value == "the journal was moved or removed while it was in use")
    }

    @Test("a journal is its owner's alone, one that was made otherwise too")
    func modes() throws {
        let path = folder.path + "/journal.sqlite"
        func modes() -> [mode_t] {
            ["", "-wal", "-shm"].map { end in
                var status = stat()
                return stat(path + end, &status) == 0 ? status.st_mode & 0o777 : 0
            }
        }
        var database: JournalDatabase? = try JournalDatabase(folder: folder.path)
        try withExtendedLifetime(database) { #expect(modes() == [0o600, 0o600, 0o600]) }
        for end in ["", "-wal", "-shm"] { chmod(path + end, 0o644) }
        database = try JournalDatabase(folder: folder.path)
        withExtendedLifetime(database) { #expect(modes() == [0o600, 0o600, 0o600]) }
    }

    @Test("a table that is missing is found when the journal is opened", arguments: ["run_writes", "script_values"])
    func missingTable(table: String) throws {
        try JournalDatabase(folder: folder.path).write { try $0.execute(sql: "DROP TABLE \(table)") }
        let error = #expect(throws: JournalError.self) { try JournalDatabase(folder: folder.path) }
        #expect(error?.kind == .damaged)
        #expect(error?.description.contains(table) == true)
    }
}
