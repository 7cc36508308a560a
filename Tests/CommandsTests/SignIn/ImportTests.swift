import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Signing in with credentials that were sent")
    struct ImportTests {
        private static func block(_ ready: JSONValue, secret: String? = nil) -> String {
            func text(_ name: String) -> String { ready[name]?.string ?? "" }
            return """
                Hello,
                as agreed: Client ID: \(text("client_id")), Client Secret: \(secret ?? text("client_secret")),
                Organization ID: \(text("org_id")), Access Token: \(text("access_token")),
                Refresh Token: \(text("refresh_token"))
                """
        }

        /// A simulator whose credentials lie in `block.txt`, and the options that say where it is.
        private func sent(_ options: String = "", secret: String? = nil) async throws
            -> (place: Place, simulator: SimulatorProcess, address: String)
        {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5 --users 5 \(options)")
            #expect(
                chmod(try place.folder.write("work/block.txt", Self.block(simulator.ready, secret: secret)), 0o600) == 0
            )
            let api = try #require(simulator.ready["api_url"]?.string),
                auth = try #require(simulator.ready["auth_url"]?.string)
            return (place, simulator, "--api-url \(api) --auth-url \(auth)")
        }

        private func run(_ place: Place, _ profile: String) async throws -> ProgramRun.Outcome {
            try place.script("teams.lua", #"for team in require("cc").team.each() do print(team.name) end"#)
            return try await place.patchbay("run --profile \(profile) teams.lua")
        }

        @Test("a new profile is stored with them, tried and named; the next run just works")
        func new() async throws {
            let (place, simulator, address) = try await sent()
            let outcome = try await place.patchbay("login acme --import block.txt \(address)")
            #expect(outcome.exitCode == 0 && outcome.errors.contains("signed in: profile acme, "), "\(outcome.errors)")
            #expect(try simulator.stats().json["refreshes"]?.integer == 1)
            #expect(try await run(place, "acme").exitCode == 0)
            #expect(try await place.patchbay("login acme --import block.txt").exitCode == 0)
            for secret in simulator.secrets { #expect(!outcome.errors.contains(secret)) }
        }

        @Test("they may come through standard input, as JSON or as variables", arguments: ["json", "variables"])
        func forms(form: String) async throws {
            let (place, simulator, address) = try await sent()
            func text(_ name: String) -> String { simulator.ready[name]?.string ?? "" }
            let names = ["client_id", "client_secret", "access_token", "refresh_token"]
            let sent =
                form == "json"
                ? "{" + names.map { "\"\($0)\": \"\(text($0))\"" }.joined(separator: ", ") + "}"
                : "HOME=/x\n" + names.map { "PATCHBAY_\($0.uppercased())=\(text($0))" }.joined(separator: "\n")
            try place.folder.write("work/sent", sent)
            let outcome = try await place.shell("patchbay login acme --import - \(address) < sent")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await run(place, "acme").exitCode == 0)
        }

        @Test("a wrong client secret ends with 3, and no profile is left behind")
        func wrongSecret() async throws {
            let (place, simulator, address) = try await sent(secret: "wrong-secret-value")
            let outcome = try await place.patchbay("login acme --import block.txt \(address)")
            #expect(outcome.exitCode == 3 && outcome.errors.contains("client secret"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("wrong-secret-value"))
            #expect(try await place.patchbay("profile show acme").exitCode == 2)
            #expect(try simulator.stats().tokenRequests == 1)
        }

        @Test("what cannot be kept is not tried: where a use replaces the refresh token, nothing is lost")
        func nothingSpent() async throws {
            let (place, simulator, address) = try await sent("--rotate-refresh-tokens")
            let before = try simulator.stats().count("access_token")
            // A configuration that only a person can change.
            try place.folder.write("home/config.yaml", "profiles: {other: {region: us1}}\n")
            let odd = try await place.patchbay("login acme --import block.txt \(address)")
            #expect(odd.exitCode == 2, "\(odd.errors)")
            unlink(place.folder.path("home/config.yaml"))
            // A file of credentials that cannot be opened, and so must not be replaced.
            try place.folder.write("home/credentials/acme.sealed", "no sealed file")
            #expect(chmod(place.folder.path("home/credentials/acme.sealed"), 0o600) == 0)
            let damaged = try await place.patchbay("login acme --import block.txt \(address)")
            #expect(damaged.exitCode == 2 && damaged.errors.contains("acme.sealed"), "\(damaged.errors)")
            unlink(place.folder.path("home/credentials/acme.sealed"))
            #expect(try simulator.stats().count("access_token") == before)
            let mended = try await place.patchbay("login acme --import block.txt \(address)")
            #expect(mended.exitCode == 0, "\(mended.errors)")
        }

        @Test("credentials of another client do not go into a profile, and nothing says where a new one's org is")
        func otherClient() async throws {
            let (place, _, address) = try await sent()
            _ = try await place.patchbay("profile add other --client-id C999 \(address)")
            let other = try await place.patchbay("login other --import block.txt")
            #expect(other.exitCode == 2 && other.errors.contains("another client id"), "\(other.errors)")
            let nowhere = try await place.patchbay("login acme --import block.txt")
            #expect(nowhere.exitCode == 2 && nowhere.errors.contains("--region (us1, "), "\(nowhere.errors)")
            let region = try await place.patchbay("login other --import block.txt --region us1")
            #expect(region.exitCode == 2 && region.errors.contains("not stored yet"), "\(region.errors)")
        }

        @Test("an access token alone is taken for as long as it lasts, and status says so")
        func accessOnly() async throws {
            let (place, simulator, address) = try await sent()
            let token = try #require(simulator.ready["access_token"]?.string)
            try place.folder.write("work/token", "Access Token: \(token)\nExpires in: 3600\n")
            let outcome = try await place.patchbay("login acme --import token \(address)")
            #expect(outcome.exitCode == 0 && outcome.errors.contains("not renewable"), "\(outcome.errors)")
            #expect(try await run(place, "acme").exitCode == 0)
            let status = try await place.patchbay("status acme")
            #expect(status.exitCode == 0 && status.errors.contains("cannot be renewed"), "\(status.errors)")
            #expect(status.output.contains("minutes\n"))
            try simulator.revoke()
            let ended = try await run(place, "acme")
            #expect(
                ended.exitCode == 3 && ended.errors.contains("patchbay login acme --import FILE"),
                "\(ended.errors)"
            )
        }
    }
}
