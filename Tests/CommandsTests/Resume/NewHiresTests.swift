import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("New hires, from nothing to ready agents")
    struct NewHiresTests {
        private static let people =
            "email,first_name,last_name,team,desktop_profile\n"
            + (1...12).map { "new\($0)@example.com,First\($0),Last\($0),Billing,\n" }.joined()

        private static let command = "examples/new-hires.lua people.csv --license \"Contact Center Premium Agent\""

        @Test("all are ready after one run, and a resume of one that was cut off makes nobody twice", arguments: 0..<2)
        func ready(attempt: Int) async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 20 --tasks 1 --rate-limit 0 --sync-delay 1s")
            try place.script("people.csv", Self.people)
            if attempt == 1 {
                // Seven are made, of the eighth nobody hears.
                try simulator.fail("stall:times=1:when=after:after=7:match=POST .*/people")
                let run = try place.start(
                    "run --profile demo examples/new-hires.lua people.csv --license",
                    [
                        "Contact Center Premium Agent"
                    ]
                )
                try await until { (try? simulator.stats().faults) ?? 0 > 0 }
                run.send(SIGKILL)
                _ = await run.outcome()
                try simulator.mend()
            }
            let outcome = try await place.shell(
                attempt == 0 ? "patchbay run --profile demo \(Self.command)" : "patchbay resume last"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("12 ready"), "\(outcome.errors)")
            let stats = try simulator.stats()
            // One for each, but for one that was made and asked for again where the answer was lost.
            #expect(stats.count("person.create") == 12, "\(stats.json)")
            let rows = try CSVText.rows(#require(place.text("results.csv")))
            #expect(rows.count == 13 && rows.dropFirst().allSatisfy { $0[2] == "ready" })
        }
    }
}
