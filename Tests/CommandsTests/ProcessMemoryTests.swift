import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("The memory of the process")
    struct ProcessMemoryTests {
        @Test("is in no core and no crash report, and closed to its own user", .enabled(if: geteuid() == 0))
        func closed() async throws {
            // As another user than root, whose processes always seem root's; the program is handed over open, since that
            // user may not reach where it lies.
            let line = """
                exec 9< "$0"
                exec setpriv --reuid 65534 --regid 65534 --clear-groups /proc/self/fd/9 simulator --tasks 1
                """
            let run = try ProgramRun(
                "/bin/sh",
                ["-c", "ulimit -c unlimited; " + line, ProductBinaries.patchbay],
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
            )
            #expect(await run.hasWritten("api_url"))
            let limits = SmallFile.text("/proc/\(run.pid)/limits") ?? ""
            let cores = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            #expect(cores?.split(separator: " ").suffix(3) == ["0", "0", "bytes"])
            #expect(SmallFile.text("/proc/\(run.pid)/status")?.contains("\nUid:\t65534\t") == true)
            // The kernel gives the files of a process that it will not dump to root.
            var status = stat()
            #expect(stat("/proc/\(run.pid)/environ", &status) == 0)
            #expect(status.st_uid == 0)
            run.send(SIGSEGV)
            let outcome = await run.outcome()
            #expect(outcome.signal == SIGSEGV)
            #expect(outcome.errors == "")
        }
    }
}
