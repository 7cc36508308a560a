import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay resume")
    struct ResumeTests {
        private static let patches = "match=PATCH /organization"

        @Test("goes on where a run was cut off: rows and steps are remembered, no change is sent twice")
        func goesOn() async throws {
            let cut = try await CutOffRun()
            // Two rows are whole; of the third the first change was made, and the second has not come to the service.
            let first = try await cut.cutOff("when=before:after=5:" + Self.patches)
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    "goes on: 2 rows and 3 steps are remembered, 5 changes were made, 1 is in doubt"
                )
            )
            #expect(outcome.errors.contains("2 of the rows, done before"))
            let stats = try cut.simulator.stats()
            #expect(stats.writes == 12 && stats.mostWritesOfOne == 2, "\(stats.json)")
            let steps = first.split(separator: "\n").count { $0.hasPrefix("step") }
            let later = outcome.output.split(separator: "\n").filter { $0.hasPrefix("step") }
            #expect(steps == 3 && later.count == 3 && !later.contains { $0.hasSuffix(OnboardingBench.email(3)) })
            let results = try CSVText.rows(#require(cut.place.text("results.csv")))
            #expect(results.count == 7 && results.dropFirst().allSatisfy { $0[2] == "ok" && !$0[3].isEmpty })
        }

        @Test("a change whose answer was lost is sent again where that does no harm")
        func repeats() async throws {
            let cut = try await CutOffRun()
            try await cut.cutOff("when=after:after=5:" + Self.patches)
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let stats = try cut.simulator.stats()
            #expect(stats.writes == 13 && stats.mostWritesOfOne == 3, "\(stats.json)")
        }

        @Test("id, start, arguments and random numbers are those of the first attempt")
        func facts() async throws {
            let cut = try await CutOffRun()
            let first = try await cut.cutOff("when=before:after=1:" + Self.patches)
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let facts = first.split(separator: "\n")[0]
            #expect(facts.hasPrefix("facts") && outcome.output.split(separator: "\n")[0] == facts)
            #expect(outcome.errors.hasPrefix("run \(facts.split(separator: "\t")[1])\n"))
        }

        @Test("works from any folder, twice in a row, and says at the end that there is nothing to resume")
        func elsewhere() async throws {
            let cut = try await CutOffRun()
            try await cut.cutOff("when=before:after=2:" + Self.patches)
            try cut.simulator.fail("stall:times=1:when=before:after=3:" + Self.patches)
            let second = try cut.place.start("resume last")
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            second.send(SIGKILL)
            _ = await second.outcome()
            try cut.simulator.mend()
            let third = try await cut.place.shell("cd / && patchbay resume last")
            #expect(third.exitCode == 0, "\(third.errors)")
            #expect(try cut.simulator.stats().writes == 12)
            #expect(cut.place.text("results.csv") != nil)
            let fourth = try await cut.resume()
            #expect(fourth.exitCode == 2 && fourth.errors.contains("is done: there is nothing to resume"))
            #expect(try cut.simulator.stats().writes == 12)
        }

        @Test("rows that failed are done again, the others are not")
        func failedRows() async throws {
            let cut = try await CutOffRun(people: CutOffRun.people(1...3) + "nobody@example.com,+1\n")
            let first = try await cut.place.patchbay("run --profile demo --allow-write s.lua people.csv")
            #expect(first.exitCode == 4, "\(first.errors)")
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            #expect(outcome.errors.contains("4 (3 ok, 1 failed)"))
            #expect(outcome.errors.contains("3 of the rows, done before"))
            let steps = outcome.output.split(separator: "\n").filter { $0.hasPrefix("step") }
            #expect(steps == ["step\tnobody@example.com"])
            #expect(try cut.simulator.stats().writes == 6)
        }

        @Test("a changed script, input file or module is named, and gone on with only by --force")
        func changed() async throws {
            let cut = try await CutOffRun("require \"names\"\n" + CutOffRun.script)
            // The script must find its module in the first attempt.
            try cut.place.script("names.lua", "return {}")
            try await cut.cutOff("when=before:after=5:" + Self.patches)
            let people = CutOffRun.people(1...5) + "\(OnboardingBench.email(6)),+1\n"
            try cut.place.script("people.csv", people)
            try cut.place.script("s.lua", "require \"names\"\n" + CutOffRun.script + "\nprint 'more'")
            try cut.place.script("names.lua", "return { }")
            let refused = try await cut.resume()
            #expect(refused.exitCode == 2)
            for file in ["s.lua has changed since", "people.csv has changed since", "names.lua has changed since"] {
                #expect(refused.errors.contains(file), "\(refused.errors)")
            }
            #expect(refused.errors.contains("--force"))
            #expect(try cut.simulator.stats().writes == 5)
            let forced = try await cut.resume("--force")
            #expect(forced.exitCode == 0, "\(forced.errors)")
            #expect(forced.output.hasSuffix("more\n"))
            #expect(try cut.simulator.stats().writes == 12)
        }

        @Test("of a row that has changed since, steps are done anew, and what was sent before is not sent again")
        func changedRow() async throws {
            let cut = try await CutOffRun()
            try await cut.cutOff("when=before:after=7:" + Self.patches)
            try cut.place.script("people.csv", CutOffRun.people(1...6).replacing("+491\n", with: "+7\n"))
            let outcome = try await cut.resume("--force")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("step\t\(OnboardingBench.email(1))"))
            #expect(!outcome.output.contains("step\t\(OnboardingBench.email(2))"))
            // Twelve, and two more for the row that wants something else now.
            #expect(try cut.simulator.stats().writes == 14)
        }

        @Test("changes of earlier attempts count against --allow-changes, which may be raised")
        func permissions() async throws {
            let cut = try await CutOffRun()
            try await cut.cutOff("when=before:after=5:" + Self.patches, options: "--allow-changes 8")
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("change 9 of the org"))
            #expect(try cut.simulator.stats().writes == 8)
            let raised = try await cut.resume("--allow-changes 12")
            #expect(raised.exitCode == 0, "\(raised.errors)")
            #expect(try cut.simulator.stats().writes == 12)
        }

        @Test("is refused for a run that runs, that was simulated, or that there is not")
        func refusals() async throws {
            let cut = try await CutOffRun()
            let none = try await cut.resume()
            #expect(none.exitCode == 2 && none.errors.contains("there are no runs yet"))
            try cut.simulator.fail("stall:times=1:when=before:" + Self.patches)
            let run = try cut.place.start("run --profile demo --allow-write s.lua people.csv")
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            let running = try await cut.resume()
            #expect(running.exitCode == 2 && running.errors.contains("is running now"), "\(running.errors)")
            run.send(SIGKILL)
            _ = await run.outcome()
            let unknown = try await cut.resume(of: "20010101")
            #expect(unknown.exitCode == 2 && unknown.errors.contains("20010101"), "\(unknown.errors)")
            try cut.place.script("fails.lua", "error('no')")
            _ = try await cut.place.patchbay("run --simulator --tasks 1 fails.lua")
            let simulated = try await cut.resume()
            #expect(simulated.exitCode == 2 && simulated.errors.contains("ran on a simulator that ended with it"))
        }
    }
}
