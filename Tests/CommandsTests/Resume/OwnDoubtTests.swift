import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Changes in doubt at the end of the run that made them")
    struct OwnDoubtTests {
        /// A task has nothing that tells it from others; the script does not mind.
        private static let script = """
            local cc = require "cc"
            local made, error = pcall(cc.task.create, {
                destination = "+49301234567", entryPointId = "e", direction = "OUTBOUND", mediaType = "telephony",
            })
            print("made", made)
            """

        @Test("one that the script caught is told at the end, the run has not ended well, and can be gone on with")
        func caught() async throws {
            let cut = try await CutOffRun(Self.script)
            try cut.simulator.fail("reset:times=1:when=after:match=POST /v1/tasks")
            let first = try await cut.place.patchbay("run --profile demo s.lua")
            #expect(first.output == "made\tfalse\n" && first.exitCode == 7, "\(first.errors)")
            #expect(first.errors.contains("done, but 1 change is in doubt"), "\(first.errors)")
            #expect(first.errors.contains("decide with patchbay runs settle"))
            let settled = try await cut.place.patchbay("runs settle last --happened 3 --id made-by-hand")
            #expect(settled.exitCode == 0, "\(settled.errors)")
            let second = try await cut.resume()
            #expect(second.output == "made\ttrue\n" && second.exitCode == 0, "\(second.errors)")
            #expect(try cut.count("task.create") == 1)
        }

        @Test("a person who interrupts is told what is waited for, and how to go on")
        func interrupted() async throws {
            let cut = try await CutOffRun(Self.script)
            try cut.simulator.fail("stall:times=1:when=after:match=POST /v1/tasks")
            let run = try cut.place.start("run --profile demo s.lua", allowed: 30)
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            run.send(SIGINT)
            #expect(await run.hasWritten("waiting for 1 change to be answered; Ctrl-C again ends at once"))
            run.send(SIGINT)
            #expect(await run.outcome().exitCode == 130)
            try cut.simulator.mend()
        }

        @Test("every run that ended early and can be gone on with says how; a simulated one does not")
        func hint() async throws {
            let cut = try await CutOffRun("error('no')")
            let real = try await cut.place.patchbay("run --profile demo s.lua")
            #expect(real.exitCode == 1 && real.errors.contains("go on with patchbay resume "), "\(real.errors)")
            let simulated = try await cut.place.patchbay("run --simulator --tasks 1 s.lua")
            #expect(simulated.exitCode == 1 && !simulated.errors.contains("resume"), "\(simulated.errors)")
        }

        @Test("a second process that goes on in spite of the lock stops the first before it sends anything more")
        func twice() async throws {
            let cut = try await CutOffRun()
            try cut.simulator.fail("slow:times=1:milliseconds=20000:after=2:match=PATCH /organization")
            let first = try cut.place.start("run --profile demo --allow-write s.lua people.csv", allowed: 60)
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            let removed = try await cut.place.shell("rm -r $PATCHBAY_HOME/runs")
            #expect(removed.exitCode == 0, "\(removed.errors)")
            let second = try await cut.resume()
            #expect(second.exitCode == 0, "\(second.errors)")
            let outcome = await first.outcome()
            #expect(
                outcome.exitCode == 1 && outcome.errors.contains("was gone on with by another process"),
                "\(outcome.errors)"
            )
            // The change that was under way was in doubt for the second, and is the only one that was sent twice.
            let stats = try cut.simulator.stats()
            #expect(stats.writes == 13 && stats.mostWritesOfOne == 3, "\(stats.json)")
        }
    }
}
