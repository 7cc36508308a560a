import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Blocks of rows of a run that goes on")
    struct BlockTests {
        /// Runs a script that fails the first time, with what it prints, and what it prints when it goes on.
        private static func twice(_ script: String) async throws -> (String, String) {
            let cut = try await CutOffRun(
                """
                local async, fs, run = require "async", require "fs", require "run"
                local again = fs.exists("again")
                if not again then fs.write("again", "") end
                local people = { { email = "a@x" }, { email = "b@x" } }
                \(script)
                """
            )
            let first = try await cut.place.patchbay("run --profile demo --allow-write s.lua")
            #expect(first.exitCode != 0)
            let second = try await cut.resume()
            #expect(second.exitCode == 0, "\(second.errors)")
            return (first.output, second.output)
        }

        @Test("a block that only the first attempt needed lends its rows to no other")
        func needless() async throws {
            let (first, second) = try await Self.twice(
                """
                if not again then
                    run.rows(people, { key = "email", label = "prepare" }, function() end)
                    error "cut off here"
                end
                run.rows(people, { key = "email", label = "license", concurrency = 1 }, function(row) print(row.email) end)
                """
            )
            #expect(first == "" && second == "a@x\nb@x\n")
        }

        @Test("blocks that begin in another order keep their rows")
        func order() async throws {
            let (first, second) = try await Self.twice(
                """
                local function block(label, wait)
                    return function()
                        async.sleep(wait)
                        if label == "B" and not again then error "cut off here" end
                        run.rows(people, { key = "email", label = label, concurrency = 1 }, function(row)
                            print(label, row.email)
                        end)
                    end
                end
                async.all(block("A", again and 200 or 1), block("B", again and 1 or 200))
                """
            )
            #expect(first == "A\ta@x\nA\tb@x\n" && second == "B\ta@x\nB\tb@x\n")
        }

        @Test("a row draws the same numbers again, whichever others are remembered")
        func random() async throws {
            let (first, second) = try await Self.twice(
                """
                run.rows(people, { key = "email", concurrency = 1 }, function(row)
                    run.step("drawn", function() return math.random(1 << 40) end)
                    print(row.email, math.random(1 << 40), math.random())
                    if row.email == "b@x" and not again then error "cut off here" end
                end)
                """
            )
            let lines = first.split(separator: "\n")
            #expect(lines.count == 2 && Set(lines.map { $0.split(separator: "\t")[1] }).count == 2)
            #expect(second == lines[1] + "\n")
        }

        @Test("a row within a row that has changed is done again, with its steps")
        func nested() async throws {
            let (first, second) = try await Self.twice(
                """
                local teams = { { id = "t", lead = again and "new" or "old" }, { id = "u", lead = "same" } }
                run.rows(teams, { key = "id", concurrency = 1 }, function(team)
                    run.rows(people, { key = "email", concurrency = 1 }, function(row)
                        run.step("told", function() print(team.id, row.email, team.lead) end)
                    end)
                    if not again then error "cut off here" end
                end)
                """
            )
            #expect(first == "t\ta@x\told\nt\tb@x\told\nu\ta@x\tsame\nu\tb@x\tsame\n")
            #expect(second == "t\ta@x\tnew\nt\tb@x\tnew\n")
        }

        @Test("a change that is fed by random numbers is not sent twice")
        func feed() async throws {
            let cut = try await CutOffRun(
                """
                local cc, fs, run = require "cc", require "fs", require "run"
                local again = fs.exists("again")
                if not again then fs.write("again", "") end
                local users = cc.user.list()
                run.rows({ users[1], users[2] }, { key = "id", concurrency = 1 }, function(user)
                    cc.user.patch(user.id, { workPhone = "+49" .. math.random(1000000, 9999999) })
                    if user.id == users[2].id and not again then error "cut off here" end
                end)
                """
            )
            _ = try await cut.place.patchbay("run --profile demo --allow-write s.lua")
            #expect(try cut.simulator.stats().writes == 2)
            let second = try await cut.resume()
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(try cut.simulator.stats().writes == 2)
        }
    }
}
