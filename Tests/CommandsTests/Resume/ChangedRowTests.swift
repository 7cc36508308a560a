import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Rows that hold something else when a run goes on")
    struct ChangedRowTests {
        /// One row changes a user, and one fails whatever it holds.
        private static let script = """
            local cc, csv, run = require "cc", require "csv", require "run"
            local args = run.args { { "file", "file", required = true } }
            run.rows(csv.rows(args.file), { key = "email", concurrency = 1 }, function(row)
                if row.phone == "none" then error("no phone") end
                cc.user.patch(cc.user.get { email = row.email }.id, { workPhone = row.phone })
            end)
            print(cc.user.get { email = "\(OnboardingBench.email(1))" }.workPhone)
            """

        private static func people(_ phone: String) -> String {
            "email,phone\n\(OnboardingBench.email(1)),\(phone)\n\(OnboardingBench.email(2)),none\n"
        }

        @Test("one that goes back to what it held is told as done only when the org has that again")
        func backAgain() async throws {
            let cut = try await CutOffRun(Self.script, people: Self.people("+491"))
            var outcome = try await cut.place.patchbay("run --profile demo s.lua people.csv")
            #expect(outcome.exitCode == 4 && outcome.output == "+491\n", "\(outcome.errors)")
            for (phone, changes) in [("+492", 2), ("+491", 3), ("+491", 3)] {
                try cut.place.script("people.csv", Self.people(phone))
                outcome = try await cut.resume("--force")
                #expect(outcome.exitCode == 4 && outcome.output == "\(phone)\n", "\(outcome.errors)")
                #expect(try cut.count("user.patch") == changes)
            }
        }
    }
}
