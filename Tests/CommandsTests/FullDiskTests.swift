import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Disks that are full")
    struct FullDiskTests {
        @Test("a limit on file size ends the run, names the way out, and leaves no half file behind")
        func limitedSize() async throws {
            let place = try Place()
            // Blocks of 512 bytes: less than a recording of 20 seconds, more than the manifest and the journal.
            let outcome = try await place.shell(
                "ulimit -f 1000; patchbay run --simulator --tasks 10 --recording-seconds 40 "
                    + "examples/export-recordings.lua --from -8d"
            )
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("the file would be larger than is allowed"))
            #expect(outcome.errors.contains("ulimit -f"))
            #expect(place.leftOvers.isEmpty)
            let exported = try ExportedFolder(place)
            #expect(!exported.rows.isEmpty && exported.rows.allSatisfy { $0["status"] == "failed" })
            #expect(exported.files.isEmpty)
        }

        @Test(
            "a full disk is told by name, what is saved stays whole, and nothing half is left",
            .enabled(if: SmallDisk.isAllowed),
            arguments: 0..<3
        )
        func fullDisk(attempt: Int) async throws {
            let place = try Place()
            let disk = try #require(SmallDisk(place.folder.makeFolder("work/out"), kilobytes: 1200))
            defer { disk.remove() }
            let outcome = try await place.patchbay(
                "run --simulator --tasks 20 --recording-seconds 20 examples/export-recordings.lua --from -8d --out out"
            )
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("no space is left on the disk"), "\(outcome.errors)")
            #expect(place.leftOvers.isEmpty)
            let files = place.folder.files().filter { $0.hasPrefix("work/out/") }
            for file in files where file.hasSuffix(".wav") {
                let bytes = try #require(place.folder.bytes(file))
                let announced = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
                #expect(announced + 8 == bytes.count)
            }
        }

        @Test("data that standard output cannot take is told, and the run has not succeeded")
        func fullOutput() async throws {
            let place = try Place()
            for line in ["run --simulator --tasks 20 examples/tasks-by-queue.lua", "profile list --json"] {
                let outcome = try await place.shell("patchbay \(line) > /dev/full")
                #expect(outcome.exitCode != 0, "\(line): \(outcome.errors)")
                #expect(outcome.errors.contains("error"), "\(line): \(outcome.errors)")
            }
        }
    }
}
