import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay recordings try-rules")
    struct TryRulesTests {
        @Test("tells the very names that an export would give, downloads nothing and enters nothing")
        func names() async throws {
            let org = try await ExportedOrg()
            try org.place.script(
                "rules.lua",
                """
                return {
                    keep = function(task) return task.direction == "inbound", "we called" end,
                    path = function(task, capture) return { task.queue or "none", capture.id .. capture.extension } end,
                }
                """
            )
            let words = "\(ExportedOrg.window) --rules rules.lua"
            let tried = try await org.recordings("try-rules \(words) --json")
            #expect(tried.exitCode == 0, "\(tried.errors)")
            let rows = try tried.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            #expect(try org.simulator.stats().media == 0)
            #expect(try await org.records().isEmpty)
            #expect(org.place.folder.files().allSatisfy { !$0.hasPrefix("work/recordings/") })
            let exported = try await org.export("--rules rules.lua")
            #expect(rows.count == exported.rows.count)
            for row in exported.rows {
                let told = try #require(rows.first { $0["id"]?.string == row["id"] })
                #expect(told["verdict"]?.string == (row["status"] == "saved" ? "keep" : "skip"))
                if row["status"] == "saved" { #expect("recordings/" + (told["name"]?.string ?? "") == row["path"]) }
                if row["status"] == "skipped" { #expect(told["why"]?.string == "we called") }
            }
        }

        @Test("without --json it is a table with a heading")
        func table() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("recordings try-rules --from -8d --simulator --tasks 30")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count > 5 && lines[0].hasPrefix("VERDICT  NAME"))
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("keep ") && $0.contains(".wav") })
        }
    }
}
