import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay check")
    struct CheckTests {
        @Test("finds nothing wrong with the examples, and says which scopes they need")
        func examples() async throws {
            let outcome = try await Place().patchbay("check examples")
            #expect(outcome.exitCode == 0 && !outcome.errors.contains("error:"), "\(outcome.errors)")
            #expect(
                outcome.output.contains("examples/onboard-agents.lua  fine, needs cjp:config_read cjp:config_write")
            )
        }

        @Test("a mistake of syntax is shown as a run shows it, and nothing is run")
        func syntax() async throws {
            let place = try Place()
            try place.script("bad.lua", "print 'ran'\nlocal x == 1\n")
            let check = try await place.patchbay("check bad.lua")
            let run = try await place.patchbay("run --simulator bad.lua")
            #expect(check.exitCode == 2 && check.output.isEmpty)
            #expect(check.errors == run.errors.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n")
            try place.script("good.lua", "print 'ran'\n")
            let good = try await place.patchbay("check good.lua")
            #expect(good.exitCode == 0 && !good.output.contains("ran") && good.errors.isEmpty)
        }

        @Test(
            "unknown names are told with line and near name, in modules beside the script too",
            arguments: [
                (
                    "local cc = require 'cc'\n\ncc.user.ptach('1', {})",
                    "3: there is no cc.user.ptach; did you mean patch?"
                ),
                (
                    "local csv = require 'csv'\nfor r in csv.rwos('x') do end",
                    "2: there is no csv.rwos; did you mean rows?"
                ),
                ("local cc = require 'cc'\ncc.usr.list()", "2: there is no cc.usr; did you mean user"),
                ("local cc = require 'cc'\ncc.person.list()", "2: there is no cc.person; it is webex.person"),
                ("local x = require 'cvs'", "1: there is no module cvs; did you mean csv?"),
                ("require 'lib.agents'", "lib/agents.lua:2: there is no fs.raed; did you mean read?"),
            ]
        )
        func names(source: String, told: String) async throws {
            let place = try Place()
            try place.folder.makeFolder("work/lib")
            try place.script("lib/agents.lua", "local fs = require 'fs'\nreturn fs.raed\n")
            try place.script("s.lua", source)
            let outcome = try await place.patchbay("check s.lua")
            #expect(outcome.exitCode == 2 && outcome.errors.contains(told), "\(outcome.errors)")
        }

        @Test("--json has the problems, scopes, modules and doubts of each script")
        func json() async throws {
            let place = try Place()
            try place.script(
                "a.lua",
                "local cc = require 'cc'\ncc.user.patch('1', {})\nlocal f = cc[x]\ncc.user.gte('1')\n"
            )
            try place.script("b.lua", "x = = 1")
            let outcome = try await place.patchbay("check a.lua b.lua --json")
            #expect(outcome.exitCode == 2 && outcome.errors.isEmpty, "\(outcome.errors)")
            let reports = try JSONValue(parsing: Array(outcome.output.utf8))
            #expect(reports[0]?["scopes"] == ["cjp:config_write"] && reports[0]?["ok"] == false)
            #expect(reports[0]?["problems"]?[0]?["line"] == 4 && reports[0]?["doubts"]?.array?.count == 2)
            #expect(reports[1]?["problems"]?[0]?["kind"] == "syntax")
            #expect(reports[1]?["problems"]?[0]?["message"]?.string?.hasPrefix("b.lua:1:") == true)
        }

        @Test("a script that is not there ends with 2")
        func missing() async throws {
            let outcome = try await Place().patchbay("check examples/onboard-agent.lua")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("onboard-agents.lua"), "\(outcome.errors)")
        }
    }
}
