import Glibc
import TestSupport
import Testing

extension CommandSuite {
    /// Runs that are recorded, and replayed where there is no org and no home.
    @Suite("Record and replay")
    struct ReplayTests {
        /// Runs a recording again, with nothing that a real run needs: replaying must do without.
        private func replay(_ place: Place, _ file: String, _ script: String) async throws -> ProgramRun.Outcome {
            var place = place
            place.environment["PATCHBAY_HOME"] = place.folder.path("no-home")
            return try await place.patchbay("run --replay \(file) \(script)")
        }

        private func said(_ outcome: ProgramRun.Outcome) -> String {
            outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("  time") }.joined(separator: "\n")
        }

        @Test("the export replays without difference, ten times, when the service is gone; nothing is written")
        func export() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --recording-seconds 1 --rate-limit 0")
            let recorded = try await place.export("--transcripts --segments")
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            let again = try await place.patchbay(
                "run --profile demo --record export.rec examples/export-recordings.lua --from -8d --out second"
            )
            #expect(again.exitCode == 0, "\(again.errors)")
            let id = try #require(again.errors.split(separator: "\n").first)
            let requests = try simulator.stats().all
            let before = place.folder.files()
            var all: Set<String> = []
            for _ in 0..<10 {
                let outcome = try await replay(place, "export.rec", "examples/export-recordings.lua")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                all.insert(said(outcome))
            }
            #expect(all.count == 1, "\(all)")
            #expect(try #require(all.first).hasPrefix("\(id)\nreplay of export.rec\ndone\n"), "\(all)")
            #expect(try simulator.stats().all == requests)
            #expect(place.folder.files() == before)
            #expect(!place.folder.exists("no-home"))
        }

        @Test("the onboarding replays without difference, ten times, without its input and with the service dead")
        func onboarding() async throws {
            let bench = try await OnboardingBench()
            let agents = OnboardingBench.agents(120) + "nobody@example.com,Suport,,,,\n"
            let recorded = try await bench.onboard(agents, "--record on.rec")
            #expect(recorded.exitCode == 4, "\(recorded.errors)")
            bench.simulator.run.send(SIGKILL)
            for name in ["agents.csv", "results.csv", "failed.csv"] { unlink(bench.place.folder.path("work/" + name)) }
            let before = bench.place.folder.files()
            var all: Set<String> = []
            for _ in 0..<10 {
                let outcome = try await replay(bench.place, "on.rec", "examples/onboard-agents.lua")
                #expect(outcome.exitCode == 4, "\(outcome.errors)")
                all.insert(said(outcome))
            }
            #expect(all.count == 1, "\(all)")
            #expect(try #require(all.first).contains("130 rows") == false)
            #expect(try #require(all.first).contains("121 (120 changed, 1 failed)"), "\(all)")
            #expect(bench.place.folder.files() == before)
        }

        @Test("what asks in another order each time, shares requests and waits for others replays without difference")
        func anyOrder() async throws {
            let place = try Place()
            try place.script("s.lua", Self.anyOrder)
            let recorded = try await place.patchbay("run --simulator --users 120 --rate-limit 0 --record s.rec s.lua")
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            for _ in 0..<5 {
                let outcome = try await replay(place, "s.rec", "s.lua")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                #expect(outcome.output == recorded.output)
            }
        }

        /// `pairs` goes through texts in an order of each process's own.
        private static let anyOrder = """
            local async, cc, time = require "async", require "cc", require "time"
            local places, lookup, tasks, sum = {}, cc.user.lookup("email"), {}, 0
            for user in cc.user.each() do places[user.email] = #tasks; tasks[#tasks + 1] = user end
            tasks = {}
            for email, place in pairs(places) do
                tasks[#tasks + 1] = async.spawn(function()
                    local user = cc.user.find { email = email }
                    assert(lookup(email).id == user.id)
                    if place % 2 == 0 then cc.user.patch(user.id, { workPhone = "+49" .. place }, { bulk = true }) end
                    if place % 20 == 0 then
                        local late = { email = "late" .. place .. "@example.com" }
                        assert(not pcall(cc.user.wait_for, late, { timeout = "600ms", every = "200ms" }))
                    end
                    return place
                end)
            end
            for _, task in ipairs(tasks) do sum = sum + task:wait() end
            print(sum, time.now(), math.random(1 << 40))
            """

        @Test("waits pass at once, and the time and random numbers are those of the recorded run")
        func time() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                """
                local async, run, time = require "async", require "run", require "time"
                local since = time.now()
                print(since, run.started, run.id, run.profile, math.random(1 << 40))
                print(pcall(async.timeout, "300ms", function() async.sleep("1h") end))
                for _ = 1, 3 do async.sleep("200ms") print(time.now()) end
                while time.now() < since + 5 do end
                """
            )
            let recorded = try await place.patchbay("run --simulator --tasks 1 --record s.rec s.lua")
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            let outcome = try await replay(place, "s.rec", "s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == recorded.output)
            // A wait that was not recorded passes by itself, and time with it.
            try place.script(
                "s.lua",
                """
                local async, time = require "async", require "time"
                local since = time.now()
                print(pcall(async.timeout, "1h", function() async.sleep("100h") end))
                print(time.now() - since)
                """
            )
            let changed = try await replay(place, "s.rec", "s.lua")
            #expect(changed.output == "false\ts.lua:3: took longer than 1h\n3600000\n", "\(changed.output)")
        }

        @Test("each script of the modules does the same when it is replayed", arguments: ScriptTests.scripts)
        func scripts(script: String) async throws {
            // What is ended by a limit is so after a time of its own, and plans are not recorded.
            guard !script.hasPrefix("limits/"), !script.hasPrefix("plan/") else { return }
            let place = try Place()
            let path = Repository.path("Tests/Scripts/" + script)
            let expectation = ScriptExpectation(try #require(SmallFile.text(path)))
            let line =
                "run --simulator --tasks 60 --record s.rec \(expectation.options) \(path) \(expectation.arguments)"
            let recorded = try await place.patchbay(line)
            #expect(recorded.exitCode == expectation.exitCode, "\(recorded.errors)")
            guard place.folder.exists("work/s.rec") else {
                #expect(recorded.exitCode == 2, "\(recorded.errors)")
                return
            }
            let outcome = try await replay(place, "s.rec", path)
            #expect(outcome.exitCode == recorded.exitCode, "\(outcome.errors)")
            #expect(outcome.output == recorded.output)
        }

        @Test("a run that was interrupted has a recording, which ends where the run did")
        func interrupted() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                "local async = require 'async' async.sleep(1) print('x') require('cc').team.list() async.sleep('50s')"
            )
            let run = try place.start("run --simulator --record s.rec s.lua", allowed: 20)
            #expect(await run.hasWritten("x\n"))
            run.send(SIGINT)
            #expect(await run.outcome().exitCode == 130)
            let outcome = try await replay(place, "s.rec", "s.lua")
            #expect(outcome.output == "x\n")
            #expect(
                outcome.exitCode == 0 || outcome.errors.contains("the recording s.rec ends here"),
                "\(outcome.errors)"
            )
            #expect(place.leftOvers.isEmpty)
        }
    }
}
