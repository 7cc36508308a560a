import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Exports that go on from the last")
    struct SinceLastTests {
        @Test("the first one needs --from, the next goes on by itself and saves nothing twice")
        func goesOn() async throws {
            let org = try await ExportedOrg()
            let none = try await org.recordings("export --since-last")
            #expect(none.exitCode == 2, "\(none.errors)")
            #expect(none.errors.contains("say --from once"))
            let first = try await org.export("--since-last")
            let media = try org.simulator.stats().media
            #expect(media == first.rows.count && media > 20)
            let second = try await org.recordings("export --since-last")
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(try org.simulator.stats().media == media)
            // Other options are other work.
            let other = try await org.recordings("export --since-last --segments")
            #expect(other.exitCode == 2, "\(other.errors)")
        }

        @Test(
            "an end in the future is no end: what comes until then lies in the next window; each run's account is kept"
        )
        func future() async throws {
            let org = try await ExportedOrg()
            let first = try await org.recordings("export --since-last --from -8d --to 2090-01-01")
            #expect(first.exitCode == 0, "\(first.errors)")
            let next = try await org.recordings("export --since-last")
            #expect(
                next.exitCode == 0 && !next.errors.contains("2090") && next.errors.contains("tasks seen"),
                "\(next.errors)"
            )
            let kept = org.place.folder.files().filter { $0.hasPrefix("work/recordings/manifests/") }
            #expect(kept.count == 4, "\(kept)")
        }

        @Test("--limit goes on behind what was done, also where late recordings are looked for")
        func limit() async throws {
            let org = try await ExportedOrg("--tasks 200 --recording-seconds 1 --rate-limit 0")
            for times in 1...3 {
                let outcome = try await org.recordings("export --since-last --from -40h --limit 5")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                #expect(try org.simulator.stats().media == 5 * times)
            }
        }

        @Test("what failed lies in the window of the next one, however long ago it was")
        func failed() async throws {
            let org = try await ExportedOrg()
            try org.simulator.fail("500:match=GET /media")
            let outcome = try await org.recordings("export --from -8d --since-last --patience 1s")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            try org.simulator.mend()
            let second = try await org.recordings("export --since-last --look-back 1h")
            #expect(second.exitCode == 0, "\(second.errors)")
            let exported = try ExportedFolder(org.place)
            #expect(exported.rows.count > 20 && exported.rows.allSatisfy { $0["status"] == "saved" })
        }
    }
}
