import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Exports that are cut off")
    struct ExportKillTests {
        /// Ends an export by SIGKILL once the simulator has served so many recordings.
        private func cut(_ org: ExportedOrg, after media: Int) async throws {
            let words = "recordings export \(ExportedOrg.window) --profile demo"
            let run = try org.place.start(words)
            let end = Task { await run.outcome() }
            // One that is done before has not been cut off.
            while try org.simulator.stats().media < media, !run.errorsSoFar.contains("\ndone") { await Task.yield() }
            run.send(SIGKILL)
            let outcome = await end.value
            try #require(outcome.signal == SIGKILL, "\(outcome.errors)")
        }

        @Test("kill -9 in the middle, and again: nothing is lost, doubled or torn", arguments: [1, 7, 19])
        func again(media: Int) async throws {
            let org = try await ExportedOrg("--tasks 60 --recording-seconds 4 --rate-limit 0")
            try await cut(org, after: media)
            let torn = org.place.folder.files().filter { $0.hasSuffix(".wav") && $0.hasPrefix("work/recordings/") }
            let exported = try await org.export()
            #expect(exported.rows.count > 20 && exported.files.count == 2 * exported.rows.count)
            let hashes = try await exported.hashes()
            for row in exported.rows { #expect(row["sha256"] == hashes[row["path"] ?? ""]) }
            #expect(torn.allSatisfy { exported.files.contains(String($0.dropFirst("work/".count))) })
            #expect(org.place.leftOvers.isEmpty)
            // Those that were under way, and no others, were begun twice.
            #expect(try org.simulator.stats().media <= exported.rows.count + 8)
        }

        @Test("a run that was cut off goes on by resume")
        func resume() async throws {
            let org = try await ExportedOrg("--tasks 60 --recording-seconds 4 --rate-limit 0")
            try await cut(org, after: 9)
            let outcome = try await org.place.patchbay("resume last")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let exported = try ExportedFolder(org.place)
            let hashes = try await exported.hashes()
            #expect(exported.rows.count > 20 && exported.files.count == 2 * exported.rows.count)
            for row in exported.rows { #expect(row["sha256"] == hashes[row["path"] ?? ""]) }
        }
    }
}
