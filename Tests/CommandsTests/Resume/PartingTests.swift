import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Changes that are under way when a run ends")
    struct PartingTests {
        private static let script = """
            local cc = require "cc"
            local user = cc.user.list({ pageSize = 1, page = 0 })[1]
            cc.user.patch(user.id, { workPhone = "+49123" })
            """

        @Test("what is on its way when Ctrl-C comes is answered, and known to have happened")
        func interrupted() async throws {
            let cut = try await CutOffRun(Self.script)
            try cut.simulator.fail("slow:times=1:milliseconds=5000:match=PATCH /organization")
            let run = try cut.place.start("run --profile demo s.lua")
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            run.send(SIGINT)
            let sent = ContinuousClock.now
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 130, "\(outcome.errors)")
            // As soon as the answer is there: without one it would have ten seconds.
            #expect(ContinuousClock.now - sent < .seconds(9))
            let resumed = try await cut.resume()
            #expect(resumed.exitCode == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("1 change was made\n"), "\(resumed.errors)")
            #expect(try cut.simulator.stats().writes == 1)
        }
    }
}
