import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Tokens that are renewed by themselves")
    struct RenewalTests {
        @Test(
            "a run goes on while its tokens lapse, and the last pair is kept",
            arguments: ["", "--rotate-refresh-tokens"]
        )
        func lapses(rotation: String) async throws {
            let org = try await Integration(options: "--access-token-life 2s \(rotation)")
            try await org.signIn()
            try org.place.script(
                "long.lua",
                """
                local async, cc = require "async", require "cc"
                for _ = 1, 8 do
                    for _ in cc.team.each() do end
                    async.sleep("500ms")
                end
                """
            )
            let run = try await org.place.patchbay("run --profile org long.lua")
            #expect(run.exitCode == 0, "\(run.errors)")
            let refreshes = try #require(org.simulator.stats().json["refreshes"]?.integer)
            #expect((2...4).contains(refreshes), "\(refreshes)")
            // Another process takes over from what that one left.
            #expect(try await org.run().exitCode == 0)
        }

        @Test("a token that was revoked is renewed and the call repeated, run after run")
        func revoked() async throws {
            let org = try await Integration(options: "--rotate-refresh-tokens")
            try await org.signIn()
            for round in 1...3 {
                try org.simulator.revoke("access")
                let run = try await org.run()
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(try org.simulator.stats().json["refreshes"]?.integer == Int64(round))
            }
            try org.simulator.revoke()
            let run = try await org.run()
            #expect(run.exitCode == 3)
            #expect(run.errors.contains("profile org is signed out"), "\(run.errors)")
            #expect(run.errors.contains("sign in: patchbay login org"), "\(run.errors)")
            try await org.signIn()
            #expect(try await org.run().exitCode == 0)
        }

        @Test(
            "a token endpoint that fails is told as such with 6, and the sign-in is unharmed",
            arguments: ["500", "503", "html", "malformed", "reset", "stall"]
        )
        func failing(fault: String) async throws {
            let org = try await Integration()
            try await org.signIn()
            try org.simulator.revoke("access")
            try org.simulator.fail("\(fault):match=access_token")
            let run = try await org.run("--request-timeout 1s --patience 2s")
            #expect(run.exitCode == 6, "\(run.errors)")
            #expect(run.errors.contains("token endpoint") || run.errors.contains("/access_token"), "\(run.errors)")
            #expect(!run.errors.contains("patchbay login"), "\(run.errors)")
            try org.simulator.mend()
            let next = try await org.run()
            #expect(next.exitCode == 0, "\(next.errors)")
        }

        @Test(
            "an answer that is lost or late is asked for again",
            arguments: ["500", "reset", "slow:milliseconds=1500"]
        )
        func onceFailing(fault: String) async throws {
            let org = try await Integration()
            try await org.signIn()
            try org.simulator.revoke("access")
            try org.simulator.fail("\(fault):match=access_token:times=1")
            let run = try await org.run()
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(try org.simulator.stats().faults == 1)
        }

        @Test("a sign-in that the token endpoint cannot finish says so with 6, and what was kept stays")
        func failingSignIn() async throws {
            let org = try await Integration()
            try await org.signIn()
            for fault in ["500", "html"] {
                try org.simulator.fail("\(fault):match=access_token")
                let login = try org.login()
                let page = try org.visit(try org.simulator.location(after: try await org.address(login)))
                #expect(page.status == 400 && page.text.contains("Not signed in"), "\(page.text)")
                let outcome = await login.outcome()
                #expect(outcome.exitCode == 6, "\(outcome.errors)")
                #expect(outcome.errors.contains("the token endpoint"), "\(outcome.errors)")
                try org.simulator.mend()
            }
            #expect(try await org.run().exitCode == 0)
        }
    }
}
