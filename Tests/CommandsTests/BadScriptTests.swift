import TestSupport
import Testing

extension CommandSuite {
    @Suite("Scripts that are wrong")
    struct BadScriptTests {
        /// Runs a script of these lines.
        private func run(_ source: String, _ options: String = "") async throws -> ProgramRun.Outcome {
            let place = try Place()
            try place.script("s.lua", source)
            return try await place.patchbay("run --simulator --tasks 10 \(options) s.lua", allowed: 30)
        }

        @Test("a script that is not there: the near one is named")
        func missing() async throws {
            let outcome = try await Place().patchbay("run --simulator examples/export-recording.lua")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("examples/export-recording.lua: there is no such script"))
            #expect(outcome.errors.contains("did you mean export-recordings.lua?"))
        }

        @Test("a folder for a script")
        func folder() async throws {
            let outcome = try await Place().patchbay("run --simulator examples")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("examples"))
        }

        @Test("a syntax error: file, line, and the line itself")
        func syntax() async throws {
            let outcome = try await run("local ok = 1\nlocal x ==\n")
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("error: s.lua:2: unexpected symbol near '=='"))
            #expect(outcome.errors.contains("  2 | local x =="))
        }

        @Test("an error that is raised: the message, the line, and the way there")
        func raises() async throws {
            let outcome = try await run(
                """
                local function inner()
                    error("the sky fell")
                end
                local function outer() inner() end
                outer()
                """
            )
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("error: s.lua:2: the sky fell"))
            #expect(outcome.errors.contains("  2 |     error(\"the sky fell\")"))
            for line in ["s.lua:2: in", "s.lua:4: in", "s.lua:5: in the main chunk"] {
                #expect(outcome.errors.contains(line))
            }
        }

        @Test(
            "an error that is no text",
            arguments: ["error({ 1, 2 })", "error()", "error(setmetatable({}, { __tostring = error }))"]
        )
        func odd(source: String) async throws {
            let outcome = try await run(source)
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("error: "))
        }

        @Test(
            "a loop for ever ends at a limit, which is named",
            arguments: ["--cpu-time", "--timeout"],
            [
                "while true do end",
                "while true do pcall(function() while true do end end) end",
                "local c = coroutine.wrap(function() while true do end end) c()",
            ]
        )
        func loops(limit: String, source: String) async throws {
            let outcome = try await run(source, "\(limit) 1s")
            #expect(outcome.exitCode == 5, "\(outcome.errors)")
            #expect(outcome.errors.contains("(\(limit))"))
            #expect(outcome.errors.contains("s.lua:1: in"))
            #expect(!outcome.wasLate)
        }

        @Test(
            "a loop inside a C function, where Lua cannot be stopped, is ended too",
            arguments: ["--cpu-time", "--timeout"]
        )
        func pattern(limit: String) async throws {
            let source = "(('a'):rep(100000)):find(('a*'):rep(100) .. 'b')"
            let outcome = try await run("pcall(function() \(source) end)", "\(limit) 1s")
            #expect(outcome.exitCode == 5, "\(outcome.errors)")
            #expect(outcome.errors.contains("(\(limit))"))
        }

        @Test("a script that sleeps for ever ends at --timeout")
        func sleeps() async throws {
            let outcome = try await run("require('async').sleep('1h')", "--timeout 500ms")
            #expect(outcome.exitCode == 5 || outcome.exitCode == 2, "\(outcome.errors)")
            let other = try await run("while true do pcall(require('async').sleep, '1h') end", "--timeout 1s")
            #expect(other.exitCode == 5, "\(other.errors)")
            #expect(other.errors.contains("(--timeout)"))
        }

        @Test(
            "a script that eats memory ends at --max-memory, which is named",
            arguments: [
                "local t = {} while true do t[#t + 1] = { #t } end",
                "local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end",
                "local t = {} while true do pcall(function() t[#t + 1] = ('x'):rep(1000000) .. #t end) end",
                "local s = 'x' while true do s = s .. s end",
                "local s = 'x' pcall(function() while true do s = s .. s end end) while true do end",
            ]
        )
        func memory(source: String) async throws {
            let outcome = try await run(source, "--max-memory 20M --timeout 10s")
            #expect(outcome.exitCode == 5, "\(outcome.errors)")
            #expect(outcome.errors.contains("(--max-memory)"), "\(outcome.errors)")
        }

        @Test("a script that prints for ever ends at --max-output, which is named")
        func prints() async throws {
            let outcome = try await run("while true do pcall(print, ('x'):rep(99)) end", "--max-output 1M")
            #expect(outcome.exitCode == 5)
            #expect(outcome.errors.contains("(--max-output)"))
            #expect(outcome.outputBytes.count <= 2 << 20)
        }

        @Test(
            "a misspelt name is answered with the near one",
            arguments: [
                ("local r = require 'recordings' r.task{}", "s.lua:1: there is no recordings.task"),
                ("require 'recordngs'", "recordngs"),
                ("local cc = require 'cc' cc.tasks.list{}", "cc.task"),
                ("require('run').arg{}", "there is no run.arg"),
            ]
        )
        func misspelt(source: String, expected: String) async throws {
            let outcome = try await run(source)
            #expect(outcome.exitCode == 1 || outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(expected), "\(outcome.errors)")
            #expect(outcome.errors.contains("1 | "), "the line itself is missing: \(outcome.errors)")
        }

        @Test(
            "a script may begin with what editors and shells put there",
            arguments: ["\u{FEFF}print('fine')", "#!/usr/bin/env patchbay\nprint('fine')", "print('fine')\r\n"]
        )
        func beginnings(source: String) async throws {
            let outcome = try await run(source)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "fine\n")
        }

        @Test("what is no text is told without its control characters")
        func binary() async throws {
            let outcome = try await run("local x = \u{1B}[2J\u{1}\u{2}")
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.errorBytes.allSatisfy { $0 >= 32 || $0 == 10 })
        }

        @Test(
            "what a worker may not have is not there",
            arguments: ["io", "dofile", "loadfile", "os.execute", "os.getenv", "package.loadlib"]
        )
        func absent(name: String) async throws {
            let outcome = try await run("assert(\(name) == nil)")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
    }
}
