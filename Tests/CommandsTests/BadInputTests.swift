import TestSupport
import Testing

extension CommandSuite {
    @Suite("Input that is wrong")
    struct BadInputTests {
        private static let export = "run --simulator --tasks 10 examples/export-recordings.lua"

        @Test(
            "an argument that does not fit ends with 2, and nothing is sent",
            arguments: [
                ("", "needs --from"),
                ("--from", "--from"),
                ("--from yestreday", "did you mean yesterday?"),
                ("--from -8d --chanel chat", "unknown option --chanel; did you mean --channel?"),
                ("--from -8d --channel phone", "telephony, chat, email, social"),
                ("--from -8d more", "unexpected argument 'more'"),
                ("--from -8d --segments=yes", "--segments"),
                ("--from -8d --from -7d", "--from"),
                ("--from -8d --out ./afile", "afile is a file, not a folder"),
            ]
        )
        func arguments(words: String, expected: String) async throws {
            let place = try Place()
            try place.script("afile", "")
            let outcome = try await place.patchbay("\(Self.export) \(words)")
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(expected), "\(outcome.errors)")
            #expect(!outcome.errors.contains("requests"))
            #expect(outcome.output.isEmpty)
        }

        @Test(
            "a command line that does not fit ends with 2",
            arguments: [
                ("rnu x", "did you mean run?"), ("run", "which script?"),
                ("run --simulatr x", "did you mean --simulator?"),
                ("run --timeout soon examples/tasks-by-queue.lua", "soon"),
                ("run --max-memory 1K examples/tasks-by-queue.lua", "--max-memory"),
                ("run --simulator --profile x examples/tasks-by-queue.lua", "--simulator"),
                ("simulator --port 99999", "--port"), ("simulator --tasks -1", "--tasks"), ("profile", ""),
                ("profile add", "name"), ("profile show", "name"),
            ]
        )
        func commandLine(words: String, expected: String) async throws {
            let outcome = try await Place().patchbay(words, allowed: 10)
            #expect(outcome.exitCode == (words == "profile" ? 0 : 2), "\(outcome.errors)")
            #expect((outcome.errors + outcome.output).contains(expected), "\(outcome.errors)")
        }

        @Test("a profile that does not exist, or none at all")
        func noProfile() async throws {
            let place = try Place()
            let none = try await place.patchbay("run examples/tasks-by-queue.lua")
            #expect(none.exitCode == 2)
            #expect(none.errors.contains("patchbay profile add") && none.errors.contains("--simulator"))
            _ = try await place.patchbay(
                "profile add acme --api-url http://127.0.0.1:9 --auth-url http://127.0.0.1:9"
            )
            let near = try await place.patchbay("run --profile acmee examples/tasks-by-queue.lua")
            #expect(near.exitCode == 2)
            #expect(near.errors.contains("there is no profile 'acmee'; did you mean acme?"))
        }

        @Test("a profile without a token says how to sign in")
        func signedOut() async throws {
            let place = try Place()
            _ = try await place.patchbay("profile add acme --api-url http://127.0.0.1:9 --auth-url http://127.0.0.1:9")
            let outcome = try await place.patchbay("run --profile acme examples/tasks-by-queue.lua")
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("patchbay login acme"))
        }

        @Test("an address that does not answer ends with 6 within seconds and names it")
        func nobodyListens() async throws {
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = "http://127.0.0.1:1"
            place.environment["PATCHBAY_AUTH_URL"] = "http://127.0.0.1:1"
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "secret-token-value_x_org"
            let outcome = try await place.patchbay("run examples/tasks-by-queue.lua", allowed: 20)
            #expect(outcome.exitCode == 6, "\(outcome.errors)")
            #expect(outcome.milliseconds < 10_000)
            #expect(outcome.errors.contains("http://127.0.0.1:1"))
            #expect(!outcome.errors.contains("secret-token-value"))
        }

        @Test("a server that is no Webex ends with an error that says so")
        func noWebex() async throws {
            let server = try ScriptedServer { _ in .init(200, "<html>Welcome to nginx!</html>") }
            defer { server.stop() }
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "secret-token-value_x_org"
            let outcome = try await place.patchbay("run examples/tasks-by-queue.lua", allowed: 20)
            #expect(outcome.exitCode != 0 && outcome.exitCode != 5, "\(outcome.errors)")
            #expect(outcome.errors.contains("task.list"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("secret-token-value"))
        }

        @Test("a token that was revoked ends with 3 and says how to sign in")
        func revoked() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 10")
            try simulator.revoke()
            let outcome = try await place.export()
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("profile demo is signed out"))
            #expect(outcome.errors.contains("patchbay login demo"))
            #expect(simulator.secrets.allSatisfy { !outcome.errors.contains($0) })
        }
    }
}
