import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay new script")
    struct NewScriptTests {
        @Test("lays out a script that runs at once, passes the check, and says what next")
        func read() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("new script tidy")
            #expect(
                outcome.exitCode == 0 && outcome.errors.contains("patchbay run --simulator tidy.lua"),
                "\(outcome.errors)"
            )
            #expect(place.text("tidy.lua")?.contains("SCRIPT") == false)
            let run = try await place.patchbay("run --simulator tidy.lua --active-only")
            #expect(run.exitCode == 0 && run.errors.contains("info: done"), "\(run.errors)")
            #expect(try await place.patchbay("check tidy.lua").exitCode == 0)
            let help = try await place.patchbay("help tidy.lua")
            #expect(help.exitCode == 0 && help.output.contains("--active-only"))
        }

        @Test("with --rows it does something for each row of a CSV file")
        func rows() async throws {
            let place = try Place()
            #expect(try await place.patchbay("new script numbers.lua --rows").exitCode == 0)
            try place.folder.write("work/agents.csv", "email,phone\nagent00001@example.com,+4930999\n")
            let run = try await place.patchbay("run --simulator numbers.lua --file agents.csv")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(place.text("results.csv")?.contains("changed") == true)
        }

        @Test("what is there stays as it is")
        func taken() async throws {
            let place = try Place()
            try place.script("mine.lua", "-- mine\n")
            let outcome = try await place.patchbay("new script mine")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("mine.lua"), "\(outcome.errors)")
            #expect(place.text("mine.lua") == "-- mine\n")
        }
    }
}
