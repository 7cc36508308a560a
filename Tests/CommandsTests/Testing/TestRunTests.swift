import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("test.run")
    struct TestRunTests {
        private static let copy = """
            local run, fs = require "run", require "fs"
            local args = run.args {
                { "--file", "file" }, { "--from", "folder" }, { "--out", "output", default = "out.txt" },
            }
            fs.write(args.out, fs.read(args.file or fs.join(args.from, "in.txt")))
            print("copied")
            """

        @Test("is a whole run: exit code, output, standard error and files, in the folder of the test")
        func whole() async throws {
            let place = try Place()
            try place.script("copy.lua", Self.copy)
            try place.script("tests/fixtures/in.txt", "beside")
            try place.script(
                "tests/copy_test.lua",
                """
                local test, fs, run = require "test", require "fs", require "run"
                it("copies", function()
                    fs.write("in.txt", "text")
                    local done = test.run { "../copy.lua", "--file", "in.txt", "--out", "deep/out.txt" }
                    expect(done).to_equal {
                        exit_code = 0, output = "copied\\n", errors = done.errors, folder = test.folder, run = done.run,
                    }
                    expect(done.errors).to_contain("run " .. done.run)
                    expect(fs.read("deep/out.txt")).to_be "text"
                end)
                it("reads what lies beside the test", function()
                    local folder = fs.join(run.folder, "fixtures")
                    expect(test.run { "../copy.lua", "--file", fs.join(folder, "in.txt") }.exit_code).to_be(0)
                    expect(test.run { "../copy.lua", "--from", folder }.exit_code).to_be(0)
                    expect(fs.read("out.txt")).to_be "beside"
                end)
                it("tells usage and failures", function()
                    expect(test.run { "../copy.lua", "--wrong" }.exit_code).to_be(2)
                    local done = test.run { "../copy.lua", "--file", "nothing.txt" }
                    expect(done.exit_code).never.to_be(0)
                    expect(done.errors).to_contain "nothing.txt"
                end)
                """
            )
            let report = try await TestDocument(place, "tests")
            #expect(report.outcome.exitCode == 0, "\(report.outcome.output)")
        }

        @Test("has the permissions that it names, and the same org as the test")
        func permissions() async throws {
            let place = try Place()
            try place.script(
                "delete.lua",
                "local cc = require 'cc'\\nlocal id = cc.user.list()[1].id\\ncc.user.patch(id, { workPhone = '+491' })"
                    .replacing("\\n", with: "\n")
            )
            try place.script("write.lua", "require('fs').write('x.txt', 'x')")
            try place.script(
                "may_test.lua",
                """
                local test, cc, fs = require "test", require "cc", require "fs"
                it("reads only", function()
                    expect(test.run { "delete.lua", read_only = true }.exit_code).to_be(3)
                    expect(test.run { "delete.lua", allow_changes = 0 }.exit_code).never.to_be(0)
                    expect(cc.user.get(cc.user.list()[1].id).workPhone).never.to_be "+491"
                end)
                it("changes", function()
                    expect(test.run { "delete.lua" }.exit_code).to_be(0)
                    expect(cc.user.get(cc.user.list()[1].id).workPhone).to_be "+491"
                end)
                it("writes", function()
                    expect(test.run { "write.lua" }.exit_code).to_be(3)
                    expect(test.run { "write.lua", allow_write = true }.exit_code).to_be(0)
                    expect(fs.read "x.txt").to_be "x"
                end)
                """
            )
            let report = try await TestDocument(place, "may_test.lua")
            #expect(report.outcome.exitCode == 0, "\(report.outcome.output)")
        }

        @Test("gives no script a path that the test itself could not use")
        func bounds() async throws {
            let place = try Place()
            try place.folder.write("outside.txt", "secret")
            try place.script("copy.lua", Self.copy)
            try place.script(".hidden", "secret")
            try place.folder.link("work/link.txt", to: place.folder.path("outside.txt"))
            try place.folder.link("work/link.lua", to: place.folder.path("outside.txt"))
            try place.script(
                "bounds_test.lua",
                """
                local test, run, fs = require "test", require "run", require "fs"
                local outside = fs.join(run.folder, "..", "outside.txt")
                for _, path in ipairs { "../../outside.txt", outside, "/etc/passwd", run.folder .. "/.hidden", run.folder .. "/link.txt" } do
                    it(path, function()
                        local done = test.run { "copy.lua", "--file", path }
                        expect(done.exit_code).never.to_be(0)
                        expect(fs.exists "out.txt").to_be(false)
                    end)
                end
                it("writes nowhere else", function()
                    fs.write("in.txt", "x")
                    local done = test.run { "copy.lua", "--file", "in.txt", "--out", fs.join(run.folder, "new.txt") }
                    expect(done.exit_code).to_be(3)
                    expect(done.errors).to_contain "writes in test.folder alone"
                    expect(test.run { "copy.lua", "--from", run.folder, "--out", fs.join(test.folder, "../home/x") }.exit_code).to_be(3)
                end)
                it("scripts", function()
                    for _, path in ipairs { "/etc/passwd", "../outside.txt", "link.lua", ".hidden" } do
                        expect(function() test.run { path } end).to_raise()
                    end
                    expect(function() test.run { "nothing.lua" } end).to_raise "not_found"
                    expect(function() test.run { "copy.lua", {} } end).to_raise "argument 1 is a table, not text"
                    expect(function() test.run {} end).to_raise "which script?"
                    expect(function() test.run { "copy.lua", allow_changes = -1 } end).to_raise "whole number from 0"
                    expect(function() test.run { "copy.lua", read_only = "yes" } end).to_raise "true or false"
                end)
                """
            )
            let report = try await TestDocument(place, "bounds_test.lua")
            #expect(report.outcome.exitCode == 0, "\(report.outcome.output)")
            #expect(place.text("new.txt") == nil)
        }

        @Test("test.replay runs a script on a recording, and fails where it does something else")
        func replay() async throws {
            let place = try Place()
            let script = "local cc = require 'cc'\nprint(#cc.team.list())\n"
            try place.script("teams.lua", script)
            let recorded = try await place.patchbay("run --simulator --seed 7 --record teams.recording teams.lua")
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            try place.script("other.lua", script)
            try place.script("changed/teams.lua", script.replacing("team.list", with: "queue.list"))
            try place.script(
                "replay_test.lua",
                """
                local test = require "test"
                it("is the same", function()
                    local done = test.replay("teams.lua", "teams.recording")
                    expect(done.exit_code).to_be(0)
                    print(done.output)
                end)
                it("differs", function()
                    local done = test.replay("changed/teams.lua", "teams.recording")
                    expect(done.exit_code).never.to_be(0)
                    expect(done.errors).to_contain "queue.list"
                end)
                it("is no recording of it", function()
                    expect(function() test.replay("other.lua", "teams.recording") end).to_raise "is a recording of teams.lua"
                    expect(function() test.replay("teams.lua", "teams.lua") end).to_raise "is no recording"
                    expect(function() test.replay("teams.lua", "nothing") end).to_raise "not_found"
                    expect(function() test.replay("teams.lua", "../../x") end).to_raise "denied"
                    expect(function() test.replay("teams.lua") end).to_raise "takes two paths"
                end)
                """
            )
            let report = try await TestDocument(place, "replay_test.lua")
            #expect(report.outcome.exitCode == 0, "\(report.outcome.output)")
            #expect(report.tests.first?["output"]?.string == recorded.output + "\n")
        }

        @Test("is there for tests alone, which check and stubs know")
        func alone() async throws {
            let place = try Place()
            try place.script("plain.lua", "require 'test'")
            let plain = try await place.patchbay("run --simulator plain.lua")
            #expect(plain.exitCode == 1 && plain.errors.contains("only within patchbay test"), "\(plain.errors)")
            try place.script("plain.lua", "describe('x', function() end)")
            #expect(try await place.patchbay("run --simulator plain.lua").exitCode == 1)
            try place.script(
                "names_test.lua",
                """
                local test = require "test"
                it("names", function()
                    local names = {}
                    for name in pairs(test) do names[#names + 1] = name end
                    table.sort(names)
                    print(table.concat(names, ", "))
                    error("shown")
                end)
                """
            )
            #expect(try await place.patchbay("check names_test.lua").exitCode == 0)
            let names = try await TestDocument(place, "names_test.lua").tests.first?["output"]?.string ?? ""
            try place.script("wrong_test.lua", "local test = require 'test'\nprint(test.qqqqqqqqqqqqqqqqqqqqqq)\n")
            let check = try await place.patchbay("check wrong_test.lua")
            #expect(check.exitCode == 2 && check.errors.contains("it has " + names.dropLast()), "\(check.errors)")
        }
    }
}
