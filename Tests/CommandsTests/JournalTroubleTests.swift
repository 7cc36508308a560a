import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Journals that cannot be used")
    struct JournalTroubleTests {
        /// Says that it began, then makes sites one after the other.
        private static let sites = """
            local cc, run = require "cc", require "run"
            local args = run.args { { "--count", "integer", default = 2 } }
            print("began")
            local profile = cc.multimedia_profile.list()[1].id
            for number = 1, args.count do
                cc.site.create { name = "Site " .. number, multimediaProfileId = profile, active = true }
                print(number)
            end
            """
        private static let pageSize = 4096

        /// A place where one run is in the journal, with the journal's bytes.
        private func filled() async throws -> (place: Place, journal: [UInt8]) {
            let place = try Place()
            try place.script("sites.lua", Self.sites)
            let outcome = try await run(place)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            // Closed well, it is one file.
            #expect(!place.folder.exists("home/journal.sqlite-wal"))
            return (place, try #require(place.folder.bytes("home/journal.sqlite")))
        }

        private func run(_ place: Place, _ options: String = "") async throws -> ProgramRun.Outcome {
            try await place.patchbay("run --simulator --tasks 1 sites.lua \(options)")
        }

        /// Expects that a run was refused before its script began, by a message that names the file and the way out.
        private func expectRefused(_ outcome: ProgramRun.Outcome, _ place: Place, _ texts: String..., note: String = "")
        {
            #expect(outcome.exitCode == 1, "\(note): \(outcome.errors)")
            #expect(outcome.output == "", "\(note)")
            for text in [place.folder.path("home/journal.sqlite")] + texts {
                #expect(outcome.errors.contains(text), "\(note): \(outcome.errors)")
            }
            #expect(!outcome.errors.contains("done"), "\(note): \(outcome.errors)")
        }

        @Test("a file that is no database, or a part of one, is called damaged before the script begins")
        func noDatabase() async throws {
            let (place, journal) = try await filled()
            let texts = Array(String(repeating: "this is no database ", count: 500).utf8)
            for bytes in [
                texts, Array(journal.prefix(50)), Array(journal.prefix(8192)), Array(journal.dropLast(20_000)),
            ] {
                try place.folder.write("home/journal.sqlite", bytes)
                let outcome = try await run(place)
                expectRefused(outcome, place, "the journal is damaged", "move the file aside", note: "\(bytes.count)")
            }
            // The way out that it names is one.
            try await #expect(place.shell("mv ../home/journal.sqlite ../home/aside").exitCode == 0)
            #expect(try await run(place).exitCode == 0)
        }

        @Test("whichever page is damaged, a run is refused, or ends as it should: none goes on without its journal")
        func damagedPages() async throws {
            let (place, journal) = try await filled()
            var refused = 0
            for page in 0..<journal.count / Self.pageSize {
                var bytes = journal
                for place in 0..<Self.pageSize { bytes[page * Self.pageSize + place] = UInt8(place * 7 & 0xFF) }
                try place.folder.write("home/journal.sqlite", bytes)
                let outcome = try await run(place)
                if outcome.exitCode == 0 { continue }
                expectRefused(outcome, place, "the journal is damaged", note: "page \(page + 1)")
                refused += 1
            }
            // All but the indexes that no run reads.
            #expect(refused >= journal.count / Self.pageSize - 3)
        }

        @Test("a table that is missing, and a journal of a newer version, are told before the script begins")
        func otherShapes() async throws {
            let (place, journal) = try await filled()
            func changed(_ word: String, _ other: String) -> [UInt8] {
                var text = journal
                for place in text.indices where text[place...].starts(with: word.utf8) {
                    text.replaceSubrange(place..<place + word.utf8.count, with: other.utf8)
                }
                return text
            }
            try place.folder.write("home/journal.sqlite", changed("run_writes", "run_wrotes"))
            expectRefused(try await run(place), place, "no such table: run_writes")
            // The name of a migration that this build does not know.
            try place.folder.write("home/journal.sqlite", changed("exports", "exportz"))
            let newer = try await run(place)
            expectRefused(newer, place, "written by a newer Patchbay", "set PATCHBAY_HOME to a folder of its own")
            let list = try await place.patchbay("runs")
            #expect(list.exitCode != 0 && list.errors.contains("written by a newer Patchbay"), "\(list.errors)")
        }

        @Test("a state folder that cannot be made ends a run before its script begins")
        func noFolder() async throws {
            var place = try Place()
            try place.script("sites.lua", Self.sites)
            try place.script("afile", "")
            for home in ["/proc/patchbay", place.work + "/afile/home"] {
                place.environment["PATCHBAY_HOME"] = home
                let outcome = try await run(place)
                #expect([1, 2].contains(outcome.exitCode) && outcome.output == "", "\(outcome.errors)")
                #expect(outcome.errors.contains(home), "\(outcome.errors)")
            }
        }

        @Test(
            "a journal on a disk that cannot be written to can be looked at, and no run begins",
            .enabled(if: SmallDisk.isAllowed)
        )
        func readOnly() async throws {
            let place = try Place()
            try place.script("sites.lua", Self.sites)
            let disk = try #require(SmallDisk(place.folder.makeFolder("home"), kilobytes: 1000))
            defer { disk.remove() }
            let first = try await run(place)
            #expect(first.exitCode == 0, "\(first.errors)")
            #expect(disk.makeReadOnly())
            let second = try await run(place)
            #expect(second.exitCode == 1 && second.output == "", "\(second.errors)")
            #expect(
                second.errors.contains("read-only file system") && second.errors.contains(place.folder.path("home"))
            )
            let list = try await place.patchbay("runs --json")
            #expect(list.exitCode == 0 && list.output.contains("sites.lua"), "\(list.errors)")
        }

        @Test(
            "a disk that is full when a run begins refuses it; one that fills up ends the run with the request under way",
            .enabled(if: SmallDisk.isAllowed)
        )
        func fullDisk() async throws {
            let place = try Place()
            try place.script("sites.lua", Self.sites)
            let disk = try #require(SmallDisk(place.folder.makeFolder("home"), kilobytes: 900))
            defer { disk.remove() }
            let simulator = try await SimulatorProcess(place, "--tasks 1 --rate-limit 0")
            let before = try simulator.stats().writes
            let outcome = try await place.patchbay("run --profile demo sites.lua --count 5000")
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(place.folder.path("home/journal.sqlite") + ": no room is left for the journal")
            )
            #expect(outcome.errors.contains("free some space"))
            #expect(!outcome.errors.contains("done"), "\(outcome.errors)")
            let told = outcome.output.split(separator: "\n").count - 1
            // Of the last one the outcome had no room.
            #expect((told...told + 1).contains(try simulator.stats().writes - before))
            #expect((10..<5000).contains(told))
            let next = try await place.patchbay("run --profile demo sites.lua")
            expectRefused(next, place, "no room is left for the journal", "free some space")
        }
    }
}
