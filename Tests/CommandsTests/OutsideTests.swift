import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Hosts besides the org, and the smaller examples")
    struct OutsideTests {
        private func run(_ server: ScriptedServer, _ source: String, _ options: String) async throws
            -> ProgramRun.Outcome
        {
            let place = try Place()
            try place.script(
                "s.lua",
                "local http, url = require 'http', '\(server.url)/hook/s3cret?key=s3cret'\n" + source
            )
            return try await place.patchbay("run --simulator --users 3 --tasks 1 \(options) s.lua")
        }

        private func port(_ server: ScriptedServer) throws -> String {
            "127.0.0.1:" + (try #require(server.url.split(separator: ":").last))
        }

        @Test("a host or a port that was not allowed hears nothing", arguments: ["", "--allow-net localhost", "port"])
        func refused(options: String) async throws {
            let server = try ScriptedServer { _ in .init(200) }
            let options = options == "port" ? "--allow-net 127.0.0.1:1" : options
            let outcome = try await run(server, "http.get(url)", options)
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("--allow-net \(try port(server))"), "\(outcome.errors)")
            #expect(server.requests.isEmpty)
        }

        @Test("one that was allowed gets the request, without the org's token, and also in a run that may only read")
        func allowed() async throws {
            let server = try ScriptedServer { _ in .init(201, #"{"id": 7}"#, headers: [("X-Mine", "yes")]) }
            let outcome = try await run(
                server,
                """
                local answer = http.post(url, { json = { text = "hello" }, headers = { ["X-Key"] = "k" } })
                print(answer.status, answer.json.id, answer.headers["x-mine"], answer.body)
                """,
                "--read-only --allow-net \(port(server))"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "201\t7\tyes\t{\"id\": 7}\n")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.text == #"{"text":"hello"}"#)
            #expect(request.headers["content-type"] == "application/json" && request.headers["x-key"] == "k")
            #expect(request.headers["authorization"] == nil)
        }

        @Test("a refusal raises with its status and answer, and shows no more of the address than its host")
        func failed() async throws {
            let server = try ScriptedServer { _ in .init(404, #"{"why": "gone"}"#) }
            let source = """
                local ok, problem = pcall(http.get, url)
                print(ok, problem.kind, problem.status, problem.answer.why)
                http.get(url)
                """
            let outcome = try await run(server, source, "--allow-net 127.0.0.1")
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.output == "false\thttp\t404\tgone\n")
            #expect(!outcome.errors.contains("s3cret"), "\(outcome.errors)")
        }

        @Test("the audit finds what is wrong in the simulated org and writes nothing to it")
        func audit() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("run --simulator --read-only examples/nightly-audit.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let rows = CSVText.rows(place.text("audit.csv") ?? "")
            #expect(rows.first == ["problem", "name", "id"])
            #expect(rows.count > 1 && rows.allSatisfy { $0.count == 3 })
        }

        @Test("the report counts every task of its window once")
        func report() async throws {
            let place = try Place()
            let outcome = try await place.patchbay(
                "run --simulator --tasks 300 examples/tasks-by-hour.lua --from -8d --to now"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let rows = CSVText.rows(place.text("tasks-by-hour.csv") ?? "")
            #expect(rows.first == ["hour", "queue", "tasks", "abandoned"])
            #expect(rows.dropFirst().compactMap { Int($0[2]) }.reduce(0, +) == 300)
        }
    }
}
