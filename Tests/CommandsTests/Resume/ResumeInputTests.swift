import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Files that a run has read, when it goes on")
    struct ResumeInputTests {
        /// Reads all the files of a folder, and the script's own, writes one anew, and has the people's numbers changed.
        private static let script = """
            local cc, csv, fs, run = require "cc", require "csv", require "fs", require "run"
            local args = run.args { { "folder", "folder", required = true }, { "--big", "file" } }
            fs.read("beside.txt")
            local notes = fs.read(args.folder .. "/notes.txt")
            fs.write(args.folder .. "/notes.txt", notes .. "x")
            for row in csv.rows(args.folder .. "/people.csv") do
                cc.user.patch(cc.user.get { email = row.email }.id, { workPhone = row.phone })
            end
            """

        @Test("one beneath a folder, or beside the script, is named when it has changed; what the run wrote is not")
        func opened() async throws {
            let cut = try await CutOffRun(Self.script)
            try cut.place.folder.makeFolder("work/in")
            try cut.place.script("in/people.csv", CutOffRun.people(1...3))
            try cut.place.script("in/notes.txt", "notes")
            try cut.place.script("beside.txt", "a")
            try await cut.cutOff("when=before:after=1:match=PATCH /organization", arguments: "in")
            try cut.place.script("in/people.csv", CutOffRun.people(1...3, phone: "+50"))
            try cut.place.script("beside.txt", "ab")
            let refused = try await cut.resume()
            #expect(refused.exitCode == 2)
            #expect(refused.errors.contains("in/people.csv has changed since"), "\(refused.errors)")
            #expect(refused.errors.contains("beside.txt has changed since: it had 1 bytes and has 2"))
            #expect(!refused.errors.contains("notes.txt"), "\(refused.errors)")
        }

        @Test("of one too large to be hashed in time, size and time of writing say whether it has changed")
        func unhashed() async throws {
            let cut = try await CutOffRun(Self.script)
            try cut.place.folder.makeFolder("work/in")
            try cut.place.script("in/people.csv", CutOffRun.people(1...3))
            try cut.place.script("in/notes.txt", "notes")
            try cut.place.script("beside.txt", "a")
            let made = try await cut.place.shell("truncate -s 100G big")
            #expect(made.exitCode == 0, "\(made.errors)")
            try await cut.cutOff("when=before:after=1:match=PATCH /organization", arguments: "in --big big")
            let touched = try await cut.place.shell("touch big")
            #expect(touched.exitCode == 0)
            let refused = try await cut.resume()
            #expect(refused.exitCode == 2 && refused.errors.contains("big has changed since: it was written again"))
            // And its end does not wait for the hash.
            let forced = try await cut.resume("--force")
            #expect(forced.exitCode == 0 && forced.milliseconds < 20_000, "\(forced.errors)")
            #expect(try cut.simulator.stats().writes == 3)
        }
    }
}
