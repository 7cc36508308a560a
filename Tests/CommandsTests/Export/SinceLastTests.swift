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
