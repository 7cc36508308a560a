import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay runs")
    struct RunsListTests {
        @Test("where nothing was ever run there is nothing to list, and nothing is made")
        func nothing() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("runs")
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty)
            #expect(outcome.errors == "no run yet; start one with patchbay run\n")
            let list = try await place.patchbay("runs --json")
            #expect(list.output == "[]\n")
            #expect(try await place.patchbay("runs export").output.isEmpty)
            #expect(try await place.patchbay("runs prune --older-than 0").exitCode == 0)
            for verb in ["show last", "log last", "settle last"] {
                let outcome = try await place.patchbay("runs \(verb)")
                #expect(outcome.exitCode == 2)
                #expect(outcome.errors == "error: last: there are no runs yet; patchbay run starts one\n")
            }
            #expect(!place.folder.exists("home"))
        }

        @Test("a run is listed with how it ended and how much it did, the latest first")
        func table() async throws {
            let history = try RunHistory()
            let outcome = try await history.runRows()
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let first = try RunHistory.id(outcome)
            let second = try await history.run("error('no')")
            #expect(try await history.ids() == [second, first])
            let list = try await history.json("runs --json")
            let run = try #require(list.array?.last)
            #expect(run["outcome"] == "rows_failed" && run["exit_code"] == 4)
            #expect(run["rows"] == 3 && run["failed_rows"] == 1 && run["writes"] == 1 && run["happened"] == 1)
            #expect(run["in_doubt"] == 0 && run["steps"] == 2 && run["simulated"] == true)
            #expect(list.array?.first?["outcome"] == "failed")
            let table = try await history.place.patchbay("runs").output.split(separator: "\n")
            #expect(table.count == 3 && table[0].hasPrefix("RUN ") && table[0].hasSuffix("IN DOUBT"))
            #expect(table[2].hasPrefix(first) && table[2].contains("rows.lua") && table[2].contains("rows failed"))
        }

        @Test("runs are chosen by script, profile, outcome, time and number")
        func filters() async throws {
            let history = try RunHistory()
            let done = try await history.run("print(1)", as: "a.lua")
            let failed = try await history.run("error('no')", as: "b.lua")
            let refused = try await history.run(
                "require('cc').team.delete('00000000-0000-0000-0000-000000000000')",
                as: "b.lua",
                "--read-only"
            )
            #expect(try await history.ids("--script a.lua") == [done])
            #expect(try await history.ids("--script \(history.place.work)/b.lua") == [refused, failed])
            #expect(try await history.ids("--script .lua").isEmpty)
            #expect(try await history.ids("--outcome done") == [done])
            #expect(try await history.ids("--outcome done --outcome permission") == [refused, done])
            #expect(try await history.ids("--profile simulator --limit 2") == [refused, failed])
            #expect(try await history.ids("--profile other").isEmpty)
            #expect(try await history.ids("--since 1h").count == 3)
            #expect(try await history.ids("--since -1h").count == 3)
            #expect(try await history.ids("--since 2999-01-01").isEmpty)
            let none = try await history.place.patchbay("runs --profile other")
            #expect(none.exitCode == 0 && none.errors == "no run is like that\n")
        }

        @Test(
            "a wrong option is a usage error that says what there is",
            arguments: [
                ("--outcome well", "rows_failed"), ("--since soon", "yesterday"), ("--limit 0", "1 or more"),
                ("20260101", "patchbay runs show 20260101"), ("export --format xml", "csv"),
                ("prune", "--older-than"), ("prune --older-than x", "--older-than"), ("log last --kind x", "outcome"),
                ("settle last --happened x", "--happened"), ("settle last --happened all --id 5", "--happened N"),
            ]
        )
        func wrongOptions(_ line: String, _ hint: String) async throws {
            let outcome = try await Place().patchbay("runs \(line)")
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(hint), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }

        @Test("a run is running while its process lives, and cut off when that was killed")
        func runningAndCutOff() async throws {
            let history = try RunHistory()
            try history.place.script("s.lua", "print('there')\nrequire('async').sleep('50s')")
            let run = try history.place.start("run --simulator --tasks 1 s.lua")
            #expect(await run.hasWritten("there"))
            let running = try await history.json("runs --json").array?.first
            #expect(running?["outcome"] == "running" && running?["ended"] == .null && running?["in_doubt"] == .null)
            #expect(try await history.ids("--outcome cut_off").isEmpty)
            run.send(9)
            _ = await run.outcome()
            #expect(try await history.ids("--outcome cut_off").count == 1)
            #expect(try await history.ids("--outcome running").isEmpty)
        }

        @Test("a reader that has seen enough ends it without a word")
        func head() async throws {
            let history = try RunHistory()
            try await history.run("for n = 1, 20000 do require('log').info('line ' .. n) end")
            let outcome = try await history.place.shell("patchbay runs log last | head -n 2")
            #expect(outcome.output.split(separator: "\n").count == 2)
            #expect(outcome.errors.isEmpty)
        }
    }
}
