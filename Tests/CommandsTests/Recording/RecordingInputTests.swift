import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Recordings that cannot be used")
    struct RecordingInputTests {
        /// A place with `s.rec`, a recording of `s.lua`.
        private func recorded() async throws -> Place {
            let place = try Place()
            try place.script("s.lua", "require('run').args { { 'word', 'text' } } print(#require('cc').team.list())")
            let outcome = try await place.patchbay("run --simulator --tasks 1 --record s.rec s.lua one")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return place
        }

        private func expect(_ place: Place, _ line: String, says text: String) async throws {
            let outcome = try await place.patchbay("run \(line)")
            #expect(outcome.exitCode == 2, "\(line): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(line): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }

        @Test("one that is missing, none, cut off, damaged or newer is told as such, before anything is run")
        func unfit() async throws {
            let place = try await recorded()
            let lines = try #require(place.text("s.rec")).split(separator: "\n").map(String.init)
            let write = { (name: String, lines: [String]) in
                try place.script(name, lines.map { $0 + "\n" }.joined())
            }
            try write("no-end.rec", lines.dropLast())
            try write(
                "damaged.rec",
                lines.enumerated().map { $0.offset == 2 ? String($0.element.dropLast()) : $0.element }
            )
            try write("strange.rec", lines.enumerated().map { $0.offset == 2 ? #"{"effect":"call"}"# : $0.element })
            try write("hole.rec", lines.enumerated().filter { $0.offset != 2 }.map(\.element))
            try write("new.rec", [lines[0].replacing("recording\":1", with: "recording\":2")] + lines.dropFirst())
            try write("headless.rec", [#"{"patchbay_recording":1}"#] + lines.dropFirst())
            try place.script("torn.rec", String(try #require(place.text("s.rec")).dropLast(5)))
            try place.script("empty.rec", "")
            try place.script("list.rec", "[]\n")
            for (file, text) in [
                ("nothing.rec", "there is no such recording; patchbay run --record FILE makes one"),
                ("s.lua", "is no recording"), ("empty.rec", "is no recording"), ("list.rec", "is no recording"),
                (".", "is a folder, not a recording"),
                ("no-end.rec", "is cut off after \(lines.count - 2) effects; record the run again"),
                ("torn.rec", "is cut off after"), ("damaged.rec", "is damaged: line 3"),
                ("strange.rec", "is damaged: line 3"), ("hole.rec", "is damaged: line"),
                ("headless.rec", "is damaged: line 1"), ("new.rec", "was made by a newer Patchbay"),
            ] {
                try await expect(place, "--replay \(file) s.lua", says: text)
            }
        }

        @Test("another script, and other words behind it, are refused; a script that was renamed can be meant")
        func otherScript() async throws {
            let place = try await recorded()
            try place.script("t.lua", try #require(place.text("s.lua")))
            try await expect(place, "--replay s.rec t.lua", says: "is a recording of s.lua, not of t.lua; add --force")
            try await expect(
                place,
                "--replay s.rec s.lua two",
                says: "was recorded with one; leave the script's arguments out"
            )
            let renamed = try await place.patchbay("run --replay s.rec --force t.lua")
            #expect(renamed.exitCode == 0, "\(renamed.errors)")
            let same = try await place.patchbay("run --replay s.rec s.lua one")
            #expect(same.exitCode == 0 && same.output == renamed.output, "\(same.errors)")
        }

        @Test("options that do not go together are refused")
        func options() async throws {
            let place = try await recorded()
            try await expect(place, "--replay s.rec --record t.rec s.lua", says: "cannot be given together")
            for org in ["--simulator", "--profile demo", "--api-url http://127.0.0.1:1"] {
                try await expect(place, "--replay s.rec \(org) s.lua", says: "--replay asks no org")
            }
            try await expect(place, "--force --simulator s.lua", says: "--force is for --replay")
        }

        @Test("a file that is no recording stays as it is, and nothing is run; a recording is replaced")
        func target() async throws {
            let place = try await recorded()
            let script = try #require(place.text("s.lua"))
            try await expect(
                place,
                "--simulator --record s.lua s.lua",
                says: "s.lua: is there already, and is no recording"
            )
            #expect(place.text("s.lua") == script)
            for target in [".", "/dev/null/none"] {
                try await expect(place, "--simulator --record \(target) s.lua", says: target)
            }
            let before = place.text("s.rec")
            let again = try await place.patchbay("run --simulator --tasks 1 --record s.rec s.lua")
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(place.text("s.rec") != before)
            // Usage that is wrong has done nothing to record.
            let usage = try await place.patchbay("run --simulator --tasks 1 --record new.rec s.lua --nix 1")
            #expect(usage.exitCode == 2 && place.text("new.rec") == nil, "\(usage.errors)")
            let listed = try await place.patchbay("runs --json")
            #expect(listed.output.split(separator: "\"id\"").count == 4, "\(listed.output)")
            #expect(place.leftOvers.isEmpty)
        }

        @Test("a recording that a full disk does not take is told, and is not there")
        func fullDisk() async throws {
            let place = try Place()
            try place.script("s.lua", "for i = 1, 40 do require('cc').user.list() end print('done')")
            let outcome = try await place.shell(
                "ulimit -f 600; patchbay run --simulator --users 200 --tasks 1 --rate-limit 0 --record s.rec s.lua"
            )
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.output == "done\n")
            #expect(
                outcome.errors.contains("s.rec: the recording is lost: the file would be larger"),
                "\(outcome.errors)"
            )
            #expect(place.text("s.rec") == nil && place.leftOvers.isEmpty)
        }
    }
}
