import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Export of recordings")
    struct ExportTests {
        @Test("every recording is there, whole, with its JSON beside it and its row in the manifest")
        func whole() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            let outcome = try await place.export()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("run "))
            let exported = try ExportedFolder(place)
            #expect(
                exported.columns == [
                    "row", "id", "status", "task_id", "kind", "call_type", "started", "duration", "queue", "agent",
                    "path", "bytes", "sha256", "places", "reason", "rule", "error", "tracking_id",
                ]
            )
            let media = try simulator.stats().media
            #expect(exported.rows.count == media && media > 10)
            #expect(exported.files.count == 2 * media)
            #expect(Set(exported.rows.map { $0["id"] }).count == media)
            let hashes = try await exported.hashes()
            for row in exported.rows {
                let path = try #require(row["path"])
                let bytes = try #require(exported.bytes(path), "\(path) is in the manifest, but not on the disk")
                #expect(row["status"] == "saved")
                #expect(row["bytes"] == "\(bytes.count)")
                #expect(row["sha256"] == hashes[path])
                // RIFF says how long the rest of the file is.
                #expect(Array(bytes.prefix(4)) == Array("RIFF".utf8))
                let announced = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
                #expect(announced + 8 == bytes.count)
                let metadata = try exported.metadata(of: path)
                #expect(metadata["task"]?["id"]?.string == row["task_id"])
                #expect(metadata["id"]?.string == row["id"])
                #expect(metadata["file"]?["sha256"]?.string == row["sha256"])
                #expect(metadata["file"]?["bytes"]?.integer == Int64(bytes.count))
                let text = String(decoding: metadata.encoded(), as: UTF8.self)
                #expect(!text.contains("filePath") && !text.contains("http"), "a signed address in \(text)")
            }
        }

        @Test("a second run downloads nothing and leaves the same files")
        func again() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            _ = try await place.export()
            let (first, media) = (try await ExportedFolder(place).hashes(), try simulator.stats().media)
            let outcome = try await place.export()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let second = try ExportedFolder(place)
            let hashes = try await second.hashes()
            #expect(hashes.filter { !$0.key.contains("/manifest.") } == first.filter { !$0.key.contains("/manifest.") })
            #expect(try simulator.stats().media == media)
            #expect(second.rows.count == media && second.rows.allSatisfy { $0["status"] == "unchanged" })
            #expect(outcome.errors.contains("(\(media) unchanged)"))
        }

        @Test("what was deleted or damaged since is downloaded again, and only that")
        func repaired() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            _ = try await place.export()
            let (before, media) = (try ExportedFolder(place), try simulator.stats().media)
            let hashes = try await before.hashes()
            let paths = before.rows.compactMap { $0["path"] }
            _ = try await place.shell("rm '\(paths[0])'; truncate -s 100 '\(paths[1])'")
            let outcome = try await place.export()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try simulator.stats().media == media + 2)
            let after = try await ExportedFolder(place).hashes()
            for name in hashes.keys where !name.contains("/manifest.") {
                #expect(after[name] == hashes[name], "\(name) is another than after the first run")
            }
        }

        @Test("no more requests are made than the pages of tasks and a query for ten tasks each")
        func requests() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 300 --recording-seconds 1 --rate-limit 0")
            let outcome = try await place.export()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let stats = try simulator.stats()
            #expect(stats.count("task.list") <= 300 / 1000 + 2)
            #expect(stats.count("capture.query") <= 300 / 10)
            #expect(stats.limited <= 300 / 1000 + 2 + 300 / 10)
            #expect(outcome.errors.contains("requests    \(stats.limited)\n"))
        }

        @Test("two exports into one folder at once end with every file whole")
        func twoAtOnce() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --recording-seconds 2 --rate-limit 0")
            async let one = place.export()
            async let other = place.export()
            let outcomes = try await [one, other]
            #expect(outcomes.allSatisfy { $0.exitCode == 0 }, "\(outcomes.map(\.errors))")
            #expect(place.leftOvers.isEmpty)
            let exported = try ExportedFolder(place)
            let hashes = try await exported.hashes()
            for row in exported.rows { #expect(row["sha256"] == hashes[row["path"] ?? ""]) }
            #expect(exported.files.count == 2 * exported.rows.count)
            #expect(try simulator.stats().media <= 2 * exported.rows.count)
        }
    }
}
