import Glibc
import TestSupport
import Testing

extension CommandSuite {
    /// `scripts/stress` as far as there is time for it with every build; its own text says what it holds runs against.
    @Suite("Runs that are cut short")
    struct StressTests {
        @Test("kill -9 of host, worker or both at a hundred random moments: the end is the same, nothing is done twice")
        func random() async throws {
            try await stress("--runs 100 --rows 40 --tasks 20")
        }

        @Test("kill -9 just before and just after each part of the journal is durable and each request leaves")
        func points() async throws {
            try await stress("--points --every 4")
        }

        @Test("a disk that is full, fails, or takes half is never told as done, and the run can go on afterwards")
        func disk() async throws {
            try await stress("--disk --every 15")
        }

        @Test(
            "random scripts: a plan sends no change, carrying it out leaves what the script leaves, and undo what was there"
        )
        func plans() async throws {
            try await stress("--plans 12")
        }

        @Test(
            "kill -9 of a hundred exports at random moments: no recording is lost, doubled or torn, in folder or bucket"
        )
        func exports() async throws {
            try await stress("--exports 100 --tasks 20")
        }

        @Test(
            "kill -9 of twenty daemons and some of their runs at random moments: no time is run twice, and none is lost"
        )
        func daemons() async throws {
            try await stress("--daemon 20")
        }

        private func stress(_ options: String) async throws {
            let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
            let outcome = try await ProgramRun.run(
                Repository.path("scripts/stress"),
                options.split(separator: " ").map(String.init) + ["--patchbay", ProductBinaries.patchbay],
                environment: ["PATH": path],
                allowed: 900
            )
            #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
