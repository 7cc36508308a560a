import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("A run that only plans, among other runs")
    struct PlanningRunTests {
        private static let change = """
            local cc, run = require "cc", require "run"
            local user = cc.user.list()[1]
            run.step("phone", function() cc.user.patch(user.id, { workPhone = "+4930111" }) end)
            run.report { key = "one" }
            """

        @Test("it is listed as planned, shown as a run that sent nothing, and no change of it is in the audit")
        func told() async throws {
            let history = try RunHistory()
            let id = try await history.run(Self.change, "--plan")
            let list = try await history.json("runs --json --outcome planned").array ?? []
            #expect(list.map { $0["id"] } == [.string(id)])
            #expect(list.first?["plan"] == true && list.first?["outcome"] == "planned" && list.first?["writes"] == 0)
            #expect(list.first?["rows"] == 1 && list.first?["steps"] == 0)
            let table = try await history.place.patchbay("runs").output.split(separator: "\n")
            #expect(table.last?.contains(" planned ") == true, "\(table)")
            let shown = try await history.place.patchbay("runs show last").output
            #expect(
                shown.contains("nothing was sent") && shown.contains("--plan") && !shown.contains("writes"),
                "\(shown)"
            )
            #expect(try await history.place.patchbay("runs export").output.isEmpty)
        }

        @Test("one that failed is told as a plan that failed, and a run is told as no plan")
        func failed() async throws {
            let history = try RunHistory()
            try await history.run("error('no')", "--plan")
            try await history.run("print(1)")
            let list = try await history.json("runs --json").array ?? []
            #expect(list.map { $0["plan"] } == [false, true])
            #expect(list.map { $0["outcome"] } == ["done", "failed"])
            let table = try await history.place.patchbay("runs").output.split(separator: "\n")
            #expect(table.last?.contains(" failed, plan ") == true, "\(table)")
        }

        @Test(
            "it is not resumed, with the reason and the way out, however it ended; and it is forgotten like any that is over"
        )
        func resumed() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1 --users 3")
            defer { withExtendedLifetime(simulator) {} }
            try place.script("s.lua", Self.change + "\nerror('no')")
            let plan = try await place.patchbay("run --profile demo --plan --json s.lua")
            // Of a script that did not come to its end there is no plan.
            #expect(plan.output.isEmpty)
            #expect(plan.exitCode == 1 && !plan.errors.contains("patchbay resume"), "\(plan.errors)")
            let resumed = try await place.patchbay("resume last")
            #expect(resumed.exitCode == 2, "\(resumed.errors)")
            #expect(resumed.errors.contains("was a plan: nothing was changed") && resumed.errors.contains("run --plan"))
            let pruned = try await place.patchbay("runs prune --older-than 0 --yes")
            #expect(pruned.exitCode == 0, "\(pruned.errors)")
            #expect(try await place.patchbay("runs --json").output == "[]\n")
        }

        @Test(
            "options that make no sense together are refused before anything is done, with the reason",
            arguments: [
                ("--out p.json s.lua", "--out keeps a plan: add --plan"),
                ("--json s.lua", "--json prints a plan: add --plan"),
                ("--plan --replay x.rec s.lua", "--replay asks no org"),
                ("--plan --record x.rec s.lua", "a plan is none"),
            ]
        )
        func options(line: String, said: String) async throws {
            let place = try Place()
            try place.script("s.lua", "print(1)")
            let org = line.contains("--replay") ? "" : "--simulator "
            let outcome = try await place.patchbay("run \(org)\(line)")
            #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(said), "\(outcome.errors)")
            #expect(!place.folder.exists("home"))
        }

        @Test("permissions count as in a run, but for deletes and raw requests, which carrying the plan out asks for")
        func permissions() async throws {
            let place = try Place()
            let delete = """
                local cc, webex = require "cc", require "webex"
                cc.auxiliary_code.delete(cc.auxiliary_code.list()[1].id)
                cc.request { method = "POST", path = "/nothing/like/it", body = { a = 1 } }
                """
            try place.script("delete.lua", delete)
            try place.script(
                "two.lua",
                """
                local cc = require "cc"
                for i, user in ipairs(cc.user.list()) do cc.user.patch(user.id, { workPhone = "+4930" .. i }) end
                """
            )
            let simulator = "run --simulator --tasks 1 --users 3 --plan"
            let deletes = try await place.patchbay("\(simulator) delete.lua")
            #expect(deletes.exitCode == 0, "\(deletes.errors)")
            let reading = try await place.patchbay("\(simulator) --read-only two.lua")
            #expect(reading.exitCode == 3 && reading.errors.contains("--read-only"), "\(reading.errors)")
            let few = try await place.patchbay("\(simulator) --allow-changes 1 two.lua")
            let sent = try await place.patchbay("run --simulator --tasks 1 --users 3 --allow-changes 1 two.lua")
            #expect(few.exitCode == sent.exitCode && few.exitCode != 0, "\(few.errors)")
            #expect(few.errors.contains("--allow-changes"), "\(few.errors)")
        }

        @Test(
            "limits end a plan as they end a run",
            arguments: ["--timeout 1s", "--cpu-time 1s", "--max-memory 8M", "--max-output 1K"]
        )
        func limits(limit: String) async throws {
            let place = try Place()
            let loop =
                "local t = {} while true do t[#t + 1] = ('x'):rep(1024) .. #t if #t % 1000 == 0 then t = {} end end"
            let source = [
                "--timeout 1s": "while true do end", "--cpu-time 1s": loop,
                "--max-memory 8M": "local t = {} while true do t[#t + 1] = ('x'):rep(1024) .. #t end",
                "--max-output 1K": "while true do print('some words') end",
            ]
            try place.script("s.lua", try #require(source[limit]))
            let outcome = try await place.patchbay("run --simulator --tasks 1 --plan \(limit) s.lua")
            #expect(outcome.exitCode == 5, "\(outcome.errors)")
            #expect(outcome.errors.contains(limit.split(separator: " ")[0]), "\(outcome.errors)")
        }
    }
}
