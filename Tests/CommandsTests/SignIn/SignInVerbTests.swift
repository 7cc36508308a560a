import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What a signed-in profile shows and gives")
    struct SignInVerbTests {
        @Test("status tells who, where, for what and how long, as a table and as JSON")
        func status() async throws {
            let org = try await Integration(options: "--access-token-life 2h --rate-limit 90")
            let before = try await org.status()
            #expect(before.code == 3 && before.facts["signed_in"]?.bool == false)
            #expect(before.facts["scopes"] == .null && before.facts["access_token_expires"] == .null)
            try await org.signIn("--scopes", ["cjp:config_read spark:people_read"])
            let (code, facts) = try await org.status()
            #expect(code == 0)
            #expect(facts["signed_in"]?.bool == true && facts["renewable"]?.bool == true)
            #expect(facts["profile"]?.string == "org")
            #expect(facts["owner"]?.string?.contains("@") == true, "\(facts)")
            #expect(facts["organization"] == org.simulator.ready["org_id"])
            #expect(facts["auth_url"] == org.simulator.ready["auth_url"])
            #expect(facts["scopes"]?.array == ["cjp:config_read", "spark:people_read"])
            let end = try #require(facts["access_token_expires"]?.integer)
            let refreshEnd = try #require(facts["refresh_token_expires"]?.integer)
            #expect(refreshEnd - end > 80 * 86_400_000)
            #expect(facts["warnings"]?.array == [])
            let table = try await org.place.patchbay("status org")
            #expect(table.exitCode == 0)
            for words in ["signed in      yes", "cjp:config_read spark:people_read", "in 1 hour", "in 89 days"] {
                #expect(table.output.contains(words), "\(table.output)")
            }
            for secret in org.simulator.secrets { #expect(!table.output.contains(secret)) }
        }

        @Test("a sign-in that lapses soon is warned of by status and by runs")
        func lapsing() async throws {
            let org = try await Integration(options: "--refresh-token-life 5d")
            try await org.signIn()
            let outcomes = [try await org.place.patchbay("status org"), try await org.run()]
            for outcome in outcomes {
                #expect(outcome.exitCode == 0)
                #expect(outcome.errors.contains("lapses in 4 days"), "\(outcome.errors)")
                #expect(outcome.errors.contains("patchbay login org"), "\(outcome.errors)")
            }
        }

        @Test("token prints one line into a pipe, and a fresh one when the last has lapsed")
        func token() async throws {
            let org = try await Integration(options: "--access-token-life 2s")
            try await org.signIn()
            let first = try await org.place.patchbay("token org")
            #expect(first.exitCode == 0 && first.errors.isEmpty, "\(first.errors)")
            #expect(first.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
            let orgID = try #require(org.simulator.ready["org_id"]?.string)
            #expect(first.output.hasSuffix("_\(orgID)\n"))
            var last = first
            for _ in 0..<100 where last.output == first.output {
                last = try await org.place.patchbay("token org")
                #expect(last.exitCode == 0, "\(last.errors)")
            }
            #expect(last.output != first.output && last.output.hasSuffix("_\(orgID)\n"))
        }

        /// A command whose standard output is the terminal too, as for a person at a shell.
        private func onTerminal(_ command: String, _ org: Integration) throws -> ProgramRun {
            try ProgramRun(
                "/bin/sh",
                ["-c", command + " >&2"],
                environment: org.place.environment,
                folder: org.place.work,
                errors: .terminal(columns: 80, isTyped: true),
                allowed: 20
            )
        }

        @Test("on a terminal token asks first, and only yes prints it")
        func tokenOnTerminal() async throws {
            let org = try await Integration()
            try await org.signIn()
            let token = try #require(try await org.place.patchbay("token org").output.split(separator: "\n").first)
            for (typed, code) in [("n", 1), ("", 1), ("y", 0), ("yes", 0)] {
                let asked = try onTerminal("patchbay token org", org)
                #expect(await asked.hasWritten("[y/N]"))
                #expect(!asked.errorsSoFar.contains(token))
                asked.type(typed + "\n")
                let outcome = await asked.outcome()
                #expect(outcome.exitCode == Int32(code), "\(outcome.errors)")
                #expect(outcome.errors.contains(token) == (code == 0), "\(outcome.errors)")
            }
            let unasked = try await onTerminal("patchbay token org --yes", org).outcome()
            #expect(unasked.exitCode == 0 && unasked.errors.contains(token) && !unasked.errors.contains("[y/N]"))
        }

        @Test("logout forgets the tokens; the secret stays, and the next sign-in asks for the same scopes")
        func logout() async throws {
            let org = try await Integration()
            try await org.signIn("--scopes", ["cjp:config_read spark:kms"])
            let out = try await org.place.patchbay("logout org")
            #expect(out.exitCode == 0 && out.output.isEmpty && out.errors.contains("signed out profile org"))
            #expect(try await org.status().code == 3)
            for outcome in [try await org.run(), try await org.place.patchbay("token org")] {
                #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
                #expect(outcome.errors.contains("sign in: patchbay login org"), "\(outcome.errors)")
            }
            let again = try await org.place.patchbay("logout org")
            #expect(again.exitCode == 0 && again.errors.contains("was not signed in"))
            let login = try org.place.start("login org")
            let location = try org.simulator.location(after: try await org.address(login))
            #expect(try org.visit(location).status == 200)
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("asking for cjp:config_read spark:kms\n"), "\(outcome.errors)")
        }

        @Test("--for asks for what scripts use, and they run with it")
        func forScripts() async throws {
            let org = try await Integration()
            let outcome = try await org.paste("--for examples/onboard-agents.lua") {
                try org.simulator.location(after: $0)
            }
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors.contains("asking for cjp:config_read cjp:config_write\n"), "\(outcome.errors)")
            let both = try await org.paste("--for examples/onboard-agents.lua --for examples/tasks-by-queue.lua") {
                try org.simulator.location(after: $0)
            }
            #expect(both.errors.contains("asking for cjp:config_read cjp:config_write cjp:user"), "\(both.errors)")
            #expect(try await org.place.patchbay("run --profile org examples/tasks-by-queue.lua").exitCode == 0)
            let two = try await org.place.patchbay("login org --scopes a --for examples/tasks-by-queue.lua")
            #expect(two.exitCode == 2 && two.errors.contains("give one of them"))
        }

        @Test("a call that the granted scopes cannot satisfy is not sent, and the way out works as it is told")
        func missingScope() async throws {
            let org = try await Integration()
            try await org.signIn("--scopes", ["cjp:user"])
            let refused = try await org.run()
            #expect(refused.exitCode == 3, "\(refused.errors)")
            #expect(refused.errors.contains("it needs cjp:config_read"), "\(refused.errors)")
            #expect(try org.simulator.stats().count("team.list") == 0)
            let start = try #require(refused.errors.firstRange(of: "patchbay login org"))
            let command = refused.errors[start.lowerBound...].prefix { $0 != "\n" }
            let login = try ProgramRun(
                "/bin/sh",
                ["-c", String(command)],
                environment: org.place.environment,
                folder: org.place.work
            )
            let location = try org.simulator.location(after: try await org.address(login))
            #expect(try org.visit(location).status == 200)
            #expect(await login.outcome().exitCode == 0)
            // Asking for more must not lose what was granted before.
            #expect(try await org.status().facts["scopes"]?.array == ["cjp:config_read", "cjp:user"])
            let served = try await org.run()
            #expect(served.exitCode == 0, "\(served.errors)")
            #expect(try org.simulator.stats().count("team.list") > 0)
        }

        @Test("PATCHBAY_PROFILE names the profile of every verb")
        func environment() async throws {
            var org = try await Integration()
            try await org.signIn()
            org.place.environment["PATCHBAY_PROFILE"] = "org"
            let status = try await org.place.patchbay("status --json")
            #expect(try JSONValue(parsing: status.outputBytes)["profile"]?.string == "org")
            #expect(try await org.place.patchbay("token").output == org.place.patchbay("token org").output)
            #expect(try await org.place.patchbay("run examples/tasks-by-queue.lua").exitCode == 0)
            let out = try await org.place.patchbay("logout")
            #expect(out.errors.contains("signed out profile org"), "\(out.errors)")
            #expect(try await org.place.patchbay("status demo").exitCode == 0)
        }
    }
}
