import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Signing a service app in")
    struct ServiceAppTests {
        /// An integration with the right to fetch its tokens, and the service app's profile `bot` beside it.
        private func makeBot(scopes: String = "spark:applications_token cjp:config_read") async throws -> Integration {
            let org = try await Integration()
            try await org.signIn("--scopes", [scopes])
            let app = try #require(org.simulator.ready["service_app"])
            let added = try await org.place.patchbay(
                "profile add bot --api-url \(try #require(org.simulator.ready["api_url"]?.string))"
                    + " --auth-url \(try #require(org.simulator.ready["auth_url"]?.string))"
                    + " --client-id \(try #require(app["client_id"]?.string))"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            try org.secretFile("bot-secret", #require(app["client_secret"]?.string))
            return org
        }

        private func signIn(_ org: Integration, target: String? = nil) async throws -> ProgramRun.Outcome {
            let application = try #require(org.simulator.ready["service_app"]?["application_id"]?.string)
            let target = try target ?? #require(org.simulator.ready["org_id"]?.string)
            return try await org.place.patchbay(
                "login bot --service-app --client-secret-file bot-secret --application-id \(application)"
                    + " --target-org \(target) --via org"
            )
        }

        private func runAsBot(_ org: Integration) async throws -> ProgramRun.Outcome {
            try org.place.script("teams.lua", #"for team in require("cc").team.each() do print(team.name) end"#)
            return try await org.place.patchbay("run --profile bot teams.lua")
        }

        @Test("an integration fetches its pair, which renews itself from then on")
        func viaIntegration() async throws {
            let org = try await makeBot()
            let outcome = try await signIn(org)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("signed in: profile bot"), "\(outcome.errors)")
            #expect(try org.simulator.stats().count("application_token") == 1)
            #expect(try await runAsBot(org).exitCode == 0)
            // The integration is not needed for it.
            #expect(try await org.place.patchbay("logout org").exitCode == 0)
            try org.simulator.revoke("access")
            let later = try await runAsBot(org)
            #expect(later.exitCode == 0, "\(later.errors)")
            #expect(try org.simulator.stats().json["refreshes"]?.integer == 1)
        }

        @Test("a wrong secret of the service app is told as that, and the integration stays signed in")
        func wrongSecret() async throws {
            let org = try await makeBot()
            try org.secretFile("bot-secret", "9254db480ea4-wrong")
            let outcome = try await signIn(org)
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("the service app's client id or client secret"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("patchbay login org"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("9254db480ea4-wrong"))
            #expect(try await org.place.patchbay("status bot").exitCode == 3)
            #expect(try await org.run().exitCode == 0)
        }

        @Test("an organisation that did not approve it is told")
        func wrongOrg() async throws {
            let org = try await makeBot()
            let outcome = try await signIn(org, target: "00000000-0000-0000-0000-000000000000")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("not authorized in the targetOrgId"), "\(outcome.errors)")
            #expect(outcome.errors.contains("--target-org"), "\(outcome.errors)")
            #expect(try await org.place.patchbay("status bot").exitCode == 3)
        }

        @Test("an integration without the scope is told of it before anything is sent")
        func scopeless() async throws {
            let org = try await makeBot(scopes: "cjp:config_read")
            let outcome = try await signIn(org)
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("spark:applications_token"), "\(outcome.errors)")
            #expect(
                outcome.errors.contains(#"patchbay login org --scopes "cjp:config_read spark:applications_token""#),
                "\(outcome.errors)"
            )
            #expect(try org.simulator.stats().count("application_token") == 0)
        }

        @Test("a pair can be typed, unseen, and is tried before it is kept")
        func typed() async throws {
            let org = try await Integration()
            let access = try #require(org.simulator.ready["access_token"]?.string)
            let refresh = try #require(org.simulator.ready["refresh_token"]?.string)
            for (typed, code) in [("not" + refresh, 3), (refresh, 0)] {
                let login = try org.place.start(
                    "login org --service-app --client-secret-file secret",
                    errors: .terminal(columns: 80, isTyped: true),
                    allowed: 20
                )
                #expect(await login.hasWritten("access token:"))
                login.type(access + "\n")
                #expect(await login.hasWritten("refresh token:"))
                login.type(typed + "\n")
                let outcome = await login.outcome()
                #expect(outcome.exitCode == Int32(code), "\(outcome.errors)")
                #expect(!outcome.errors.contains(access) && !outcome.errors.contains(refresh))
                #expect(try await org.status().code == Int32(code))
            }
            #expect(try await org.run().exitCode == 0)
        }

        @Test("without a terminal the pair is not asked for, and half of the options is none")
        func incomplete() async throws {
            let org = try await Integration()
            let silent = try await org.place.patchbay("login org --service-app --client-secret-file secret")
            #expect(silent.exitCode == 2 && silent.errors.contains("--import FILE"), "\(silent.errors)")
            let half = try await org.place.patchbay("login org --service-app --application-id A --via org")
            #expect(half.exitCode == 2 && half.errors.contains("go together"), "\(half.errors)")
            let mixed = try await org.place.patchbay("login org --service-app --scopes cjp:user")
            #expect(mixed.exitCode == 2 && mixed.errors.contains("leave them out"), "\(mixed.errors)")
        }
    }
}
