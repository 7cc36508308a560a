import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay schedule pause and resume")
    struct SchedulePauseTests {
        private func place() throws -> Place {
            let place = try Place()
            try place.script("task.lua", "")
            try place.folder.write(
                "home/schedules/nightly.yaml",
                "script: \(place.work)/task.lua\nsimulator: true\nwhen: '15 2 * * *'\nzone: Europe/Berlin\n"
            )
            return place
        }

        /// Enters what a daemon would have entered.
        private func daemon(_ place: Place, _ statements: String) async throws {
            let outcome = try await place.shell(
                "python3 -c \"import sqlite3; d = sqlite3.connect('../home/journal.sqlite', isolation_level=None); "
                    + "d.executescript('''\(statements)''')\""
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }

        @Test("a paused schedule is listed as such with who and why, and goes on")
        func pausedAndResumed() async throws {
            let place = try place()
            let paused = try await place.patchbay("schedule pause nightly --reason", "new queues")
            #expect(paused.exitCode == 0 && paused.errors.contains("paused nightly"))
            let listed = try JSONValue(parsing: try await place.patchbay("schedule list --json").outputBytes)
            #expect(listed.array?.first?["paused"]?["reason"]?.string == "new queues")
            #expect(listed.array?.first?["paused"]?["user"]?.string?.contains("@") == true)
            #expect(try await place.patchbay("schedule pause nightly").errors.contains("was paused already"))
            let resumed = try await place.patchbay("schedule resume nightly")
            #expect(resumed.exitCode == 0 && resumed.errors.contains("nightly goes on after"), "\(resumed.errors)")
            #expect(resumed.errors.contains("02:15 +0"))
            #expect(try await place.patchbay("schedule resume nightly").errors.contains("nightly is not paused"))
        }

        @Test("what is left out while no daemon runs is entered by the end of the pause, and is one line")
        func leftOut() async throws {
            let place = try place()
            #expect(try await place.patchbay("schedule pause nightly").exitCode == 0)
            // As if a daemon had watched it until ten days ago.
            try await daemon(
                place,
                "UPDATE schedules SET timing = '15 2 * * *; Europe/Berlin', "
                    + "cursor = (unixepoch() - 10 * 86400) * 1000;"
            )
            #expect(try await place.patchbay("schedule resume nightly").exitCode == 0)
            let history = try JSONValue(parsing: try await place.patchbay("schedule history --json").outputBytes)
            let tick = try #require(history.array?.first)
            #expect(history.array?.count == 1 && tick["reason"]?.string == "paused" && tick["count"]?.integer == 10)
            let shown = try await place.patchbay("schedule history").output
            #expect(shown.contains("skipped: paused, x10 until 20"), "\(shown)")
        }

        @Test("each way a time may go has its words in the history")
        func words() async throws {
            let place = try place()
            #expect(try await place.patchbay("schedule pause nightly").exitCode == 0)
            let rows = [
                ("skipped", "'overlap'", "NULL"), ("owed", "'busy'", "NULL"), ("waiting", "NULL", "6"),
                ("failed", "'replaced'", "130"), ("failed", "NULL", "2"), ("skipped", "'deadline'", "NULL"),
            ]
            let values = rows.enumerated().map { place, row in
                "('nightly', \(place * 60_000), \(place * 60_000), 1, 'timed', '\(row.0)', \(row.1), NULL, 0, 0, 0, "
                    + "\(row.0 == "waiting" ? "120000" : "NULL"), NULL, NULL, NULL, \(row.2), NULL)"
            }
            try await daemon(
                place,
                "INSERT INTO schedule_ticks (schedule, due, last, count, trigger, state, reason, run, attempts, "
                    + "retries, cut_offs, next, owner, began, ended, exit_code, failure) VALUES "
                    + values.joined(separator: ", ") + ";"
            )
            let lines = try await place.patchbay("schedule history").output.split(separator: "\n").dropFirst()
            let words = [
                "skipped: deadline", "failed (exit 2)", "failed: replaced",
                "failed (exit 6), again 1970-01-01 01:02 +01:00", "waits: busy", "skipped: overlap",
            ]
            #expect(lines.count == words.count)
            for (line, word) in zip(lines, words) { #expect(line.contains(word), "\(line)") }
            #expect(lines.first?.hasPrefix("1970-01-01 01:05 +01:00") == true)
            let some = try await place.patchbay("schedule history -n 2 nightly").output.split(separator: "\n")
            #expect(some.count == 3 && some.first?.contains("SCHEDULE") == false)
            #expect(
                try await place.patchbay("schedule history --since 1d").errors.contains("nothing was due since then")
            )
        }
    }
}
