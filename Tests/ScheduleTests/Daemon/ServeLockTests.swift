import Glibc
import Host
import TestSupport
import Testing

@testable import Schedule

@Suite("One daemon of a state folder")
struct ServeLockTests {
    private static let now: Int64 = 1_795_294_776_000

    @Test("the second is told which process is the first and since when, and the lock is free when that is gone")
    func second() throws {
        let folder = try TemporaryFolder()
        let state = folder.path("state")
        #expect(ServeLock.holder(of: state) == nil)
        var first: ServeLock? = try ServeLock(folder: state, now: Self.now)
        #expect(ServeLock.holder(of: state) == "process \(getpid()) since 2026-11-21 20:59 UTC")
        let error = #expect(throws: HostError.self) { try ServeLock(folder: state, now: Self.now) }
        let told = "another daemon (process \(getpid()) since 2026-11-21 20:59 UTC) serves this state folder"
        #expect(error?.problem == told && error?.exitCode == 2)
        withExtendedLifetime(first) {}
        first = nil
        #expect(ServeLock.holder(of: state) == nil)
        _ = try ServeLock(folder: state, now: Self.now)
    }

    @Test("a folder that cannot be written is told by its name")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        let error = #expect(throws: HostError.self) { try ServeLock(folder: folder.path("file/state"), now: 0) }
        #expect(error?.subject.hasPrefix(folder.path("file")) == true)
    }
}
