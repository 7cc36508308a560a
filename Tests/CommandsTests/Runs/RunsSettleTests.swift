import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay runs settle")
    struct RunsSettleTests {
        /// A run that was killed while a create of a team was in doubt.
        private func doubtful() async throws -> (
            history: RunHistory, simulator: SimulatorProcess, id: String, write: Int64
        ) {
            let history = try RunHistory()
            let simulator = try await SimulatorProcess(history.place, "--tasks 1 --users 3")
            let id = try await history.killed(simulator)
            let run = try await history.json("runs show \(id) --json")
            #expect(run["outcome"] == "cut_off" && run["in_doubt"] == 1)
            return (history, simulator, id, try #require(run["doubts"]?[0]?["number"]?.integer))
        }

        @Test("what is in doubt is shown with what was sent and what may be done")
        func shown() async throws {
            let (history, simulator, id, write) = try await doubtful()
            defer { withExtendedLifetime(simulator) {} }
            let doubt = try await history.json("runs show \(id) --json")["doubts"]?[0]
            #expect(doubt?["operation"] == "team.create" && doubt?["body"]?["name"] == "Owls")
            #expect(doubt?["on_resume"] == "look")
            let text = try await history.place.patchbay("runs show \(id)").output
            #expect(text.contains("\(write)  team.create") && text.contains("row jane@example.com, step team"))
            #expect(text.contains("patchbay resume \(id)") && text.contains("patchbay runs settle \(id)"))
        }

        @Test("a create that happened is settled with the id of what it made, as its answer would have had it")
        func happened() async throws {
            let (history, simulator, id, write) = try await doubtful()
            defer { withExtendedLifetime(simulator) {} }
            let outcome = try await history.place.patchbay("runs settle \(id) --happened \(write) --id team-7")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors == "settled 1 write of run \(id), none is in doubt any more\n")
            let entry = try await history.lines("runs log \(id) --kind outcome --json").last
            #expect(entry?["state"] == "settled_done" && entry?["first"] == .integer(write))
            #expect(entry?["answer"] == ["head": ["status": 200], "json": ["id": "team-7"]])
            let run = try await history.json("runs show \(id) --json")
            #expect(run["in_doubt"] == 0 && run["happened"] == 1)
        }

        @Test("the latest word counts until the run has gone on")
        func anew() async throws {
            let (history, simulator, id, write) = try await doubtful()
            defer { withExtendedLifetime(simulator) {} }
            for options in ["--not-happened", "--happened"] {
                let outcome = try await history.place.patchbay("runs settle \(id) \(options) \(write)")
                #expect(outcome.exitCode == 0 && outcome.errors.contains("settled 1 write"), "\(outcome.errors)")
            }
            let resumed = try await history.place.patchbay("resume \(id)")
            #expect(resumed.exitCode == 4, "\(resumed.errors)")
            // Its id was not said: it was looked for by its name.
            let made = try await history.lines("runs log \(id) --kind outcome --json").last { $0["state"] == "adopted" }
            #expect(
                made?["first"] == .integer(write) && made?["answer"]?["json"]?["name"] == "Owls",
                "\(String(describing: made))"
            )
            let again = try await history.place.patchbay("runs settle \(id) --happened \(write)")
            #expect(again.exitCode == 2 && again.errors.contains("write \(write) is not in doubt"), "\(again.errors)")
        }

        @Test("a create that cannot be looked for needs the id of what it made")
        func idNeeded() async throws {
            let cut = try await CutOffRun(DoubtTests.tasks)
            try await cut.cutOff("when=after:match=POST /v1/tasks", arguments: "")
            let number = try #require(
                try await cut.place.patchbay("runs log last --kind write --json").output.split(separator: "\n").last
                    .flatMap { try? JSONValue(parsing: Array($0.utf8))["number"]?.integer }
            )
            let unnamed = try await cut.place.patchbay("runs settle last --happened \(number)")
            #expect(
                unnamed.exitCode == 2 && unnamed.errors.contains("--happened \(number) --id ID"),
                "\(unnamed.errors)"
            )
            let named = try await cut.place.patchbay("runs settle last --happened \(number) --id t-1")
            #expect(named.exitCode == 0, "\(named.errors)")
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0 && outcome.output == "made\n", "\(outcome.errors)")
            #expect(try cut.count("task.create") == 1)
        }

        @Test("a run that goes on takes what was settled as it was said")
        func resumed() async throws {
            let (history, simulator, id, write) = try await doubtful()
            let settled = try await history.json("runs settle \(id) --happened \(write) --id team-7 --json")
            #expect(settled["settled"] == [["write": .integer(write), "state": "settled_done", "id": "team-7"]])
            #expect(settled["run"] == .string(id) && settled["in_doubt"] == [])
            let before = try simulator.stats()
            let resumed = try await history.place.patchbay("resume \(id)")
            #expect(resumed.exitCode == 4, "\(resumed.errors)")
            #expect(try simulator.stats().count("team.create") == before.count("team.create"))
            let steps = try await history.lines("runs log \(id) --kind step --json")
            #expect(steps.last?["value"] == ["team-7"])
        }

        @Test("what did not happen is done by the run that goes on")
        func notHappened() async throws {
            let (history, simulator, id, _) = try await doubtful()
            let settled = try await history.json("runs settle \(id) --not-happened all --json")
            #expect(settled["settled"]?[0]?["state"] == "settled_not")
            let before = try simulator.stats().count("team.create")
            let resumed = try await history.place.patchbay("resume \(id)")
            // The simulator had made it, so the service says that the name is taken: the person was wrong.
            #expect(resumed.exitCode == 4, "\(resumed.errors)")
            #expect(try simulator.stats().count("team.create") == before + 1)
        }

        @Test("a number that is wrong changes nothing, not even for those that are right")
        func wrongNumber() async throws {
            let (history, simulator, id, write) = try await doubtful()
            defer { withExtendedLifetime(simulator) {} }
            let count = try await history.lines("runs log \(id) --json").count
            for (options, problem) in [
                ("--happened \(write) 4711", "has no write 4711; in doubt: \(write)"),
                ("--happened \(write) --not-happened all", "is in --happened and in --not-happened"),
            ] {
                let outcome = try await history.place.patchbay("runs settle \(id) \(options)")
                #expect(outcome.exitCode == 2 && outcome.errors.contains(problem), "\(outcome.errors)")
            }
            #expect(try await history.lines("runs log \(id) --json").count == count)
        }

        @Test("without a terminal the options are named; at one each is shown and asked for")
        func dialogue() async throws {
            let (history, simulator, id, write) = try await doubtful()
            defer { withExtendedLifetime(simulator) {} }
            let unasked = try await history.place.patchbay("runs settle \(id)")
            #expect(unasked.exitCode == 2)
            #expect(unasked.errors.contains("give --happened N or --not-happened N"))
            let run = try history.place.start("runs settle \(id)", errors: .terminal(columns: 80, isTyped: true))
            #expect(await run.hasWritten("did it happen? yes, no or skip: "))
            #expect(run.errorsSoFar.contains("\(write)  team.create") && run.errorsSoFar.contains("Owls"))
            run.type("perhaps\n")
            #expect(await run.hasWritten("perhaps is neither yes, no nor skip"))
            run.type("yes\n")
            #expect(await run.hasWritten("the id of what it made"))
            run.type("team-9\n")
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 0 && outcome.errors.contains("settled 1 write"), "\(outcome.errors)")
            let entry = try await history.lines("runs log \(id) --kind outcome --json").last
            #expect(entry?["answer"]?["json"]?["id"] == "team-9")
        }

        @Test("what is running cannot be settled, and of what a simulator was asked nothing can be")
        func refused() async throws {
            let history = try RunHistory()
            let simulator = try await SimulatorProcess(history.place, "--tasks 1 --users 3")
            defer { withExtendedLifetime(simulator) {} }
            try history.place.script("s.lua", "print('there')\nrequire('async').sleep('50s')")
            let run = try history.place.start("run --profile demo s.lua")
            #expect(await run.hasWritten("there"))
            let running = try await history.place.patchbay("runs settle last --happened 1")
            #expect(running.exitCode == 2 && running.errors.contains("is running now"), "\(running.errors)")
            run.send(SIGINT)
            #expect(await run.outcome().exitCode == 130)
            let nothing = try await history.place.patchbay("runs settle last")
            #expect(nothing.exitCode == 0 && nothing.errors.contains("is in doubt"), "\(nothing.errors)")
            try await history.run("print(1)")
            let simulated = try await history.place.patchbay("runs settle last --happened 1")
            #expect(simulated.exitCode == 2 && simulated.errors.contains("ran on a simulator that ended with it"))
        }
    }
}
