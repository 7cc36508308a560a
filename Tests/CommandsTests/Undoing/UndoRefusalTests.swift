import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Runs that cannot be taken back")
    struct UndoRefusalTests {
        private static let patch = """
            local cc = require "cc"
            local user = cc.user.get { email = "agent00001@example.com" }
            cc.user.patch(user.id, { workPhone = "+49301" })
            """

        @Test("are told with why, and nothing is sent: none such, plans, those that changed nothing, simulated ones")
        func refused() async throws {
            let org = try await ChangedOrg()
            let missing = try await org.undo("2020")
            #expect(missing.exitCode == 2)
            let idle = try await org.undo(try await org.run("print(1)"))
            #expect(idle.exitCode == 2)
            #expect(idle.errors.contains("changed nothing, so there is nothing to take back"))
            let planned = try await org.undo(try await org.run(Self.patch, "--plan"))
            #expect(planned.exitCode == 2)
            #expect(planned.errors.contains("was a plan: it changed nothing"))
            let simulated = try await org.place.patchbay("run --simulator --tasks 1 --users 3 s.lua")
            let past = try await org.undo(RunHistory.id(simulated))
            #expect(past.exitCode == 2)
            #expect(past.errors.contains("ran on a simulator that ended with it"))
            #expect(try org.simulator.stats().writes == 0)
        }

        @Test("one that is running is told; once it was cut off, what is in doubt is named and the rest taken back")
        func cutOff() async throws {
            let cut = try await CutOffRun()
            try cut.simulator.fail("stall:times=1:when=after:after=3:match=PATCH /organization")
            let running = try cut.place.start("run --profile demo --allow-write s.lua people.csv")
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            let line = try #require(running.errorsSoFar.split(separator: "\n").first { $0.hasPrefix("run ") })
            let id = String(line.dropFirst(4))
            let refused = try await cut.place.patchbay("undo --yes \(id)")
            #expect(refused.exitCode == 2)
            #expect(refused.errors.contains("is running now"))
            running.send(SIGKILL)
            _ = await running.outcome()
            try cut.simulator.mend()
            let undone = try await cut.place.patchbay("undo --yes \(id)")
            #expect(undone.exitCode == 7)
            let told = undone.output + undone.errors
            #expect(told.contains("nobody knows whether it happened; settle that first: "), "\(told)")
            #expect(told.contains("patchbay resume \(id)") && told.contains("patchbay runs settle \(id)"), "\(told)")
        }

        @Test("a single call can be, where it created something")
        func calls() async throws {
            let org = try await ChangedOrg()
            let before = try await org.state()
            let body = #"{"name":"Made","active":true,"serviceLevelThreshold":10,"skillType":"Boolean"}"#
            let made = try await org.place.start("api call --profile demo skill.create --body", [body]).outcome()
            #expect(made.exitCode == 0, "\(made.errors)")
            let undone = try await org.undo("last")
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(try await org.state() == before)
        }
    }
}
