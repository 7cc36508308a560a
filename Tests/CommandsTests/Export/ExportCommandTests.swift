import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay recordings export")
    struct ExportCommandTests {
        @Test("every recording is saved, with its hash in both manifests and in the ledger")
        func whole() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export()
            let hashes = try await exported.hashes()
            let lines = try org.lines()
            let records = try await org.records()
            #expect(exported.rows.count > 20 && lines.count == exported.rows.count && records.count == lines.count)
            for row in exported.rows {
                let path = try #require(row["path"])
                #expect(row["status"] == "saved" && row["sha256"] == hashes[path])
                let line = try #require(lines.first { $0["id"]?.string == row["id"] })
                #expect(
                    line["sha256"]?.string == row["sha256"] && line["bytes"]?.integer.map(String.init) == row["bytes"]
                )
                #expect(line["metadata"]?["task"]?["id"]?.string == row["task_id"])
                let record = try #require(records.first { $0["id"]?.string == row["id"] })
                #expect(record["state"]?.string == "exported" && record["sha256"]?.string == row["sha256"])
            }
            #expect(try org.simulator.stats().media == exported.rows.count)
        }

        @Test("a second run asks for the pages of tasks and nothing else, and accounts for the whole window")
        func again() async throws {
            let org = try await ExportedOrg("--tasks 300 --recording-seconds 1 --rate-limit 0")
            let first = try await org.export()
            let before = try org.simulator.stats()
            #expect(before.count("capture.query") <= 300 / 10 && before.count("task.list") <= 2)
            let second = try await org.export()
            let after = try org.simulator.stats()
            #expect(after.count("capture.query") == before.count("capture.query"))
            #expect(after.count("task.list") <= before.count("task.list") + 2)
            #expect(after.media == before.media)
            #expect(second.rows.count == first.rows.count && second.rows.allSatisfy { $0["status"] == "unchanged" })
            let column = { (rows: [[String: String]], name: String) in
                Set(rows.map { "\($0["id"] ?? "") \($0[name] ?? "")" })
            }
            for name in ["sha256", "path", "bytes", "task_id"] {
                #expect(column(second.rows, name) == column(first.rows, name), "\(name)")
            }
        }

        @Test(
            "a lost JSON, and one that a rule writes otherwise now, is written anew, and nothing is downloaded for it"
        )
        func metadata() async throws {
            let org = try await ExportedOrg()
            let first = try await org.export()
            let media = try org.simulator.stats().media
            let json = try #require(first.files.first { $0.hasSuffix(".json") })
            let text = try #require(org.place.text(json))
            _ = try await org.place.shell("rm '\(json)'")
            _ = try await org.export()
            #expect(org.place.text(json) == text)
            try org.place.script("r.lua", "return { metadata = function() return { v = 2 } end }")
            _ = try await org.export("--rules r.lua")
            #expect(org.place.text(json)?.contains("\"v\": 2") == true)
            #expect(try org.simulator.stats().media == media)
        }

        @Test("what failed is told with its contact")
        func failedRows() async throws {
            let org = try await ExportedOrg()
            try org.simulator.fail("500:match=GET /media")
            let outcome = try await org.recordings("export \(ExportedOrg.window) --patience 1s")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let rows = try ExportedFolder(org.place).rows
            #expect(rows.count > 20)
            for row in rows {
                #expect(row["status"] == "failed" && row["error"] != "" && row["task_id"] != "")
                #expect(row["queue"] != "" && row["agent"] != "" && row["started"] != "")
            }
        }

        @Test("what is gone from the disk is saved again, and only that")
        func mended() async throws {
            let org = try await ExportedOrg()
            let first = try await org.export()
            let hashes = try await first.hashes()
            let media = try org.simulator.stats().media
            let paths = first.rows.compactMap { $0["path"] }
            _ = try await org.place.shell("rm '\(paths[3])'; truncate -s 10 '\(paths[5])'")
            let second = try await org.export()
            #expect(second.rows.count { $0["status"] == "saved" } == 2)
            #expect(try org.simulator.stats().media == media + 2)
            let mended = try await second.hashes()
            for path in paths { #expect(mended[path] == hashes[path]) }
        }

        @Test("--dry-run and --plan say what would be saved, and save nothing")
        func dry() async throws {
            let org = try await ExportedOrg()
            let dry = try await org.recordings("export \(ExportedOrg.window) --dry-run")
            #expect(dry.exitCode == 0, "\(dry.errors)")
            #expect(dry.errors.contains("would save)") && dry.output.contains(".wav"))
            let planned = try await org.recordings("export \(ExportedOrg.window) --plan")
            #expect(planned.exitCode == 0, "\(planned.errors)")
            #expect(planned.output.contains(".wav"))
            #expect(try org.simulator.stats().media == 0)
            #expect(org.place.folder.files().allSatisfy { !$0.hasSuffix(".wav") && !$0.hasSuffix("manifest.csv") })
            #expect(try await org.records().isEmpty)
            #expect(try await org.export().rows.allSatisfy { $0["status"] == "saved" })
        }

        @Test("--limit ends early, and the next export goes on behind it")
        func limit() async throws {
            let org = try await ExportedOrg()
            #expect(try await org.export("--limit 5").rows.count == 5)
            #expect(try org.simulator.stats().media == 5)
            let second = try await org.export("--limit 5")
            #expect(second.rows.count { $0["status"] == "saved" } == 5)
            let rest = try await org.export()
            #expect(try org.simulator.stats().media == rest.rows.count && rest.rows.count > 10)
        }

        @Test("filters narrow it: queue, agent, team, direction, channel, duration")
        func filters() async throws {
            let org = try await ExportedOrg("--tasks 120 --recording-seconds 1 --rate-limit 0")
            let all = try await org.export()
            let queue = try #require(all.rows.first?["queue"])
            let agent = try #require(all.rows.first?["agent"])
            func count(_ words: String...) async throws -> Int {
                let outcome = try await org.place.patchbay(
                    "recordings export --profile demo --dry-run --from -8d \(words[0])",
                    words.count > 1 ? words[1] : "--concurrency=4"
                )
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                let rows = outcome.errors.split(separator: "\n").first { $0.hasPrefix("  rows ") }
                return rows.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
            }
            #expect(try await count("--queue", queue) == all.rows.count { $0["queue"] == queue })
            #expect(try await count("--agent", agent) == all.rows.count { $0["agent"] == agent })
            let (inbound, outbound) = (try await count("--direction inbound"), try await count("--direction outbound"))
            #expect(inbound + outbound == all.rows.count && inbound > 0 && outbound > 0)
            #expect(try await count("--channel chat") == 0)
        }

        @Test("recordings that are too short are skipped, and told so in the manifest and the ledger")
        func short() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export("--min-duration 1h")
            #expect(!exported.rows.isEmpty && exported.rows.allSatisfy { $0["status"] == "skipped" })
            #expect(
                exported.rows.allSatisfy { $0["reason"] == "shorter than 3600 s" && $0["rule"] == "--min-duration" }
            )
            #expect(try org.simulator.stats().media == 0)
            #expect(try await org.records("--state skipped").count == exported.rows.count)
            #expect(try await org.export().rows.allSatisfy { $0["status"] == "saved" })
        }

        @Test("--segments, --consult and --transcripts bring more of the same tasks")
        func kinds() async throws {
            let org = try await ExportedOrg()
            let whole = try await org.export()
            let more = try await org.export("--segments --consult --virtual-agents --transcripts")
            #expect(Set(more.rows.compactMap { $0["call_type"] }).isSuperset(of: ["main", "consult", "transcript"]))
            #expect(more.rows.count > whole.rows.count)
            #expect(Set(more.rows.compactMap { $0["task_id"] }) == Set(whole.rows.compactMap { $0["task_id"] }))
        }
    }
}
