import GRDB
import Glibc

/// The SQLite database that all parts of the journal share, open and of the shape this build knows.
///
/// Several processes may hold it at once: readers never wait (write-ahead log), writers wait for each other up to
/// the busy timeout. What is written is on the disk when the call returns (`synchronous=FULL`).
package final class JournalDatabase: Sendable {
    /// Name of the database's file within the state folder.
    package static let fileName = "journal.sqlite"

    /// Microseconds between two looks whether another process has opened the journal by now.
    private static let lookAgain: UInt32 = 5000

    private let path: String
    private let pool: DatabasePool
    private let opened: JournalFile

    /// Opens the journal of a state folder, which must exist; makes or migrates the database when that is needed.
    ///
    /// - Parameters:
    ///   - folder: the state folder.
    ///   - busyTimeout: seconds to wait for another process that is writing.
    /// - Throws: `JournalError`.
    package init(folder: String, busyTimeout: Double = 30) throws(JournalError) {
        path = folder + "/" + Self.fileName
        let lock = try Self.lock(folder: folder, path: path, patience: busyTimeout)
        defer { close(lock) }
        do { pool = try Self.opened(path, in: folder, busyTimeout: busyTimeout) } catch {
            throw Self.told(error, file: path)
        }
        guard let file = JournalFile(path) else { throw JournalError.moved(file: path) }
        opened = file
    }

    private static func opened(_ path: String, in folder: String, busyTimeout: Double) throws -> DatabasePool {
        if isReadOnly(path, in: folder) { return try openedToRead(path, busyTimeout: busyTimeout) }
        // Read by its owner alone, like all that people gave to Patchbay; SQLite makes what lies beside it alike.
        let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
        JournalFile.makePrivate(path)
        let pool = try DatabasePool(path: path, configuration: configuration(busyTimeout: busyTimeout))
        // Only now: GRDB sets NORMAL when it turns the write-ahead log on, and NORMAL may lose the last commits.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        guard try !pool.read(JournalSchema.migrator.hasBeenSuperseded) else { throw JournalError.newer(file: path) }
        try JournalSchema.migrator.migrate(pool)
        try pool.read { try JournalSchema.check($0, file: path) }
        return pool
    }

    /// Whether there is a journal, in a folder where nothing can be made.
    private static func isReadOnly(_ path: String, in folder: String) -> Bool {
        access(path, R_OK) == 0 && access(folder, W_OK) != 0
    }

    /// Opens a journal that can only be looked at.
    private static func openedToRead(_ path: String, busyTimeout: Double) throws -> DatabasePool {
        var configuration = configuration(busyTimeout: busyTimeout)
        configuration.readonly = true
        // SQLite wants to make files beside a database with a write-ahead log, even to read it. One that was closed well
        // has none, and who says that it does not change may read it without.
        let address = access(path + "-wal", F_OK) == 0 ? path : "file:\(escaped(path))?immutable=1"
        let pool = try DatabasePool(path: address, configuration: configuration)
        guard try !pool.read(JournalSchema.migrator.hasBeenSuperseded) else { throw JournalError.newer(file: path) }
        guard try pool.read(JournalSchema.migrator.hasCompletedMigrations) else { throw JournalError.older(file: path) }
        try pool.read { try JournalSchema.check($0, file: path) }
        return pool
    }

    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3F").replacing("#", with: "%23")
    }

    /// Reads from one unchanging state of the database, while others write.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error as DatabaseError {
            throw JournalError(error, file: path)
        }
    }

    /// Writes in one transaction, which is durable when this returns; a thrown error undoes it.
    ///
    /// A file that was moved or removed is refused: nobody would find there what was written.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try opened.check()
        do {
            let value = try pool.write(body)
            try opened.check()
            return value
        } catch let error as DatabaseError {
            throw JournalError(error, file: path)
        }
    }

    /// The same as `read`, without holding up the task's thread; a cancel of the task does not end it.
    func reading<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(JournalError)
        -> Value
    {
        let pool = pool
        do { return try await Task { try await pool.read(body) }.value } catch { throw Self.told(error, file: path) }
    }

    /// The same as `write`, without holding up the task's thread.
    ///
    /// A cancel of the task does not end it: what was begun is finished, and told.
    func writing<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(JournalError)
        -> Value
    {
        let pool = pool
        try opened.check()
        let value: Value
        do { value = try await Task { try await pool.write(body) }.value } catch { throw Self.told(error, file: path) }
        try opened.check()
        return value
    }

    /// Does what no transaction may hold, while nobody else writes.
    func withoutTransaction<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let pool = pool
        do {
            return try await Task { try await pool.barrierWriteWithoutTransaction(body) }.value
        } catch {
            throw Self.told(error, file: path)
        }
    }

    private static func told(_ error: any Error, file: String) -> JournalError {
        switch error {
        case let error as JournalError: error
        case let error as DatabaseError: JournalError(error, file: file)
        default: .unavailable(file: file, cause: "\(error)")
        }
    }

    /// The path of the database file, for messages.
    var file: String { path }

    private static func configuration(busyTimeout: Double) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.maximumReaderCount = 2
        return configuration
    }

    /// Holds everybody else off who opens the journal of a folder, until the descriptor is closed.
    ///
    /// The busy timeout covers neither the switch to the write-ahead log nor the time between looking which migrations
    /// are missing and running them. The folder itself is locked, so that no lock file is left behind.
    private static func lock(folder: String, path: String, patience: Double) throws(JournalError) -> Int32 {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw JournalError.unavailable(file: path, cause: String(cString: strerror(errno)))
        }
        let deadline = ContinuousClock.now + .seconds(patience)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let isHeld = errno == EWOULDBLOCK
            guard errno == EINTR || isHeld && ContinuousClock.now < deadline else {
                let cause = String(cString: strerror(errno))
                close(descriptor)
                throw isHeld ? JournalError.busy(file: path, cause: cause) : .unavailable(file: path, cause: cause)
            }
            usleep(lookAgain)
        }
        return descriptor
    }
}
