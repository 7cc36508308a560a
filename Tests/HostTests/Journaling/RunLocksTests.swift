import Glibc
import Testing

@testable import Host

@Suite("Which runs are running")
struct RunLocksTests {
    private let folder = TemporaryFolder()
    private let run = "20261121-205936-rgtv"

    @Test("the lock of a run tells its process while it is held, and nobody afterwards")
    func holder() throws {
        let locks = RunLocks(folder: folder.path + "/runs")
        #expect(locks.process(of: run) == nil && !locks.isRunning(run))
        let lock = try #require(try locks.take(run))
        #expect(locks.process(of: run) == getpid() && locks.isRunning(run))
        lock.release()
        #expect(locks.process(of: run) == nil && !locks.isRunning(run))
    }

    @Test("a process that is gone is none, though the file still names it")
    func left() throws {
        try folder.write("runs/\(run).running", "\(getpid())\n")
        let locks = RunLocks(folder: folder.path + "/runs")
        #expect(locks.process(of: run) == nil)
    }

    @Test(
        "an id is eight digits, six and four letters, and nothing else is",
        arguments: [
            ("20261121-205936-rgtv", true), (RunID.make(at: 1_795_294_776_000), true), ("", false), ("last", false),
            ("20261121-205936-rgt", false), ("20261121-205936-rgtvx", false), ("2026112x-205936-rgtv", false),
            ("20261121-205936-RGTV", false), ("20261121-205936", false), ("20261121-205936-rgtv-", false),
            ("../2026-205936-rgtv", false), ("٢٠٢٦١١٢١-205936-rgtv", false),
        ]
    )
    func ids(text: String, isValid: Bool) {
        #expect(RunID.isValid(text) == isValid)
    }
}
