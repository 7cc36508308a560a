import TestSupport
import Testing

extension CommandSuite {
    @Suite("What a script may reach")
    struct PermissionTests {
        /// Runs a script that lies in a folder of its own beneath the current one.
        private func run(
            _ source: String,
            _ options: String = "",
            arguments: String = "",
            prepare: (Place) throws -> Void = { _ in }
        ) async throws -> (Place, ProgramRun.Outcome) {
            let place = try Place()
            try place.folder.write("outside.txt", "outside")
            try place.script("scripts/s.lua", source)
            try place.script("scripts/near.txt", "near")
            try place.script("scripts/.hidden", "hidden")
            try place.script("other.txt", "other")
            try prepare(place)
            return (place, try await place.patchbay("run --simulator --tasks 5 \(options) scripts/s.lua \(arguments)"))
        }

        @Test("its own folder may be read")
        func ownFolder() async throws {
            let (_, outcome) = try await run("print(require('fs').read('scripts/near.txt'))")
            #expect(outcome.output == "near\n", "\(outcome.errors)")
        }

        @Test(
            "nothing outside of it may be read without a grant, dotfiles in it neither",
            arguments: [
                "other.txt", "scripts/.hidden", "scripts/../other.txt", "../outside.txt", "/etc/passwd",
                "scripts/../../outside.txt",
                "/proc/self/environ",
            ]
        )
        func outside(path: String) async throws {
            let (_, outcome) = try await run("print(require('fs').read('\(path)'))")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("s.lua:1:"))
        }

        @Test(
            "nothing may be written without --allow-write, its own folder neither",
            arguments: ["x.txt", "scripts/x.txt"]
        )
        func writing(path: String) async throws {
            let (place, outcome) = try await run("require('fs').write('\(path)', 'x')")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("--allow-write"), "\(outcome.errors)")
            #expect(!place.folder.exists("work/" + path))
            let (allowed, again) = try await run("require('fs').write('\(path)', 'x')", "--allow-write")
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(allowed.text(path) == "x")
        }

        @Test(
            "--allow-write grants the current folder, and nothing above it",
            arguments: ["../x.txt", "/tmp/patchbay-x.txt"]
        )
        func above(path: String) async throws {
            let (place, outcome) = try await run("require('fs').write('\(path)', 'x')", "--allow-write")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(!place.folder.exists("x.txt"))
        }

        @Test("a path that was typed is a grant, one that only stands in the script is not")
        func typed() async throws {
            let source = """
                local fs, run = require "fs", require "run"
                local args = run.args { { "file", "file", required = true }, { "--out", "output", default = "../made.txt" } }
                print(fs.read(args.file))
                fs.write(args.out, "made")
                """
            let (place, outcome) = try await run(source, arguments: "../outside.txt --out ../typed.txt")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "outside\n")
            #expect(place.folder.text("typed.txt") == "made")
            let (other, refused) = try await run(source, arguments: "../outside.txt")
            #expect(refused.exitCode != 0, "\(refused.errors)")
            #expect(!other.folder.exists("made.txt"))
        }

        @Test("PATCHBAY_HOME is out of reach, even by a folder that was typed", arguments: ["../home", "..", "link"])
        func home(folder: String) async throws {
            let source = """
                local fs, run = require "fs", require "run"
                local args = run.args { { "--out", "folder", required = true } }
                local inner = args.out:match("home") and "" or args.out:match("link") and "" or "home/"
                local ok, problem = pcall(fs.read, args.out .. "/" .. inner .. "secret.txt")
                print(ok)
                local ok, problem = pcall(fs.write, args.out .. "/" .. inner .. "made.txt", "x")
                print(ok)
                """
            let (place, outcome) = try await run(source, arguments: "--out \(folder)") { place in
                try place.folder.write("home/secret.txt", "secret")
                try place.folder.link("work/link", to: "../home")
            }
            #expect(!outcome.output.contains("true"), "\(outcome.output) \(outcome.errors)")
            #expect(!place.folder.exists("home/made.txt"))
        }

        @Test("a link in a granted folder that leads out of it is not followed")
        func links() async throws {
            let place = try Place()
            try place.folder.makeFolder("elsewhere")
            try place.folder.makeFolder("work/out")
            try place.folder.link("work/out/audio", to: place.folder.path("elsewhere"))
            let outcome = try await place.patchbay(
                "run --simulator --tasks 10 --recording-seconds 1 examples/export-recordings.lua --from -8d --out out "
                    + "--name audio/{capture_id}{extension}"
            )
            #expect(outcome.exitCode != 0, "\(outcome.errors)")
            #expect(SmallFile.names(place.folder.path("elsewhere")).isEmpty)
            #expect(outcome.errors.contains("audio"), "\(outcome.errors)")
        }

        @Test("what lies under the final name as a link is replaced, not written through")
        func linkedFile() async throws {
            let place = try Place()
            try place.folder.write("victim.txt", "untouched")
            try place.folder.link("work/report.txt", to: place.folder.path("victim.txt"))
            try place.script("s.lua", "require('fs').write('report.txt', 'new')")
            _ = try await place.patchbay("run --simulator --tasks 5 --allow-write s.lua")
            #expect(place.folder.text("victim.txt") == "untouched")
        }

        @Test("modules come from the script's own folder alone")
        func modules() async throws {
            let (_, outcome) = try await run("print(require('help').word)") { place in
                try place.script("scripts/help.lua", "require('run') return { word = 'found' }")
            }
            #expect(outcome.output == "found\n", "\(outcome.errors)")
            let (_, outside) = try await run("require('../help')") { place in
                try place.script("help.lua", "print('should not run')")
            }
            #expect(outside.exitCode != 0 && outside.output.isEmpty)
        }
    }
}
