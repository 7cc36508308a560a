import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Operations of every kind, from a script to the service")
    struct OperationCallTests {
        private func run(
            _ source: String,
            _ options: String = "",
            arguments: String = "",
            prepare: (Place) async throws -> Void = { _ in }
        ) async throws -> (place: Place, outcome: ProgramRun.Outcome) {
            let place = try Place()
            try place.script("s.lua", "local cc, webex = require 'cc', require 'webex'\n" + source)
            try await prepare(place)
            let outcome = try await place.patchbay("run --simulator --tasks 1 --users 3 \(options) s.lua \(arguments)")
            return (place, outcome)
        }

        @Test("a file beside the script is uploaded, and an answer saved where it may write")
        func files() async throws {
            let (place, outcome) = try await run(
                """
                local info = { name = "hello.wav", contentType = "AUDIO_WAV" }
                local made = cc.audio_file.create{ audioFileInfo = info, audioFile = "hello.wav" }
                local saved = cc.audio_file.get(made.id, {}, { save = "out.json" })
                print(made.name, saved.path, saved.bytes > 10)
                """,
                "--allow-write"
            ) { try $0.script("hello.wav", "RIFF-sound") }
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "hello.wav\tout.json\ttrue\n")
            #expect(place.text("out.json")?.contains("hello.wav") == true)
            let (_, refused) = try await run(
                """
                cc.audio_file.create{ audioFileInfo = { name = "x", contentType = "AUDIO_WAV" }, audioFile = "/etc/hostname" }
                """
            )
            #expect(refused.exitCode == 3 && refused.errors.contains("/etc/hostname"), "\(refused.errors)")
        }

        @Test("what no operation describes is sent only by --allow-raw")
        func raw() async throws {
            let source = #"cc.request{ method = "POST", path = "/v9/odd", body = { a = 1 } }"#
            let refused = try await run(source).outcome
            #expect(refused.exitCode == 3 && refused.errors.contains("--allow-raw"), "\(refused.errors)")
            let sent = try await run(source, "--allow-raw").outcome
            #expect(sent.exitCode != 3 && sent.errors.contains("404"), "\(sent.errors)")
            let known = try await run(#"print(#cc.request{ path = "/organization/{orgid}/v2/user" }.data)"#).outcome
            #expect(known.exitCode == 0 && known.output == "3\n", "\(known.errors)")
        }

        @Test("a field that no document knows is warned of once in a run")
        func unknownField() async throws {
            let (_, outcome) = try await run(
                """
                for user in cc.user.each() do
                    print((pcall(cc.user.patch, user.id, { favouriteColour = "red" })))
                end
                """
            )
            #expect(outcome.output.split(separator: "\n").count == 3, "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "warning:").count == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("user.patch: the field favouriteColour is in no document"))
        }

        @Test("no token that an operation answers with reaches a script, and a secret goes by its handle")
        func tokens() async throws {
            let (_, outcome) = try await run(
                """
                local args = require "run".args { { "--key", "secret", help = "the app's secret" } }
                print(webex.guest.create{ subject = "a", displayName = "Ada" }.accessToken)
                for _, secret in ipairs { args.key, "text" } do
                    local app = { clientId = "c", clientSecret = secret, targetOrgId = "o" }
                    print(select(2, pcall(webex.service_app.create_token, "app", app)).kind)
                end
                """,
                arguments: "--key app"
            ) { place in
                try place.folder.write("work/value", "canary-app-secret\n")
                #expect(try await place.patchbay("secret set app --from value").exitCode == 0)
            }
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "nil\nnot_found\ninvalid\n")
            #expect(outcome.errors.contains("guest.create: its answer holds a secret"), "\(outcome.errors)")
        }
    }
}
