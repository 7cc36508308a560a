import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What objects were before they were changed")
    struct BeforeImageTests {
        /// The changes of all runs of a place, as the journal has them, and the object of each as it was before.
        private func changes(_ place: Place, _ operation: String) async throws -> [(target: String, before: JSONValue?)]
        {
            let query =
                "import json, sqlite3; print(json.dumps(sqlite3.connect('../home/journal.sqlite').execute("
                + "'SELECT target, before FROM run_writes WHERE operation = ? ORDER BY entry', ['\(operation)']).fetchall()))"
            let outcome = try await place.shell("python3 -c \"\(query)\"")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try (JSONValue(parsing: Array(outcome.output.utf8)).array ?? []).map { row in
                let before = try row.array?.last?.string.map { try JSONValue(parsing: Array($0.utf8)) }
                return (row.array?.first?.string ?? "", before)
            }
        }

        @Test("agents that are onboarded have theirs in the journal, whole, and no request was made for it")
        func onboarding() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1 --users 120 --rate-limit 0")
            let rows = (1...120).map {
                "agent\(String(repeating: "0", count: 5 - "\($0)".count))\($0)@example.com,+49\($0)\n"
            }
            try place.script("agents.csv", "email,work_phone\n" + rows.joined())
            let outcome = try await place.patchbay("run --profile demo examples/onboard-agents.lua --file agents.csv")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try simulator.stats().count("user.get") == 0)
            let changes = try await changes(place, "user.bulk_patch")
            #expect(changes.count == 120)
            for change in changes {
                let before = try #require(change.before, "\(change.target) has none")
                #expect(before["id"]?.string == change.target)
                #expect(before["email"]?.string?.hasPrefix("agent") == true)
                #expect(before["teamIds"]?.array != nil, "it is whole")
                #expect(before["workPhone"]?.string?.hasPrefix("+49") != true || before["workPhone"] == nil)
            }
        }

        @Test(
            "a list that omits fields gives none, a read by id does; what a change answers is what the next one finds"
        )
        func incompleteLists() async throws {
            let place = try Place()
            try place.script(
                "profiles.lua",
                """
                local cc = require "cc"
                local listed = cc.desktop_profile.list()
                local first, second = listed[1].id, cc.desktop_profile.get(listed[2].id)
                pcall(cc.desktop_profile.delete, first)
                second.description = "two"
                cc.desktop_profile.update(second.id, second)
                """
            )
            try place.script(
                "sites.lua",
                """
                local cc = require "cc"
                local site = cc.site.create { name = "A", active = true, multimediaProfileId = cc.multimedia_profile.list()[1].id }
                site.name = "B"
                site = cc.site.update(site.id, site)
                site.name = "C"
                cc.site.update(site.id, site)
                cc.site.delete(site.id)
                """
            )
            let profiles = try await place.patchbay("run --simulator --tasks 1 --allow-deletes profiles.lua")
            #expect(profiles.exitCode == 0, "\(profiles.errors)")
            let sites = try await place.patchbay("run --simulator --tasks 1 --allow-deletes sites.lua")
            #expect(sites.exitCode == 0, "\(sites.errors)")
            #expect(try await changes(place, "desktop_profile.delete").map { $0.before == nil } == [true])
            let updated = try await changes(place, "desktop_profile.update")
            #expect(updated.map { $0.before?["id"]?.string } == updated.map(\.target))
            #expect(updated.first?.before?["description"]?.string != "two")
            #expect(try await changes(place, "site.update").map { $0.before?["name"]?.string } == ["A", "B"])
            #expect(try await changes(place, "site.delete").map { $0.before?["name"]?.string } == ["C"])
        }
    }
}
