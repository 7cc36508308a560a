import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What a run may change, and whom it may talk to")
    struct ChangePermissionTests {
        /// Four changes: two one by one, and two in one request.
        private static let changes = """
            local async, cc = require "async", require "cc"
            local users = cc.user.list{ page = 0 }
            for i = 1, 2 do
                cc.user.patch(users[1].id, { workPhone = "+" .. i })
                print(i)
            end
            async.each({ users[2], users[3] }, function(user)
                cc.user.patch(user.id, { workPhone = "+3" }, { bulk = true })
            end)
            print("both")
            """

        private func run(_ source: String, _ options: String) async throws -> ProgramRun.Outcome {
            let place = try Place()
            try place.script("s.lua", source)
            return try await place.patchbay("run --simulator --tasks 1 --users 3 \(options) s.lua")
        }

        @Test("without a word all changes are made")
        func usual() async throws {
            let outcome = try await run(Self.changes, "")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "1\n2\nboth\n")
        }

        @Test("--read-only refuses the first change before it is sent, and reads on")
        func readOnly() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            try place.script("s.lua", Self.changes)
            let outcome = try await place.patchbay("run --profile demo --read-only s.lua")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("--read-only"), "\(outcome.errors)")
            let stats = try simulator.stats()
            #expect(stats.count("user.list") == 1)
            #expect(stats.count("user.patch") == 0)
        }

        @Test(
            "--allow-changes ends the run before one change more, a request for many counting each",
            arguments: [
                (0, "", "change 1"), (1, "1\n", "change 2"), (2, "1\n2\n", "changes 3 to 4"),
                (3, "1\n2\n", "changes 3 to 4"), (4, "1\n2\nboth\n", nil),
            ]
        )
        func counted(most: Int, printed: String, refusal: String?) async throws {
            let outcome = try await run(Self.changes, "--allow-changes \(most)")
            #expect(outcome.exitCode == (refusal == nil ? 0 : 3), "\(outcome.errors)")
            #expect(outcome.output == printed)
            if let refusal { #expect(outcome.errors.contains(refusal), "\(outcome.errors)") }
        }

        @Test("a change that the catalog refuses is not counted")
        func invalid() async throws {
            let source = """
                local cc = require "cc"
                local id = cc.user.list{ page = 0 }[1].id
                print(pcall(cc.user.patch, id, { workPhon = "+1" }))
                cc.user.patch(id, { workPhone = "+1" })
                print("done")
                """
            let outcome = try await run(source, "--allow-changes 1")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("false") && outcome.output.hasSuffix("done\n"), "\(outcome.output)")
        }

        @Test("rows end at the first change that is not permitted, each with its row in the results")
        func rows() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                """
                local cc, run = require "cc", require "run"
                local users = cc.user.list{ page = 0 }
                run.rows(users, { key = "email", results = "results.csv", concurrency = 1 }, function(user)
                    cc.user.patch(user.id, { workPhone = "+1" })
                end)
                """
            )
            let outcome = try await place.patchbay(
                "run --simulator --users 5 --allow-write --allow-changes 2 s.lua"
            )
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            let table = CSVText.rows(place.text("results.csv") ?? "")
            #expect(table.count >= 4, "\(table)")
        }

        @Test("an empty table clears a list")
        func emptyList() async throws {
            let source = """
                local cc = require "cc"
                local id = cc.user.list{ page = 0 }[1].id
                cc.user.patch(id, { teamIds = {} })
                print(#cc.user.get(id).teamIds)
                """
            let outcome = try await run(source, "")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "0\n")
        }
    }
}
