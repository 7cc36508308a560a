import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay recordings list, retry, forget, verify, report")
    struct LedgerVerbTests {
        @Test("what failed is listed with its reason and tried again, and nothing else is")
        func retry() async throws {
            let org = try await ExportedOrg()
            try org.simulator.fail("500:match=GET /media:after=5")
            let outcome = try await org.recordings("export \(ExportedOrg.window) --patience 1s")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let failed = try await org.records("--state failed")
            #expect(failed.count > 10 && failed.allSatisfy { $0["why"]?.string?.isEmpty == false })
            let table = try await org.recordings("list --state exported")
            #expect(table.output.split(separator: "\n").count == 1 + 5, "\(table.output)")
            try org.simulator.mend()
            let media = try org.simulator.stats().media
            let retried = try await org.recordings("retry")
            #expect(retried.exitCode == 0, "\(retried.errors)")
            #expect(try org.simulator.stats().media == media + failed.count)
            #expect(try await org.records("--state failed").isEmpty)
            // The account of the window is that of its export.
            #expect(try ExportedFolder(org.place).rows.count == failed.count + 5)
            let again = try await org.export()
            #expect(again.rows.count == failed.count + 5 && again.rows.allSatisfy { $0["status"] == "unchanged" })
        }

        @Test("one that is named is tried by itself; one that nobody knows is refused")
        func named() async throws {
            let org = try await ExportedOrg()
            try org.simulator.fail("500:match=GET /media")
            _ = try await org.recordings("export \(ExportedOrg.window) --patience 1s")
            try org.simulator.mend()
            let id = try #require(try await org.records().first?["id"]?.string)
            let retried = try await org.recordings("retry \(id)")
            #expect(retried.exitCode == 0, "\(retried.errors)")
            #expect(try await org.records("--state exported").compactMap { $0["id"]?.string } == [id])
            let unknown = try await org.recordings("retry nobody")
            #expect(unknown.exitCode == 2 && unknown.errors.contains("nobody"), "\(unknown.errors)")
        }

        @Test("a segment that is named is saved, though nobody said --segments; its siblings stay done")
        func segment() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export("--segments")
            let queries = try org.simulator.stats().count("capture.query")
            let path = try #require(exported.rows.first?["path"]), id = try #require(exported.rows.first?["id"])
            _ = try await org.place.shell("rm '\(path)'")
            let retried = try await org.recordings("retry \(id)")
            #expect(retried.exitCode == 0 && retried.errors.contains("(1 saved)"), "\(retried.errors)")
            #expect(try ExportedFolder(org.place).rows.count == exported.rows.count)
            #expect(try org.simulator.stats().count("capture.query") <= queries + 3)
        }

        @Test("what a script downloaded is listed and verified; what it sounds like stands in the report")
        func downloads() async throws {
            let org = try await ExportedOrg()
            try org.place.script(
                "s.lua",
                """
                local recordings, time = require "recordings", require "time"
                for capture in recordings.captures(recordings.tasks { from = time.now() - 8 * time.day }) do
                    recordings.download(capture, "own/" .. capture.id .. ".wav")
                end
                """
            )
            let run = try await org.place.patchbay("run --profile demo --allow-write s.lua")
            #expect(run.exitCode == 0, "\(run.errors)")
            let table = try await org.recordings("list")
            #expect(table.exitCode == 0 && table.output.contains("own/"), "\(table.errors)")
            // They lie outside of the folder that verify was granted.
            let verified = try await org.recordings("verify")
            #expect(verified.exitCode == 0 && verified.errors.contains(" ok)"), "\(verified.errors)")
            let one = try #require(org.place.folder.files().first { $0.hasPrefix("work/own/") })
            _ = try await org.place.shell("truncate -s 9 '\(one.dropFirst("work/".count))'")
            let spoiled = try await org.recordings("verify")
            #expect(spoiled.exitCode == 4 && spoiled.output.contains("changed\t"), "\(spoiled.errors)")
            let outside = try await org.recordings("verify --repair")
            #expect(outside.exitCode == 4 && outside.errors.contains("--out"), "\(outside.errors)")
            let repaired = try await org.recordings("verify --repair --out recordings --out own")
            #expect(repaired.exitCode == 0, "\(repaired.errors)")
            _ = try await org.export("--audio")
            let report = try await org.recordings("report")
            #expect(report.exitCode == 0 && report.errors.contains("report.html"), "\(report.errors)")
            #expect(org.place.text("report.html")?.contains("Audio") == true)
        }

        @Test("what is forgotten is asked for again; its file stays and is not downloaded a second time")
        func forget() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export()
            let ids = exported.rows.prefix(2).compactMap { $0["id"] }
            let queries = try org.simulator.stats().count("capture.query")
            let outcome = try await org.recordings("forget \(ids.joined(separator: " "))")
            #expect(outcome.exitCode == 0 && outcome.errors.contains("2 forgotten"), "\(outcome.errors)")
            #expect(try await org.records().count == exported.rows.count - 2)
            let again = try await org.export()
            #expect(again.rows.allSatisfy { $0["status"] == "unchanged" })
            #expect(try org.simulator.stats().count("capture.query") == queries + 1)
            #expect(try org.simulator.stats().media == exported.rows.count)
            let all = try await org.recordings("forget --state exported")
            #expect(all.exitCode == 0, "\(all.errors)")
            #expect(try await org.records().isEmpty)
            let nothing = try await org.recordings("forget")
            #expect(nothing.exitCode == 2, "\(nothing.errors)")
        }

        @Test("verify tells what is missing or has changed, and repairs it")
        func verify() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export()
            let hashes = try await exported.hashes()
            let well = try await org.recordings("verify")
            #expect(well.exitCode == 0 && well.errors.contains("(\(exported.rows.count) ok)"), "\(well.errors)")
            let paths = exported.rows.compactMap { $0["path"] }
            // Of the same length: only its hash tells.
            _ = try await org.place.shell(
                "rm '\(paths[0])'; printf 'X' | dd of='\(paths[1])' bs=1 seek=100 conv=notrunc 2>/dev/null"
            )
            let outcome = try await org.recordings("verify")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            #expect(outcome.output.contains("missing\t") && outcome.output.contains(paths[0]))
            #expect(outcome.output.contains("changed\t") && outcome.output.contains(paths[1]))
            let repaired = try await org.recordings("verify --repair")
            #expect(repaired.exitCode == 0 && repaired.errors.contains("2 repaired"), "\(repaired.errors)")
            let after = try await exported.hashes()
            for path in paths { #expect(after[path] == hashes[path]) }
            #expect(try org.simulator.stats().media == exported.rows.count + 2)
            let again = try await org.export()
            #expect(again.rows.allSatisfy { $0["status"] == "unchanged" })
        }

        @Test("metadata that are missing are told, and written again by the next export")
        func metadata() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export()
            let path = try #require(exported.rows.first?["path"])
            let metadata = String(path.dropLast(".wav".count)) + ".json"
            _ = try await org.place.shell("rm '\(metadata)'")
            let outcome = try await org.recordings("verify")
            #expect(outcome.exitCode == 4 && outcome.errors.contains("are missing"), "\(outcome.errors)")
            let again = try await org.export()
            #expect(again.rows.allSatisfy { $0["status"] == "unchanged" })
            let well = try await org.recordings("verify")
            #expect(well.exitCode == 0, "\(well.errors)")
        }

        @Test("a name that another recording has is a failure that is listed")
        func clash() async throws {
            let org = try await ExportedOrg()
            let outcome = try await org.recordings("export \(ExportedOrg.window) --name 'same{extension}'")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let failed = try await org.records("--state failed")
            #expect(!failed.isEmpty && failed.allSatisfy { $0["why"]?.string?.contains("belongs to") == true })
        }

        @Test("the report is one page that needs nothing else")
        func report() async throws {
            let org = try await ExportedOrg()
            let exported = try await org.export()
            let outcome = try await org.recordings("report")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let page = try #require(org.place.text("report.html"))
            #expect(page.hasPrefix("<!") && page.contains("<svg") && !page.contains("src=\"http"))
            #expect(page.contains(exported.rows.first?["queue"] ?? "none"))
        }
    }
}
