import TestSupport
import Testing

extension CommandSuite {
    @Suite("Many processes of one profile")
    struct CrowdTests {
        private static let processes = 32
        private static let expiries = 100

        /// Calls until the test has seen enough, and says how often it did.
        private static let loop = """
            local cc, fs = require "cc", require "fs"
            print "up"
            local calls = 0
            repeat
                cc.task.list({ from = 1, to = 2 })
                calls = calls + 1
            until calls % 4 == 0 and fs.exists "stop"
            print(calls .. " calls")
            """

        @Test("a lapsed access token is renewed by one of them for all, and no call fails")
        func once() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5 --rate-limit 0")
            try place.script("loop.lua", Self.loop)
            let crowd = try (0..<Self.processes).map { _ in
                try place.start("run --profile demo loop.lua", allowed: 1800)
            }
            for run in crowd { try #require(await run.hasWritten("up")) }
            var stats = try simulator.stats()
            for expiry in 1...Self.expiries {
                try simulator.revoke("access")
                // Half of them at least can have met the new token when the next is made worthless.
                let calls = stats.count("task.list") + Self.processes / 2
                for _ in 0..<6000 where stats.refreshes < expiry || stats.count("task.list") < calls {
                    try await Task.sleep(for: .milliseconds(5))
                    stats = try simulator.stats()
                }
                try #require(stats.refreshes >= expiry, "nobody renewed the token within half a minute")
            }
            try place.folder.write("work/stop", "")
            for run in crowd {
                let outcome = await run.outcome()
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                #expect(outcome.output.hasSuffix(" calls\n"))
            }
            stats = try simulator.stats()
            #expect(stats.refreshes == Self.expiries)
            #expect(stats.tokenRequests == Self.expiries)
        }
    }
}
