import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Exports by rules")
    struct RuleFileTests {
        /// Keeps one half, says why not the other, and names and describes what it keeps.
        private static let rules = """
            local rules = {}
            function rules.select(task) return task.queue ~= "Finance" end
            function rules.keep(task, capture)
                if task.direction == "outbound" then return false, "we called" end
                return true
            end
            function rules.path(task, capture) return { task.queue or "none", "a/b " .. capture.id .. capture.extension } end
            function rules.metadata(task, capture) return { caller = "…" .. task.origin:sub(-4) } end
            return rules
            """

        @Test("what rules keep is saved under their names with their metadata, all else is told with rule and reason")
        func decided() async throws {
            let org = try await ExportedOrg("--tasks 120 --recording-seconds 1 --rate-limit 0")
            try org.place.script("half.lua", Self.rules)
            let exported = try await org.export("--rules half.lua")
            let saved = exported.rows.filter { $0["status"] == "saved" }
            let skipped = exported.rows.filter { $0["status"] == "skipped" }
            #expect(saved.count > 10 && skipped.count > 2 && saved.count + skipped.count == exported.rows.count)
            #expect(!exported.rows.contains { $0["queue"] == "Finance" })
            for row in saved {
                let path = try #require(row["path"]), id = try #require(row["id"])
                let queue = row["queue"].flatMap { $0.isEmpty ? nil : $0 } ?? "none"
                #expect(path == "recordings/\(queue)/a_b \(id).wav")
                let metadata = try exported.metadata(of: path)
                #expect(metadata["caller"]?.string?.hasPrefix("…") == true && metadata["task"] == nil)
            }
            #expect(skipped.allSatisfy { $0["reason"] == "we called" && $0["rule"] == "half.lua" })
            let records = try await org.records("--state skipped")
            #expect(records.count == skipped.count && records.allSatisfy { $0["rule"]?.string == "half.lua" })
            // A caller's whole number is nowhere in what stands beside the recordings, nor after a second run.
            for _ in 1...2 {
                let lines = try org.lines()
                #expect(lines.allSatisfy { $0["metadata"]?["task"] == nil })
                #expect(lines.contains { $0["metadata"]?["caller"]?.string?.hasPrefix("…") == true })
                _ = try await org.export("--rules half.lua")
            }
            #expect(try org.simulator.stats().media == saved.count)
        }

        @Test("several files: the first that says no decides, the first that names something names it")
        func several() async throws {
            let org = try await ExportedOrg()
            try org.place.script("one.lua", "return { path = function(t, c) return c.id .. '.one' end }")
            try org.place.script(
                "two.lua",
                """
                return {
                    keep = function(task) return task.direction == "inbound", "outbound" end,
                    path = function(t, c) return c.id .. ".two" end,
                }
                """
            )
            let exported = try await org.export("--rules one.lua --rules two.lua")
            #expect(exported.rows.contains { $0["status"] == "saved" })
            for row in exported.rows {
                if row["status"] == "saved" { #expect(row["path"]?.hasSuffix(".one") == true) }
                if row["status"] == "skipped" { #expect(row["rule"] == "two.lua" && row["reason"] == "outbound") }
            }
        }

        /// What a rule does wrong, and what must be told of it.
        struct Wrong: Sendable, CustomTestStringConvertible {
            let rule: String
            let told: [String]
            var testDescription: String { rule }

            static let all = [
                Wrong(rule: "path = function(t, c) return t.nothing.there end", told: ["odd.lua:2", "nil"]),
                Wrong(rule: "path = function(t, c) return 5 end", told: ["odd.lua", "path", "5"]),
                Wrong(rule: "path = function(t, c) return { {} } end", told: ["odd.lua", "path"]),
                Wrong(rule: "keep = function(t, c) return 'yes' end", told: ["odd.lua", "keep", "yes"]),
                Wrong(rule: "metadata = function(t, c) return 'text' end", told: ["odd.lua", "metadata"]),
                Wrong(rule: "path = function(t, c) return '../' .. c.id end", told: ["leaves the folder"]),
                Wrong(rule: "path = function(t, c) return '/tmp/' .. c.id end", told: ["leaves the folder"]),
                Wrong(rule: "path = function(t, c) return ('x'):rep(300) .. c.id end", told: ["bytes"]),
                Wrong(rule: "path = function(t, c) return 'nul/' .. c.id end", told: ["nul"]),
            ]
        }

        @Test(
            "a rule that is wrong for one recording fails it alone, and that is told with file and line",
            arguments: Wrong.all
        )
        func wrong(wrong: Wrong) async throws {
            let org = try await ExportedOrg()
            let first = try await org.recordings("export \(ExportedOrg.window) --dry-run")
            #expect(first.exitCode == 0, "\(first.errors)")
            // Right for all but those of one queue.
            let name = wrong.rule.prefix { $0 != " " }
            let right = ["path": "c.id .. '.wav'", "keep": "true", "metadata": "{ x = 1 }"][String(name)] ?? "nil"
            try org.place.script(
                "odd.lua",
                """
                local odd = {
                    \(wrong.rule)
                }
                local rule = odd.\(name)
                return { \(name) = function(t, c)
                    if t.queue == "Finance" then return rule(t, c) end
                    return \(right)
                end }
                """
            )
            let outcome = try await org.recordings("export \(ExportedOrg.window) --rules odd.lua")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let exported = try ExportedFolder(org.place)
            let failed = exported.rows.filter { $0["status"] == "failed" }
            #expect(!failed.isEmpty && failed.count < exported.rows.count)
            #expect(exported.rows.filter { $0["status"] != "failed" }.allSatisfy { $0["status"] == "saved" })
            for row in failed {
                for part in wrong.told {
                    #expect(row["error"]?.contains(part) == true, "\(part): \(row["error"] ?? "")")
                }
            }
            #expect(try await org.records("--state failed").count == failed.count)
            #expect(org.place.folder.files().allSatisfy { !$0.hasSuffix(".wav") || $0.hasPrefix("work/recordings/") })
            // Mended, they are done, and nothing else is.
            let media = try org.simulator.stats().media
            try org.place.script("odd.lua", "return { \(name) = function(t, c) return \(right) end }")
            _ = try await org.export("--rules odd.lua")
            #expect(try org.simulator.stats().media <= media + failed.count)
        }

        @Test("two recordings of one name: the first has it, the others fail and are told so")
        func clash() async throws {
            let org = try await ExportedOrg()
            try org.place.script(
                "same.lua",
                "return { path = function(t) return { t.queue or 'none', 'same.wav' } end }"
            )
            let tried = try await org.recordings("try-rules \(ExportedOrg.window) --rules same.lua")
            #expect(tried.exitCode == 4 && tried.output.contains("clash"), "\(tried.errors)")
            let outcome = try await org.recordings("export \(ExportedOrg.window) --rules same.lua")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let exported = try ExportedFolder(org.place)
            let hashes = try await exported.hashes()
            let saved = exported.rows.filter { $0["status"] == "saved" }
            #expect(!saved.isEmpty && saved.allSatisfy { hashes[$0["path"] ?? ""] == $0["sha256"] })
            #expect(exported.rows.contains { $0["error"]?.contains("put {capture_id} into the name") == true })
        }
    }
}
