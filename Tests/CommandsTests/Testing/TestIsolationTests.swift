import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Tests are apart from all else")
    struct TestIsolationTests {
        @Test("no profile, credential or home of the environment is used, and nothing is left behind")
        func environment() async throws {
            var place = try Place.apart()
            for name in ["API_URL", "AUTH_URL"] { place.environment["PATCHBAY_" + name] = "http://127.0.0.1:1/v1" }
            for name in ["CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN", "REFRESH_TOKEN"] {
                place.environment["PATCHBAY_" + name] = "of-a-real-org"
            }
            place.environment["PATCHBAY_PROFILE"] = "real"
            try place.script("s.lua", "print(require('run').profile, #require('cc').team.list() > 0)")
            try place.script(
                "apart_test.lua",
                """
                local test, run, cc = require "test", require "run", require "cc"
                it("is simulated", function()
                    expect(run.profile).to_be "simulator"
                    expect(#cc.team.list() > 0).to_be(true)
                    expect(test.run { "s.lua" }.output).to_be "simulator\\ttrue\\n"
                end)
                it("reaches no other host", function()
                    expect(function() require("http").get "http://127.0.0.1:1/" end).to_raise "denied"
                    expect(function() test.run { "s.lua", allow_net = "127.0.0.1" } end).to_raise "no option"
                end)
                """
            )
            let report = try await TestDocument(place, "apart_test.lua")
            #expect(
                report.outcomes == ["is simulated": "passed", "reaches no other host": "passed"],
                "\(report.outcome.output)"
            )
            #expect(!place.folder.exists("home") && place.temporaries.isEmpty)
            #expect(place.folder.files().allSatisfy { $0.hasPrefix("work/") })
        }

        @Test("a file has an org of its own, a test an empty folder, and steps of its own")
        func own() async throws {
            let place = try Place()
            let file = """
                local cc, fs, csv, test, run = require "cc", require "fs", require "csv", require "test", require "run"
                it("a", function()
                    local user = cc.user.list()[1]
                    expect(cc.user.get(user.id).workPhone).never.to_be "+490"
                    cc.user.patch(user.id, { workPhone = "+490" })
                    csv.write("deep/x.csv", { { a = 1 } }, { columns = { "a" } })
                    expect(fs.read(fs.join(test.folder, "deep/x.csv"))).to_match "^a"
                    expect(run.step("s", function() return 1 end)).to_be(1)
                end)
                it("b", function()
                    expect(cc.user.get(cc.user.list()[1].id).workPhone).to_be "+490"
                    expect(fs.list(test.folder)).to_equal {}
                    expect(run.step("s", function() return 2 end)).to_be(2)
                end)
                """
            for name in ["one_test.lua", "two_test.lua"] { try place.script(name, file) }
            let outcome = try await place.patchbay("test one_test.lua two_test.lua --jobs 1")
            #expect(outcome.exitCode == 0, "\(outcome.output)")
        }

        @Test("what a test has started is done before the next, and what hangs fails that test alone")
        func leftovers() async throws {
            let place = try Place()
            try place.script(
                "late_test.lua",
                """
                local async = require "async"
                local done = false
                it("spawns", function() async.spawn(function() async.sleep(5) done = true end) end)
                it("comes after", function() expect(done).to_be(true) end)
                it("hangs", function() async.spawn(function() async.channel(1):receive() end) end)
                it("is free again", function() async.sleep(1) end)
                """
            )
            let report = try await TestDocument(place, "late_test.lua")
            #expect(
                report.outcomes == [
                    "spawns": "passed", "comes after": "passed", "hangs": "failed", "is free again": "passed",
                ]
            )
        }

        @Test("Ctrl-C ends with 130, tells what is known, and takes away what was temporary")
        func interrupt() async throws {
            let place = try Place.apart()
            try place.script("a_test.lua", "it('quick', function() end)")
            try place.script("b_test.lua", "it('slow', function() require('async').sleep('1h') end)")
            let run = try place.start("test a_test.lua b_test.lua --jobs 2 --timeout 50s --junit report.xml")
            #expect(await run.hasWritten("quick"))
            run.send(SIGINT)
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 130 && outcome.milliseconds < 20_000, "\(outcome.errors)")
            #expect(outcome.output.contains("1 passed"), "\(outcome.output)")
            #expect(place.text("report.xml")?.contains("quick") == true)
            #expect(place.temporaries.isEmpty)
        }
    }
}
