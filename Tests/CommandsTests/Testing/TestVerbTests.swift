import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay test")
    struct TestVerbTests {
        private static let mixed = """
            local log = require "log"
            describe("outer", function()
                it("passes", function() print("unseen") end)
                describe("inner", function()
                    it("fails", function()
                        print("seen", 1)
                        log.warn("seen too")
                        expect(1).to_be(2)
                    end)
                    it("is to be written")
                end)
                it.skip("is left out", function() error("never") end)
            end)
            """

        @Test("the examples' own tests pass, and fail when an example is broken")
        func examples() async throws {
            let place = try Place.apart()
            let good = try await place.patchbay("test examples")
            #expect(good.exitCode == 0, "\(good.output)\(good.errors)")
            #expect(good.output.contains("6 passed in 2 files"))
            #expect(place.temporaries.isEmpty)
            let source = place.text("examples/onboard-agents.lua") ?? ""
            try place.script(
                "examples/onboard-agents.lua",
                source.replacing("workPhone           = row.work_phone,", with: "")
            )
            let bad = try await place.patchbay("test examples/onboard-agents_test.lua")
            #expect(bad.exitCode == 1 && bad.output.contains("FAIL leaves things as they are"), "\(bad.output)")
        }

        @Test("tells tests within their blocks, what failed with its line and what it printed, and totals")
        func text() async throws {
            let place = try Place()
            try place.script("suite/mixed_test.lua", Self.mixed)
            try place.script("suite/folder/other_test.lua", "it('fine', function() end)")
            try place.script("suite/folder/no.lua", "error('not a test')")
            try place.script("suite/.hidden/hidden_test.lua", "error('hidden')")
            let outcome = try await place.patchbay("test suite --jobs 1")
            #expect(outcome.exitCode == 1 && outcome.errors.isEmpty, "\(outcome.errors)")
            let text = outcome.output.replacing(/\(?\d+(\.\d)? m?s(?!\w)\)?/, with: "TIME")
            #expect(
                text.hasPrefix(
                    """
                    suite/mixed_test.lua
                      outer
                        pass passes  TIME
                        inner
                          FAIL fails  TIME
                              mixed_test.lua:8: expected 1 to be 2
                                8 | expect(1).to_be(2)
                              it printed:
                                seen	1
                                warning: seen too
                          skip is to be written
                        skip is left out
                    """
                ),
                "\(text)"
            )
            #expect(text.contains("\nsuite/folder/other_test.lua\n  pass fine  TIME\n"), "\(text)")
            #expect(text.hasSuffix("\n2 passed, 1 failed, 2 skipped in 2 files, TIME\n"), "\(text)")
        }

        @Test("--filter runs the tests whose whole name contains it, and says when none does")
        func filter() async throws {
            let place = try Place()
            try place.script("mixed_test.lua", Self.mixed)
            let outcome = try await place.patchbay("test mixed_test.lua --json --filter", "outer passes")
            let report = try JSONValue(parsing: outcome.outputBytes)
            #expect(outcome.exitCode == 0 && report["files"]?[0]?["tests"]?.array?.count == 1)
            let none = try await place.patchbay("test mixed_test.lua --filter", "outer fails")
            #expect(
                none.exitCode == 2 && none.errors.contains("no test's name contains 'outer fails'"),
                "\(none.errors)"
            )
        }

        @Test("--fail-fast ends with the first failure, and tells what did not run")
        func failFast() async throws {
            let place = try Place()
            try place.script("a_test.lua", "it('x', function() error('x') end)\nit('y', function() end)")
            try place.script("b_test.lua", "it('z', function() end)")
            let outcome = try await place.patchbay("test a_test.lua b_test.lua --fail-fast --jobs 1")
            #expect(outcome.exitCode == 1 && !outcome.output.contains("b_test.lua"), "\(outcome.output)")
            #expect(outcome.output.contains("0 passed, 1 failed, 1 not run in 1 file"), "\(outcome.output)")
        }

        @Test("a file that ends early is told with its test, and the others go on")
        func early() async throws {
            let place = try Place()
            try place.script(
                "a_test.lua",
                "it('fine', function() end)\nit('for ever', function() while true do end end)\nit('z', function() end)"
            )
            try place.script("b_test.lua", "it('eats', function() local t = {} while true do t[#t + 1] = {} end end)")
            try place.script("c_test.lua", "it('x', function( end)")
            try place.script("d_test.lua", "describe('d', function()\n    local t = nil\n    t.x = 1\nend)")
            try place.script("e_test.lua", "")
            try place.script("f_test.lua", "it('good', function() end)")
            let files = "a_test.lua b_test.lua c_test.lua d_test.lua e_test.lua f_test.lua"
            let report = try await TestDocument(place, "\(files) --timeout 3s --max-memory 8M")
            #expect(report.outcome.exitCode == 1)
            #expect(report.outcomes["fine"] == "passed" && report.outcomes["z"] == "not_run")
            #expect(report.failure("for ever")?.message.contains("its limit of 3s (--timeout)") == true)
            #expect(report.failure("eats")?.message.contains("8 MB (--max-memory)") == true)
            #expect(report.outcomes["good"] == "passed")
            let broken = report.document["files"]?.array?.compactMap { $0["failure"]?.string } ?? []
            #expect(broken.count == 2)
            #expect(
                broken.first?.hasPrefix("c_test.lua:1: ") == true && broken.last?.hasPrefix("d_test.lua:3: ") == true
            )
            #expect(report.document["failed_files"] == 2)
            let empty = try await place.patchbay("test e_test.lua")
            #expect(empty.exitCode == 2 && empty.errors.contains("e_test.lua: no tests"), "\(empty.errors)")
        }

        @Test("what cannot be run is a usage error that says what was looked for")
        func usage() async throws {
            let place = try Place()
            try place.folder.makeFolder("work/empty")
            for (line, text) in [
                ("test empty", "looked for files named *_test.lua"), ("test nothing.lua", "there is no such script"),
                ("test --jobs 0", "--jobs is 0, but must be 1 to 64"), ("test --timeout 0s", "must be more than 0"),
                ("test --junit empty examples", "is a folder"),
                ("test --profile demo", "--profile"),
            ] {
                let outcome = try await place.patchbay(line)
                #expect(outcome.exitCode == 2 && outcome.errors.contains(text), "\(line): \(outcome.errors)")
            }
        }

        @Test("hooks run from the outermost block inwards and back, also around a test that fails")
        func hooks() async throws {
            let place = try Place()
            try place.script(
                "hooks_test.lua",
                """
                local seen = {}
                local function note(word) return function() seen[#seen + 1] = word end end
                before_each(note "b1")
                after_each(note "a1")
                describe("d", function()
                    before_each(note "b2")
                    after_each(note "a2")
                    it("one", function() note "t"() error("x") end)
                    it("two", function() expect(seen).to_equal { "b1", "b2", "t", "a2", "a1", "b1", "b2" } end)
                end)
                describe("e", function()
                    before_each(function() error("not ready") end)
                    it("three", function() seen = {} end)
                    it.skip("four")
                end)
                it("five", function() expect(#seen > 5).to_be(true) end)
                """
            )
            let report = try await TestDocument(place, "hooks_test.lua")
            #expect(
                report.outcomes == [
                    "d one": "failed", "d two": "passed", "e three": "failed", "e four": "skipped", "five": "passed",
                ]
            )
            #expect(report.failure("e three")?.message == "not ready")
        }

        @Test("a describe or it that is written wrong is told with its line")
        func mistakes() async throws {
            let place = try Place()
            for (code, text) in [
                (
                    "it('x', function() it('y', function() end) end)",
                    "it stands outside of tests, and this is within one"
                ),
                ("it(function() end)", "it takes a name first, not a function"),
                ("it('x', 5)", "it takes a function last, not a number"),
                ("describe('x')", "describe takes a function last, not a nil"),
                ("it.only('x', function() end)", "there is no it.only; there is it.skip"),
                ("before_each 'x'", "before_each takes a function, not a string"),
                ("it('a\\nb', function() end)", "it: a name is one line of text"),
                ("expect(1).to_be(2)", "expected 1 to be 2"),
            ] {
                try place.script("wrong_test.lua", code)
                let outcome = try await place.patchbay("test wrong_test.lua")
                #expect(
                    outcome.exitCode == 1 && outcome.output.contains("wrong_test.lua:1: \(text)"),
                    "\(outcome.output)"
                )
            }
        }

        @Test("--junit writes what CI servers read, whatever a test prints and is called")
        func junit() async throws {
            let place = try Place()
            try place.script("mixed_test.lua", Self.mixed)
            try place.script(
                "odd_test.lua",
                "it('<a> & \"b\" ä', function() print('\\27[31m ]]> \\0') error('x < y') end)"
            )
            try place.script("broken_test.lua", "it(")
            let outcome = try await place.patchbay(
                "test mixed_test.lua odd_test.lua broken_test.lua --junit out/report.xml"
            )
            #expect(outcome.exitCode == 1)
            let check = """
                tree = __import__("xml.etree.ElementTree", fromlist=["parse"])
                root = tree.parse("out/report.xml").getroot()
                print(*[root.get(name) for name in ("tests", "failures", "errors", "skipped")])
                for case in root.iter("testcase"):
                    print(case.get("classname"), case.get("name"), case.get("line"), *[part.tag for part in case], sep="|")
                print(root.find(".//error").text.splitlines()[0])
                """
            try place.script("check.py", check)
            let read = try await place.shell("python3 check.py")
            #expect(
                read.output == """
                    6 1 2 2
                    mixed_test|outer passes|3|system-out
                    mixed_test|outer inner fails|5|failure|system-out
                    mixed_test|outer inner is to be written|10|skipped
                    mixed_test|outer is left out|12|skipped
                    odd_test|<a> & "b" ä|1|error|system-out
                    broken_test|the file|None|error
                    odd_test.lua:1: x < y

                    """,
                "\(read.output)\(read.errors)"
            )
        }
    }
}
