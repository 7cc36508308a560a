import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What a plan reads")
    struct PlannedReadTests {
        private func plan(_ outcome: ProgramRun.Outcome) throws -> JSONValue {
            try JSONValue(parsing: Array(outcome.output.drop { $0 != "{" }.utf8))
        }

        private func operations(_ plan: JSONValue) -> [String: Int] {
            (plan["changes"]?.array ?? []).compactMap { $0["operation"]?.string }
                .reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }

        @Test("whatever a script changes and reads again, nothing but reads is sent")
        func sendsNoWrite() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --users 40 --rate-limit 0")
            for script in ["reads", "walks", "warnings"] {
                let path = Repository.path("Tests/Scripts/plan/\(script).lua")
                let outcome = try await place.patchbay("run --profile demo --plan --json --allow-deletes \(path)")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
            }
            let stats = try simulator.stats()
            #expect(stats.writes == 0)
            let writes = (stats.json["requests"]?.object ?? [:]).map(\.key).filter {
                ["create", "update", "patch", "bulk_patch", "bulk_save", "delete"].contains(
                    $0.split(separator: ".").last
                )
            }
            #expect(writes.isEmpty, "\(stats.json)")
        }

        @Test("new hires are planned to their end, with one look for each and a few for all that wait")
        func newHires() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 20 --tasks 1 --rate-limit 0")
            let rows = (1...30).map { "new\($0)@example.com,First\($0),Last\($0),Billing,\n" }.joined()
            try place.script("people.csv", "email,first_name,last_name,team,desktop_profile\n" + rows)
            let outcome = try await place.patchbay(
                "run --profile demo --plan --json examples/new-hires.lua people.csv --license",
                "Contact Center Premium Agent"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("30 ready"))
            let plan = try plan(outcome)
            #expect(operations(plan) == ["person.create": 30, "user.patch": 30])
            #expect(plan["expected"]?.array?.count == 30)
            let expected = Set((plan["expected"]?.array ?? []).compactMap { $0["id"]?.string })
            for change in plan["changes"]?.array ?? [] where change["operation"]?.string == "user.patch" {
                #expect(expected.contains(change["ids"]?[0]?.string ?? ""))
                #expect(change["stands_on"]?.array?.count == 1, "on the person")
            }
            let stats = try simulator.stats()
            #expect(stats.writes == 0 && stats.count("person.list") == 30 && stats.count("user.list") <= 5)
        }

        @Test("somebody who is there gets the license, and the user that follows from it is counted on")
        func licensed() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 20 --tasks 1 --rate-limit 0")
            try place.script(
                "ada.lua",
                """
                local webex = require "webex"
                webex.person.create { emails = { "ada@example.com" }, firstName = "Ada", lastName = "L" }
                """
            )
            try place.script(
                "people.csv",
                "email,first_name,last_name,team,desktop_profile\nada@example.com,Ada,L,Billing,\n"
            )
            let made = try await place.patchbay("run --profile demo ada.lua")
            #expect(made.exitCode == 0, "\(made.errors)")
            let outcome = try await place.patchbay(
                "run --profile demo --plan --json examples/new-hires.lua people.csv --license",
                "Contact Center Premium Agent"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let changes = try plan(outcome)["changes"]?.array ?? []
            #expect(changes.map { $0["operation"]?.string } == ["license.assign", "user.patch"])
            #expect(changes.last?["stands_on"] == [1])
            #expect(try simulator.stats().writes == 1)
        }

        @Test("agents that are onboarded cost the plan its lists alone")
        func onboarding() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1 --users 220 --rate-limit 0")
            let rows = (1...200).map { number in
                let digits = String(repeating: "0", count: 5 - "\(number)".count) + "\(number)"
                return "agent\(digits)@example.com,+49\(number),Billing\n"
            }
            try place.script("agents.csv", "email,work_phone,teams\n" + rows.joined())
            let outcome = try await place.patchbay(
                "run --profile demo --plan --json examples/onboard-agents.lua --file agents.csv"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(operations(try plan(outcome)) == ["user.patch": 200])
            let stats = try simulator.stats()
            #expect(stats.writes == 0)
            #expect(stats.all - stats.tokenRequests <= 4, "\(stats.json)")
        }
    }
}
