import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Secrets that scripts use")
    struct SecretHandleTests {
        private static let value = "canary-hook-value"

        /// Runs a script that declares `--key`, with the secret `hook` stored, and the server's port allowed.
        private func run(
            _ server: ScriptedServer,
            _ source: String,
            secret: String = value,
            _ options: String = "--key hook"
        ) async throws -> (outcome: ProgramRun.Outcome, place: Place) {
            let place = try Place()
            try place.folder.write("work/value", secret + "\n")
            let set = try await place.patchbay("secret set hook --from value")
            #expect(set.exitCode == 0, "\(set.errors)")
            try place.script(
                "s.lua",
                """
                local http, run, json = require "http", require "run", require "json"
                local args = run.args { { "--key", "secret", help = "the key" }, { "--more", "secret", many = true } }
                local url = "\(server.url)/hook"
                \(source)
                """
            )
            let host = server.url.dropFirst("http://".count)
            let outcome = try await place.patchbay(
                "run --simulator --users 3 --tasks 1 --allow-net \(host) s.lua \(options)"
            )
            return (outcome, place)
        }

        @Test("a handle is good as a header, also joined with text, and shows its name alone")
        func header() async throws {
            let server = try ScriptedServer { _ in .init(200, "{}") }
            let (outcome, _) = try await run(
                server,
                """
                http.get(url, { headers = { Authorization = "Bearer " .. args.key, ["X-Two"] = args.key .. "/" .. args.more[1] } })
                print(args.key, "a " .. tostring("b " .. args.key .. 1))
                """,
                "--key hook --more hook"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "<secret hook>\ta b <secret hook>1\n")
            let headers = try #require(server.requests.first).headers
            #expect(headers["authorization"] == "Bearer \(Self.value)")
            #expect(headers["x-two"] == "\(Self.value)/\(Self.value)")
        }

        @Test("a handle is good as the address, whose host must be allowed like any other")
        func address() async throws {
            let server = try ScriptedServer { _ in .init(204) }
            let (outcome, _) = try await run(
                server,
                "http.post(args.key, { json = {} })",
                secret: server.url + "/s3cret?k=1"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(server.requests.first?.target == "/s3cret?k=1")
            let (refused, _) = try await run(
                server,
                "http.post(args.key)",
                secret: "https://hooks.example.com/s3cret-path"
            )
            #expect(refused.exitCode == 3 && refused.errors.contains("--allow-net hooks.example.com"))
            #expect(!refused.errors.contains("s3cret-path"))
        }

        @Test("what the other side says back of it does not reach the script")
        func echo() async throws {
            let server = try ScriptedServer { request in
                let said = request.headers["x-key"] ?? ""
                return .init(request.path == "/hook" ? 200 : 400, "you said \(said)", headers: [("X-Said", said)])
            }
            let (outcome, place) = try await run(
                server,
                """
                local answer = http.get(url, { headers = { ["X-Key"] = args.key } })
                print(answer.body, answer.headers["x-said"])
                local ok, problem = pcall(http.get, url .. "/bad", { headers = { ["X-Key"] = args.key } })
                print(ok, problem.status, problem.answer, problem)
                """
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("you said …\t…\nfalse\t400\tyou said …\t"))
            for text in [outcome.output, outcome.errors] + place.folder.files().map({ place.folder.text($0) ?? "" })
            where !text.hasPrefix(Self.value) { #expect(!text.contains(Self.value)) }
        }

        @Test(
            "it is good for nothing else",
            arguments: [
                "http.post(url, { body = args.key })", "http.post(url, { json = { key = args.key } })",
                "json.encode(args.key)", "http.get(url .. args.key .. {})", "http.get(url, { headers = args.key })",
                "http.get(url, { headers = { a = { { secret = 'other' } } } })",
                "http.get(url, { headers = { a = { secret = 'hook' } } })",
            ]
        )
        func nothingElse(source: String) async throws {
            let server = try ScriptedServer { _ in .init(200) }
            let (outcome, _) = try await run(server, source)
            #expect([1, 3].contains(outcome.exitCode), "\(outcome.errors)")
            #expect(server.requests.isEmpty)
            #expect(!(outcome.output + outcome.errors).contains(Self.value))
        }

        @Test("a secret that was not named for an argument is refused, however it is asked for")
        func forged() async throws {
            let server = try ScriptedServer { _ in .init(200) }
            let (outcome, _) = try await run(
                server,
                "http.get(url, { headers = { a = { 'x', { secret = 'hook' } } } })",
                ""
            )
            #expect(
                outcome.exitCode == 3 && outcome.errors.contains("was not given the secret 'hook'"),
                "\(outcome.errors)"
            )
            #expect(server.requests.isEmpty)
        }

        @Test("an unknown name is told with the near ones, and a value in its place is not shown")
        func unknown() async throws {
            let server = try ScriptedServer { _ in .init(200) }
            let near = try await run(server, "", "--key hok").outcome
            #expect(near.exitCode == 2 && near.errors.contains("did you mean hook?"), "\(near.errors)")
            let value = try await run(server, "", "--key https://hooks.example.com/s3cret").outcome
            #expect(value.exitCode == 2 && value.errors.contains("patchbay secret set"), "\(value.errors)")
            #expect(!value.errors.contains("s3cret"))
        }

        @Test("without a secret the argument is nil, and the audit posts to the webhook that is named")
        func audit() async throws {
            let server = try ScriptedServer { _ in .init(200) }
            #expect(
                try await run(server, "assert(args.key == nil and #(args.more or {}) == 0)", "").outcome.exitCode == 0
            )
            let place = try Place()
            try place.folder.write("work/value", server.url + "/audit")
            _ = try await place.patchbay("secret set audit-webhook --from value")
            let host = server.url.dropFirst("http://".count)
            let outcome = try await place.patchbay(
                "run --simulator --read-only --allow-net \(host) examples/nightly-audit.lua --webhook audit-webhook"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(server.requests.map(\.path) == ["/audit"])
            #expect(
                try JSONValue(parsing: #require(server.requests.first).body)["text"]?.string?.contains("findings")
                    == true
            )
        }
    }
}
