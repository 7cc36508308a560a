import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("A large export where the service fails")
    struct LargeExportTests {
        /// Enough for 2,000 recordings: some tasks are no calls, and not every call is recorded.
        private static let tasks = 3450
        private static let command =
            "recordings export --profile demo --request-timeout 5s --from -8d --consult --transcripts"
        private static let size = "--tasks \(tasks) --recording-seconds 1 --rate-limit 0"

        /// What befalls downloads, of which nobody counts the requests, and what befalls calls, a few of each.
        private static let faults = [
            "503:every=40:match=GET /media", "reset:every=50:match=GET /media", "truncated:every=30:match=GET /media",
            "wrong-length:every=60:match=GET /media", "500:every=70:match=GET /media",
            "stall:every=500:times=2:match=GET /media",
            "429:after=20:times=2:retry-after=1:match=captures", "500:after=60:times=2:match=captures",
            "reset:after=90:times=3:match=captures", "truncated:after=120:times=3:match=captures",
            "malformed:after=150:times=2:match=captures", "503:after=1:times=1:match=tasks",
            "reset:after=2:times=1:match=tasks", "expired-token:after=100:times=1:match=captures",
        ]

        private func files(_ place: Place) async throws -> [String: String] {
            try await ExportedFolder(place).hashes().filter { !$0.key.contains("/manifest.") }
        }

        @Test("2,000 recordings are all there, hash for hash, by at most a tenth more requests than the least")
        func whole() async throws {
            let undisturbed = try Place()
            let calm = try await SimulatorProcess(undisturbed, Self.size)
            let first = try await undisturbed.patchbay(Self.command, allowed: 600)
            try #require(first.exitCode == 0, "\(first.errors)")
            let least = try calm.stats()
            let expected = try await files(undisturbed)
            #expect(expected.count >= 2 * 2000, "\(expected.count) files, the JSON beside each recording among them")

            let place = try Place()
            let simulator = try await SimulatorProcess(place, Self.size)
            for fault in Self.faults { try simulator.fail(fault) }
            let outcome = try await place.patchbay(Self.command, allowed: 600)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let stats = try simulator.stats()
            #expect(stats.faults > 100, "\(stats.json)")
            let left = try await files(place)
            #expect(left == expected, "\(left.count) files, and \(expected.count) without faults")
            #expect(Double(stats.limited) <= 1.1 * Double(least.limited), "\(stats.json)")
            #expect(place.leftOvers.isEmpty)

            // A page of tasks holds a thousand, and one more says that there are no others.
            #expect(least.count("task.list") <= Self.tasks / 1000 + 2)
            try simulator.mend()
            let before = try simulator.stats()
            let again = try await place.patchbay(Self.command, allowed: 600)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(try simulator.stats().media == before.media, "what was there was downloaded again")
        }
    }
}
