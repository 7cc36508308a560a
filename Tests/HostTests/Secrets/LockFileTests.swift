import Glibc
import Synchronization
import TestSupport
import Testing
import Webex

@testable import Host

@Suite("Lock files")
struct LockFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/locks/prod.lock" }

    private func lock(_ clock: WallClock = .system) -> LockFile {
        LockFile(path: path, subject: "the credentials of profile prod", clock: clock)
    }

    /// A clock whose waits last until they are cancelled, and that tells that somebody waits.
    private func endless(_ waits: AsyncStream<Void>.Continuation) -> WallClock {
        WallClock(
            now: { 0 },
            sleep: { _ in
                waits.yield()
                try await Task.sleep(for: .seconds(600))
            }
        )
    }

    @Test("the next one goes on when the hold is released, and not before")
    func exclusive() async throws {
        let first = try await lock().hold()
        #expect(folder.mode("locks/prod.lock") == 0o600)
        #expect(folder.mode("locks") == 0o700)
        #expect(try folder.text("locks/prod.lock") == "\(getpid())\n")
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let isHeld = Mutex(false)
        let clock = endless(waiting)
        async let second = { () async throws -> FileHold in
            let hold = try await lock(clock).hold()
            isHeld.withLock { $0 = true }
            return hold
        }()
        for await _ in waits { break }
        #expect(!isHeld.withLock { $0 })
        first.release()
        try await second.release()
        try await lock().hold().release()
        #expect(try folder.names("locks") == ["prod.lock"])
        #expect(try folder.text("locks/prod.lock") == "")
    }

    @Test("many that hold in turn never hold together")
    func turns() async throws {
        let holders = Notes<Int>()
        let leavers = Notes<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask {
                    let hold = try await lock().hold()
                    holders.add([index])
                    #expect(holders.all.count == leavers.all.count + 1)
                    await Task.yield()
                    leavers.add([index])
                    hold.release()
                }
            }
            try await group.waitForAll()
        }
        #expect(leavers.all == holders.all)
    }

    @Test("a hold that is let go of without a word is released")
    func dropped() async throws {
        do { _ = try await lock().hold() }
        try await lock().hold().release()
    }

    @Test("a wait that is cancelled ends at once, and the lock that comes to it later goes on to the next")
    func cancelled() async throws {
        let first = try await lock().hold()
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let clock = endless(waiting)
        let abandoned = Task { try await lock(clock).hold() }
        for await _ in waits { break }
        abandoned.cancel()
        await #expect(throws: CancellationError.self) { try await abandoned.value }
        first.release()
        try await lock().hold().release()
    }

    @Test("a holder that does not let go is told by its process id after two minutes")
    func late() async throws {
        let first = try await lock().hold()
        let asked = Mutex<[Int64]>([])
        let clock = WallClock(now: { 0 }, sleep: { milliseconds in asked.withLock { $0.append(milliseconds) } })
        let error = await #expect(throws: HostError.self) { try await lock(clock).hold() }
        #expect(
            error?.description
                == "the credentials of profile prod have been held by process \(getpid()) for 2 minutes; "
                + "wait for it, or end it if it is stuck: kill \(getpid())"
        )
        #expect(asked.withLock { $0 } == [120_000])
        first.release()
        try await lock().hold().release()
    }

    @Test("another process keeps us off, and one that is killed lets go")
    func otherProcess() async throws {
        try await lock().hold().release()
        let other = try ProgramRun(
            "/usr/bin/flock",
            ["--no-fork", path, "/bin/sh", "-c", "echo $$ > \(path); echo held; exec sleep 600"],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(await other.hasWritten("held"))
        let late = WallClock(now: { 0 }, sleep: { _ in })
        let error = await #expect(throws: HostError.self) { try await lock(late).hold() }
        #expect(error?.hint?.hasSuffix("kill \(other.pid)") == true)
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let clock = endless(waiting)
        async let next = lock(clock).hold()
        for await _ in waits { break }
        other.send(SIGKILL)
        try await next.release()
        #expect(await other.outcome().signal == SIGKILL)
    }

    @Test("a lock file that others may open is refused: they could hold everybody up")
    func modes() async throws {
        try await lock().hold().release()
        folder.setMode("locks/prod.lock", 0o644)
        let error = await #expect(throws: HostError.self) { try await lock().hold() }
        #expect(error?.hint == "close it to them: chmod 600 \(path)")
    }

    @Test("credentials of the environment alone are held without a file")
    func environment() async throws {
        let layered = LayeredCredentials(
            store: try Vault(in: folder).credentials(of: "prod"),
            environment: Credentials(refreshToken: "r")
        )
        try await layered.hold().release()
        #expect(try folder.names() == [])
        try Vault(in: folder).credentials(of: "prod").save(Credentials(refreshToken: "own"))
        let hold = try await layered.hold()
        #expect(try folder.names("state/credentials") == ["prod.lock", "prod.sealed"])
        hold.release()
    }

    @Test("no file of one profile is a file of another, whatever they are called")
    func names() throws {
        let folders = try HomeFolders(environment: ["PATCHBAY_HOME": "/p"], currentFolder: "/")
        let profiles = ["x", "x.lock", "x.sealed", "x.lock.sealed", "x.sealed.lock", "X"]
        let files = profiles.flatMap { [folders.credentialFile(profile: $0), folders.credentialLock(profile: $0)] }
        #expect(Set(files).count == files.count)
    }
}
