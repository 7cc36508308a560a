import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Options of the export")
    struct ExportOptionTests {
        private static let org = "--simulator --tasks 40 --recording-seconds 3 --rate-limit 0"

        private func export(_ place: Place, _ options: String) async throws -> ExportedFolder {
            let outcome = try await place.patchbay(
                "run \(Self.org) examples/export-recordings.lua --from -8d \(options)"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try ExportedFolder(place)
        }

        /// How many rows there are of each call type, by the metadata.
        private func callTypes(_ exported: ExportedFolder) throws -> [String: Int] {
            let types = try exported.rows.map { row in
                try exported.metadata(of: row["path"] ?? "")["call_type"]?.string ?? "none"
            }
            return Dictionary(types.map { ($0, 1) }, uniquingKeysWith: +)
        }

        @Test("without options there are main recordings alone")
        func plain() async throws {
            let types = try callTypes(try await export(try Place(), ""))
            #expect(Array(types.keys) == ["main"])
        }

        @Test("--segments gives more, shorter recordings of the same tasks")
        func segments() async throws {
            let place = try Place()
            let whole = try await export(place, "--out recordings")
            let tasks = Set(whole.rows.compactMap { $0["task_id"] })
            let stitched = whole.rows.count
            let segments = try await export(try Place(), "--segments")
            #expect(segments.rows.count > stitched)
            #expect(Set(segments.rows.compactMap { $0["task_id"] }) == tasks)
            for row in segments.rows.prefix(5) {
                #expect(try segments.metadata(of: row["path"] ?? "")["segment"]?.bool == true)
            }
        }

        @Test("--consult adds consult legs, and --transcripts text")
        func consultAndTranscripts() async throws {
            let exported = try await export(try Place(), "--consult --transcripts")
            let types = try callTypes(exported)
            #expect(Set(types.keys) == ["main", "consult", "transcript"])
            let transcript = try #require(exported.rows.first { $0["path"]?.contains("-transcript-") ?? false })
            let path = try #require(transcript["path"])
            #expect(!path.hasSuffix(".wav"))
            let bytes = try #require(exported.bytes(path))
            #expect(!bytes.isEmpty && !bytes.starts(with: Array("RIFF".utf8)))
        }

        @Test("--name shapes the path of each file")
        func name() async throws {
            let exported = try await export(try Place(), "--name {direction}/{date}/{agent}_{capture_id}{extension}")
            let row = try #require(exported.rows.first), path = try #require(row["path"])
            let metadata = try exported.metadata(of: path)
            let parts = path.split(separator: "/").map(String.init)
            #expect(parts.count == 4 && parts[0] == "recordings")
            #expect(parts[1] == metadata["task"]?["direction"]?.string)
            #expect(parts[2].wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
            let agent = try #require(metadata["task"]?["agent"]?.string)
            #expect(parts[3] == "\(agent)_\(row["id"] ?? "").wav")
        }

        @Test("--from and --to bound the tasks")
        func window() async throws {
            let all = try await export(try Place(), "")
            let some = try await export(try Place(), "--to -4d")
            #expect(some.rows.count < all.rows.count && !some.rows.isEmpty)
        }

        @Test("two captures that would have one name: the second fails, and the first stays as it is")
        func sameName() async throws {
            let place = try Place()
            let outcome = try await place.patchbay(
                "run \(Self.org) examples/export-recordings.lua --from -8d --name {queue}{extension}"
            )
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            #expect(outcome.errors.contains("put {capture_id} into the name"))
            let exported = try ExportedFolder(place)
            let hashes = try await exported.hashes()
            let saved = exported.rows.filter { $0["status"] == "saved" }
            let failed = exported.rows.filter { $0["status"] == "failed" }
            #expect(!saved.isEmpty && !failed.isEmpty)
            for row in saved { #expect(row["sha256"] == hashes[row["path"] ?? ""]) }
            #expect(failed.allSatisfy { $0["error"]?.contains("put {capture_id} into the name") ?? false })
        }

        @Test(
            "a name that leaves the folder is refused",
            arguments: ["../{task_id}", "/tmp/{task_id}", "a/../../{task_id}"]
        )
        func escape(name: String) async throws {
            let place = try Place()
            let outcome = try await place.patchbay(
                "run \(Self.org) examples/export-recordings.lua --from -8d --name \(name)"
            )
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("leaves the folder it belongs in"))
            let outside = place.folder.files().filter { !$0.hasPrefix("work/") && !$0.hasPrefix("home/") }
            #expect(outside.isEmpty)
            #expect(place.folder.files().allSatisfy { !$0.hasSuffix(".wav") })
        }
    }
}
