import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay runs show and log")
    struct RunsShowTests {
        @Test("all that a run was given and did is told")
        func whole() async throws {
            let history = try RunHistory()
            let id = try RunHistory.id(
                try await history.runRows("--simulator --tasks 1 --allow-changes 5 --timeout 1h")
            )
            let run = try await history.json("runs show last --json")
            #expect(run["id"] == .string(id) && run["outcome"] == "rows_failed" && run["attempts"] == 1)
            #expect(run["words"] == ["people.csv"] && run["arguments"] == ["file": "people.csv"])
            #expect(run["options"]?["allow_changes"] == 5 && run["options"]?["timeout"] == 3_600_000)
            #expect(run["script_hash"]?.string?.count == 64 && run["folder"] == .string(history.place.work))
            #expect(run["statuses"] == ["made": 1, "failed": 1, "done": 1])
            let reads = run["reads"]?.array?.first
            #expect(reads?["operation"] == "site.list" && reads?["calls"] == 1)
            #expect(run["files"]?[0]?["path"] == .string(history.place.work + "/people.csv"))
            #expect(run["files"]?[0]?["bytes"] == .integer(Int64(RunHistory.people.utf8.count)))
            let failed = run["failed"]?.array ?? []
            #expect(failed.count == 1 && failed[0]["key"] == "joe@example.com" && failed[0]["row"] == 3)
            #expect(failed[0]["error"]?.string?.contains("no such team") == true)
            #expect(run["doubts"] == [])
            let text = try await history.place.patchbay("runs show \(id)").output
            for part in [
                "--timeout 1h --cpu-time 10m --max-memory 256M --max-output 10M --allow-changes 5",
                "3 (1 ", "1 made", "1, of which 1 happened", "site.list", "joe@example.com",
            ] {
                // Long values take several lines.
                #expect(
                    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(part),
                    "\(part) in \(text)"
                )
            }
        }

        @Test("twenty of the rows that failed are told, and how many more there are")
        func manyFailed() async throws {
            let history = try RunHistory()
            try await history.run(
                """
                local items = {}
                for n = 1, 25 do items[n] = { id = "k" .. n } end
                require("run").rows(items, { key = "id" }, function() error("no") end)
                """
            )
            let run = try await history.json("runs show last --json")
            #expect(run["failed"]?.array?.count == 20 && run["failed_rows"] == 25)
            let text = try await history.place.patchbay("runs show last").output
            #expect(text.contains("and 5 more: patchbay runs log"))
        }

        @Test("a run is named by its id, a beginning that no other has, or as the last one")
        func names() async throws {
            let history = try RunHistory()
            let first = try await history.run("print(1)"), second = try await history.run("print(2)")
            for (name, id) in [
                ("last", second), (first, first), (String(first.dropLast()), first), (second.uppercased(), second),
            ] {
                #expect(try await history.json("runs show \(name) --json")["id"] == .string(id), "\(name)")
            }
            let both = try await history.place.patchbay("runs show 2")
            #expect(both.exitCode == 2)
            #expect(both.errors.contains("several runs begin with that: \(second), \(first); write more of the id"))
            let letters = Array(first)
            let near = String(letters.dropLast()) + (letters.last == "a" ? "b" : "a")
            let mistyped = try await history.place.patchbay("runs show \(near)")
            #expect(mistyped.exitCode == 2 && mistyped.errors.contains("did you mean \(first)"))
            let unknown = try await history.place.patchbay("runs log nothing-like-it")
            #expect(unknown.exitCode == 2)
            #expect(
                unknown.errors
                    == "error: nothing-like-it: there is no such run; patchbay runs lists them; the latest is \(second)\n"
            )
        }

        @Test("the log tells what happened in order, with rows and steps in words")
        func log() async throws {
            let history = try RunHistory()
            _ = try await history.runRows()
            let entries = try await history.lines("runs log last --json")
            let numbers = entries.compactMap { $0["number"]?.integer }
            #expect(numbers == numbers.sorted() && numbers.count == entries.count)
            let kinds = entries.compactMap { $0["kind"]?.string }
            #expect(kinds.first == "attempt" && kinds.last == "end")
            #expect(Set(kinds) == ["attempt", "input", "write", "outcome", "step", "row", "reads", "end"])
            let write = try #require(entries.first { $0["kind"] == "write" })
            #expect(write["operation"] == "team.create" && write["body"]?["name"] == "Owls")
            #expect(write["scope"] == "/rows:email/jane@example.com/step/team")
            let outcome = try #require(entries.first { $0["kind"] == "outcome" })
            #expect(outcome["first"] == write["number"] && outcome["state"] == "done")
            #expect(outcome["answer"]?["json"]?["name"] == "Owls")
            let text = try await history.place.patchbay("runs log last").output.split(separator: "\n")
            #expect(text.count == entries.count)
            #expect(text.contains { $0.contains("team.create") && $0.hasSuffix("row jane@example.com, step team") })
            let only = try await history.lines("runs log last --kind row --kind end --json")
            #expect(only.compactMap { $0["kind"]?.string } == ["row", "row", "row", "end"])
        }

        @Test("--follow tells what happens until the run has ended")
        func follow() async throws {
            let history = try RunHistory()
            try history.place.script(
                "s.lua",
                """
                local async, fs, log = require "async", require "fs", require "log"
                log.info("begun")
                print("there")
                while not fs.exists("go") do async.sleep("20ms") end
                log.info("going")
                """
            )
            let run = try history.place.start("run --simulator --tasks 1 s.lua")
            #expect(await run.hasWritten("there"))
            let log = try history.place.start("runs log last --follow")
            #expect(await log.hasWritten("begun"))
            #expect(!log.outputSoFar.contains("going"))
            try history.place.script("go", "")
            let outcome = await log.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count { $0.contains("begun") } == 1 && lines.count { $0.contains("going") } == 1)
            #expect(lines.last?.contains("  end ") == true && lines.last?.hasSuffix("done") == true)
            _ = await run.outcome()
        }

        @Test("--follow ends with a run whose process was killed, and at once with one that has ended")
        func followEnds() async throws {
            let history = try RunHistory()
            try history.place.script("s.lua", "print('there')\nrequire('async').sleep('50s')")
            let run = try history.place.start("run --simulator --tasks 1 s.lua")
            #expect(await run.hasWritten("there"))
            let log = try history.place.start("runs log last --follow")
            #expect(await log.hasWritten("attempt"))
            run.send(9)
            #expect(await log.outcome().exitCode == 0)
            #expect(try await history.place.patchbay("runs log last --follow", allowed: 10).exitCode == 0)
        }
    }
}
