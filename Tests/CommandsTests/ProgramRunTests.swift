import Glibc
import TestSupport
import Testing

@Suite("Programs that tests start")
struct ProgramRunTests {
    @Test("streams, exit code, environment and folder are the program's own")
    func plain() async throws {
        let outcome = try await ProgramRun.run(
            "/bin/sh",
            ["-c", "echo $WORD; pwd >&2; test -t 2; exit 7"],
            environment: ["WORD": "out"],
            folder: "/usr"
        )
        #expect(outcome.output == "out\n")
        #expect(outcome.errors == "/usr\n")
        #expect(outcome.exitCode == 7)
    }

    @Test("standard error can be a terminal of a width")
    func terminal() async throws {
        let outcome = try await ProgramRun.run(
            "/bin/sh",
            ["-c", "test -t 2 && stty size <&2"],
            environment: ["PATH": "/usr/bin:/bin"],
            errors: .terminal(columns: 77)
        )
        #expect(outcome.output == "24 77\n")
        #expect(outcome.exitCode == 0)
    }

    @Test("a signal is told, and a program that takes too long is killed")
    func signals() async throws {
        let asleep = try ProgramRun(
            "/bin/sh",
            ["-c", "echo up; exec sleep 100"],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(await asleep.hasWritten("up"))
        asleep.send(SIGTERM)
        #expect(await asleep.outcome().signal == SIGTERM)
        let late = try await ProgramRun.run("/bin/sleep", ["100"], allowed: 1)
        #expect(late.wasLate && late.signal == SIGKILL)
    }
}
