import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay runs export and prune")
    struct RunsExportTests {
        @Test(
            "each write is a record with who, what, where in the script, and what came of it; both formats say the same"
        )
        func records() async throws {
            let history = try RunHistory()
            let id = try RunHistory.id(try await history.runRows())
            let record = try #require(try await history.lines("runs export").first)
            #expect(record["run"] == .string(id) && record["operation"] == "team.create" && record["state"] == "done")
            #expect(record["row"] == "jane@example.com" && record["step"] == "team" && record["status"] == 201)
            #expect(record["body"]?["name"] == "Owls" && record["before"] == .null && record["error"] == .null)
            #expect(record["user"]?.string?.contains("@") == true && record["script_hash"]?.string?.count == 64)
            let csv = try await history.place.patchbay("runs export --format csv")
            let rows = CSVText.rows(csv.output)
            #expect(rows.count == 2 && rows[0] == record.object?.map(\.key))
            for (name, cell) in zip(rows[0], rows[1]) where !["time", "answered"].contains(name) {
                let value = record[name] ?? .null
                let text = value.string ?? (value.isNull ? "" : String(decoding: value.encoded(), as: UTF8.self))
                #expect(cell == text, "\(name)")
            }
            #expect(rows[1][0].wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        }

        @Test("a file appears whole, in place of an older one; the runs are those of the list, the earliest first")
        func file() async throws {
            let history = try RunHistory()
            let first = try RunHistory.id(try await history.runRows())
            let second = try RunHistory.id(try await history.runRows())
            try await history.run("print(1)")
            try history.place.script("audit.jsonl", "what was there\n")
            let outcome = try await history.place.patchbay("runs export --script rows.lua --out audit.jsonl")
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty)
            #expect(outcome.errors == "wrote 2 writes to audit.jsonl\n")
            let lines = try #require(history.place.text("audit.jsonl")).split(separator: "\n")
            #expect(try lines.map { try JSONValue(parsing: String($0))["run"]?.string } == [first, second])
            #expect(history.place.leftOvers.isEmpty)
            #expect(try await history.lines("runs export --limit 2").compactMap { $0["run"]?.string } == [second])
            #expect(try await history.lines("runs export --outcome done").isEmpty)
            let folder = try await history.place.patchbay("runs export --out examples")
            #expect(folder.exitCode == 2 && folder.errors.contains("is a folder"), "\(folder.errors)")
            let home = try await history.place.patchbay("runs export --out ../home/audit")
            #expect(home.exitCode == 3, "\(home.errors)")
        }

        @Test("a change whose answer was lost is in doubt, and what a person says of it takes its place")
        func doubt() async throws {
            let history = try RunHistory()
            let simulator = try await SimulatorProcess(history.place, "--tasks 1 --users 3")
            defer { withExtendedLifetime(simulator) {} }
            let id = try await history.killed(simulator)
            let before = try await history.lines("runs export").first
            #expect(before?["state"] == "in_doubt" && before?["answered"] == .null && before?["profile"] == "demo")
            #expect(try await history.place.patchbay("runs settle \(id) --not-happened all").exitCode == 0)
            let after = try await history.lines("runs export").first
            #expect(after?["state"] == "settled_not" && after?["answered"]?.integer != nil)
        }

        @Test("no secret is in what is told of a run")
        func secrets() async throws {
            let history = try RunHistory()
            let canary = "canary-of-a-secret"
            let server = try ScriptedServer { _ in .init(200, #"{"echo":"\#(canary)"}"#) }
            _ = try await history.place.shell("echo \(canary) | patchbay secret set hook --from -")
            try history.place.script(
                "s.lua",
                """
                local http, log, run = require "http", require "log", require "run"
                local args = run.args { { "--key", "secret" } }
                run.step("post", function()
                    return http.post("\(server.url)/hook", { headers = { Authorization = args.key }, json = { a = 1 } }).json
                end)
                """
            )
            let host = server.url.dropFirst("http://".count)
            let run = try await history.place.patchbay("run --simulator --allow-net \(host) s.lua --key hook")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(server.requests.first?.headers["authorization"] == canary)
            #expect(try await history.lines("runs export").first?["operation"] == "http.post")
            for verb in [
                "runs --json", "runs show last --json", "runs show last", "runs log last --json", "runs log last",
                "runs export",
            ] {
                let outcome = try await history.place.patchbay(verb)
                #expect(outcome.exitCode == 0 && !outcome.output.isEmpty && !outcome.output.contains(canary), "\(verb)")
            }
        }

        @Test("pruning forgets what has ended long enough ago, asks at a terminal, and keeps what can be gone on with")
        func prune() async throws {
            let history = try RunHistory()
            let simulator = try await SimulatorProcess(history.place, "--tasks 1 --users 3")
            let cut = try await history.killed(simulator)
            try simulator.fail("stall:match=POST.*/team")
            let waited = try await history.runRows("--profile demo --request-timeout 1s --patience 1s")
            let doubtful = try RunHistory.id(waited)
            let done = try await history.run("print(1)")
            #expect(try await history.json("runs prune --older-than 1h --json")["removed"] == 0)
            let unasked = try await history.place.patchbay("runs prune --older-than 0")
            #expect(unasked.exitCode == 2 && unasked.errors.contains("give --yes"), "\(unasked.errors)")
            let refusing = try history.place.start(
                "runs prune --older-than 0",
                errors: .terminal(columns: 80, isTyped: true)
            )
            #expect(await refusing.hasWritten("forget 1 run for good? [y/N]"))
            refusing.type("n\n")
            #expect(await refusing.outcome().exitCode == 0)
            #expect(try await history.ids() == [done, doubtful, cut])
            let pruned = try await history.json("runs prune --older-than 0 --yes --json")
            #expect(pruned["removed"] == 1 && pruned["kept"] == ["running": 0, "cut_off": 1, "in_doubt": 1])
            #expect(try await history.ids() == [doubtful, cut])
            let all = try await history.place.patchbay("runs prune --older-than 0 --all --yes")
            #expect(all.exitCode == 0 && all.errors.contains("forgot 2 runs"))
            #expect(try await history.ids().isEmpty)
        }

        @Test("a run that is running is never forgotten")
        func pruneRunning() async throws {
            let history = try RunHistory()
            try history.place.script("s.lua", "print('there')\nrequire('async').sleep('50s')")
            let run = try history.place.start("run --simulator --tasks 1 s.lua")
            #expect(await run.hasWritten("there"))
            let pruned = try await history.json("runs prune --older-than 0 --all --yes --json")
            #expect(pruned["removed"] == 0 && pruned["kept"]?["running"] == 1)
            run.send(SIGINT)
            #expect(await run.outcome().exitCode == 130)
            #expect(try await history.ids("--outcome interrupted").count == 1)
        }

        @Test("a journal that is damaged is told with the way out")
        func badJournal() async throws {
            let history = try RunHistory()
            try await history.run("print(1)")
            _ = try await history.place.shell("rm -f \"$PATCHBAY_HOME\"/journal.sqlite*")
            try history.place.folder.write("home/journal.sqlite", String(repeating: "no database at all ", count: 300))
            for verb in ["runs", "runs show last", "runs log last", "runs export", "runs prune --older-than 1d"] {
                let outcome = try await history.place.patchbay(verb)
                #expect(outcome.exitCode == 1 && outcome.errors.contains("the journal is damaged"), "\(outcome.errors)")
            }
        }
    }
}
