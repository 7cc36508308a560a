import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Recordings hold no secrets")
    struct RecordingSecrecyTests {
        private static let script = """
            local cc, http, recordings, run = require "cc", require "http", require "recordings", require "run"
            local args = run.args { { "url", "text" }, { "key", "secret" }, { "typed", "file" }, { "plain", "file" } }
            local typed, plain = require("fs").read(args.typed), require("fs").read(args.plain)
            -- The other side says back what it was sent.
            local answer = http.post(args.url, {
                headers = { Authorization = args.key, ["X-API-Key"] = typed }, json = { text = "hello", password = typed },
            })
            print(answer.status, #answer.body > 0)
            print(http.get(args.url .. "?a=1").status)
            local count, tasks = 0, recordings.tasks { from = 0, to = require("time").now() }
            for capture in recordings.captures(tasks) do
                count = count + 1
                assert(capture.raw.attributes.filePath:find("/media/", 1, true))
            end
            print(count)
            print(pcall(cc.request, "GET", "/nothing"))
            """

        @Test("of tokens, stored secrets, what the other side says back, plain keys and signed addresses")
        func secrets() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 6 --recording-seconds 1 --rate-limit 0")
            var secrets: [String: String] = [:]
            for name in ["client_secret", "access_token", "refresh_token"] {
                secrets[name] = Canaries.random(try #require(simulator.ready[name]?.string))
            }
            for name in ["hook", "typed"] { secrets[name] = Canaries.make(name) }
            let signature = Canaries.make("signature").filter { $0.isLetter }
            secrets["signature"] = signature
            let typed = Canaries.make("typed")
            let server = try ScriptedServer { request in
                let heard = request.headers.map { "\($0.key): \($0.value)" }.sorted().joined(separator: "\\n")
                return .init(
                    200,
                    "{\"heard\": \"\(heard.replacing("x-api-key", with: "k"))\", \"at\": \"https://example.com/a?X-Amz-Signature=\(signature)\"}"
                        .replacing(typed, with: "typed"),
                    headers: [("Set-Cookie", "session=\(signature)")]
                )
            }
            try place.folder.write("given/hook", secrets["hook"] ?? "")
            chmod(place.folder.path("given/hook"), 0o600)
            let set = try await place.patchbay("secret set hook --from ../given/hook")
            #expect(set.exitCode == 0, "\(set.errors)")
            // What a script reads for itself it may read again from its recording: so this one is told apart.
            try place.folder.write("given/typed", "public")
            try place.script("s.lua", Self.script.replacing("= typed", with: "= \"\(typed)\""))
            let recorded = try await place.patchbay(
                "run --profile demo --allow-net 127.0.0.1 --record s.rec s.lua \(server.url)/hook hook ../given/typed ../given/typed"
            )
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            let text = try #require(place.folder.bytes("work/s.rec"))
            let seen = Canaries(secrets).seen(in: text)
            #expect(seen.isEmpty, "\(seen)")
            let told = String(decoding: text, as: UTF8.self)
            #expect(told.contains(#""password\":\"(secret)"#) || told.contains("(secret)"))
            #expect(told.contains("/media/") && told.contains(#"https://example.com/a\""#))
            #expect(!told.contains("filePath\":\"\(simulator.ready["api_url"]?.string ?? "")/media/?"))
            let addresses = told.split(separator: "\"filePath\":\"").dropFirst().map { $0.prefix { $0 != "\"" } }
            #expect(!addresses.isEmpty && addresses.allSatisfy { !$0.contains("?") })
            var status = stat()
            #expect(stat(place.folder.path("work/s.rec"), &status) == 0 && status.st_mode & 0o077 == 0)

            server.stop()
            simulator.run.send(SIGKILL)
            let outcome = try await place.patchbay("run --replay s.rec s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == recorded.output)
        }
    }
}
