import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Showing and keeping plans")
    struct PlanShowTests {
        /// A script with a change of every kind, against the profile `demo`.
        private static let script = """
            local cc, run = require "cc", require "run"
            local team = cc.team.create {
                name = "Night\\u{202E} <b>\\27[31m\\nshift", siteId = cc.site.find { name = "Berlin" }.id, active = true,
                teamStatus = "IN_SERVICE", teamType = "AGENT", rankQueuesForTeam = false,
            }
            local users = {}
            for user in cc.user.each({}, { whole = true }) do users[#users + 1] = user end
            local sales = cc.team.get { name = "Sales" }
            cc.user.patch(users[2].id, { teamIds = { team.id, sales.id } })
            local queue = cc.queue.get { name = "Claims" }
            queue.serviceLevelThreshold = 45
            cc.queue.update(queue.id, queue)
            cc.queue.delete(cc.queue.get { name = "Priority" }.id)
            cc.team.update(sales.id, sales)
            print("said by the script")
            run.rows({ { id = "one" } }, { key = "id" }, function() error("no such team") end)
            """

        private func planned(_ options: String = "") async throws -> (Place, SimulatorProcess, ProgramRun.Outcome) {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            try place.script("s.lua", Self.script)
            let outcome = try await place.patchbay("run --profile demo --plan \(options) s.lua")
            return (place, simulator, outcome)
        }

        @Test("a plan is read field by field, by names, with what it takes and what it needs")
        func text() async throws {
            let (place, simulator, outcome) = try await planned("--out plan.json")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            for part in [
                "Plan of s.lua\n", "profile  demo\n", "\nteam\n", "\nuser\n  ~ change agent00002@example.com\n",
                "  + create Night\u{FFFD} <b>\u{FFFD}[31m\u{FFFD}shift\n", "      siteId: Berlin\n",
                "teamIds: + Night\u{FFFD} <b>\u{FFFD}[31m\u{FFFD}shift (new), + Sales",
                "  ~ change Claims\n      serviceLevelThreshold: 30 -> 45\n", "  - delete Priority\n",
                "  = Sales: already as it should be\n",
                "queue Priority: can be created again, but with another id\n",
                "rows that failed: 1\n  one: s.lua:16: no such team\n",
                "\n1 to create, 2 to change, 1 to delete, 1 already as it should be\n",
                "requests, in less than a minute at 300 a minute\n", "applying needs --allow-deletes\n",
            ] { #expect(outcome.output.contains(part), "\(part) in \(outcome.output)") }
            // Data is the plan alone, and says nothing that a terminal would do.
            #expect(!outcome.output.contains("said by the script") && !outcome.output.contains("\u{1B}"))
            #expect(!outcome.output.contains("\u{202E}"))
            #expect(outcome.errors.contains("\nsaid by the script\n"))
            #expect(outcome.errors.contains("carry it out with patchbay apply --allow-deletes plan.json\n"))
            #expect(try simulator.stats().count("team.create") == 0)
            let shown = try await place.patchbay("plan show plan.json")
            #expect(shown.exitCode == 0 && shown.output == outcome.output, "\(shown.output)")
            var status = stat()
            #expect(lstat(place.work + "/plan.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }

        @Test("as JSON it is the document of the file, which is a plan itself")
        func json() async throws {
            let (place, simulator, outcome) = try await planned("--json --out plan.json")
            #expect(outcome.exitCode == 4 && outcome.output == place.text("plan.json"), "\(outcome.errors)")
            let shown = try await place.patchbay("plan show plan.json --json")
            #expect(shown.output == outcome.output)
            let plan = try JSONValue(parsing: shown.outputBytes)
            #expect(plan["patchbay_plan"] == 1 && plan["changes"]?.array?.count == 5)
            #expect(plan["rows"]?["failures"]?[0]?["key"] == "one")
            _ = simulator
        }

        @Test("colour is for terminals, and not for who wants none")
        func colour() async throws {
            let (place, simulator, _) = try await planned("--out plan.json")
            var terminal = place
            terminal.environment["TERM"] = "xterm"
            func shown(_ place: Place, _ line: String) async throws -> String {
                let words = ["-c", line]
                return try await ProgramRun(
                    "/bin/sh",
                    words,
                    environment: place.environment,
                    folder: place.work,
                    errors: .terminal(columns: 80)
                ).outcome().errors
            }
            let coloured = try await shown(terminal, "patchbay plan show plan.json >&2")
            #expect(coloured.contains("\u{1B}[31m- delete Priority\u{1B}[0m"), "\(coloured)")
            #expect(coloured.contains("\u{1B}[32m+ Sales\u{1B}[0m"))
            terminal.environment["NO_COLOR"] = "1"
            #expect(!(try await shown(terminal, "patchbay plan show plan.json >&2")).contains("\u{1B}["))
            terminal.environment["NO_COLOR"] = nil
            // A file gets none although standard error is a terminal.
            _ = try await shown(terminal, "patchbay plan show plan.json > shown.txt")
            #expect(place.text("shown.txt")?.contains("- delete Priority\n") == true)
            #expect(place.text("shown.txt")?.contains("\u{1B}") == false)
            terminal.environment["TERM"] = "dumb"
            #expect(!(try await shown(terminal, "patchbay plan show plan.json >&2")).contains("\u{1B}["))
            _ = simulator
        }

        @Test("a file that is no plan is not overwritten, and nothing is asked for then; a plan is")
        func kept() async throws {
            let place = try Place()
            try place.script("s.lua", "print('begun')")
            try place.script("notes.txt", "mine")
            let other = try await place.patchbay("run --simulator --plan --out notes.txt s.lua")
            #expect(other.exitCode == 2 && other.errors.contains("notes.txt: is there already, and is no plan; choose"))
            #expect(!other.errors.contains("begun") && place.text("notes.txt") == "mine")
            let script = try await place.patchbay("run --simulator --plan --out s.lua s.lua")
            #expect(script.exitCode == 2 && place.text("s.lua") == "print('begun')")
            for _ in 1...2 {
                let outcome = try await place.patchbay("run --simulator --plan --out plan.json s.lua")
                #expect(outcome.exitCode == 0 && outcome.output.contains("\nnothing would be changed\n"))
                #expect(outcome.errors.contains("this plan cannot be applied: its simulator ended with the run"))
            }
            #expect(place.leftOvers.isEmpty)
        }

        @Test("of a script that does not come to its end there is no plan, and no file")
        func cutShort() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                "local cc = require 'cc'\ncc.queue.get { name = 'Claims' }\nerror('broken')"
            )
            let outcome = try await place.patchbay("run --simulator --plan --json --out plan.json s.lua")
            #expect(outcome.exitCode == 1 && outcome.output.isEmpty && place.text("plan.json") == nil)
            #expect(outcome.errors.contains("there is no plan, and plan.json was not written: the script did not come"))
            try place.script(
                "s.lua",
                "local cc = require 'cc'\ncc.queue.delete(cc.queue.get { name = 'Claims' }.id)\nerror('broken')"
            )
            let half = try await place.patchbay("run --simulator --plan s.lua")
            #expect(half.exitCode == 1 && half.output.hasPrefix("Cut short: no whole plan\n"), "\(half.output)")
        }

        @Test("of a thousand alike, a hundred are shown and the rest are counted; what is deleted is always shown")
        func many() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1 --users 140")
            try place.script(
                "s.lua",
                """
                local cc = require "cc"
                local number = 0
                for user in cc.user.each({}, { whole = true }) do
                    number = number + 1
                    cc.user.patch(user.id, number == 120 and { city = "Bonn" } or { street = "Main" })
                end
                """
            )
            let outcome = try await place.patchbay("run --profile demo --plan --out plan.json s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("  ~ change") } == 100)
            #expect(outcome.output.contains("  and 40 more, all of them shown with --full:\n"))
            #expect(
                outcome.output.contains("    39 to change: street\n    1 to change: city\n"),
                "\(outcome.output.suffix(500))"
            )
            let full = try await place.patchbay("plan show plan.json --full")
            #expect(full.output.split(separator: "\n").count { $0.hasPrefix("  ~ change") } == 140)
            _ = simulator
        }

        @Test("what cannot be read is told: no such file, a folder, a file cut off, edited, or no plan")
        func unreadable() async throws {
            let (place, simulator, _) = try await planned("--out plan.json")
            let text = try #require(place.text("plan.json"))
            try place.script("cut.json", String(text.prefix(text.count / 2)))
            try place.script("edited.json", text.replacing("\"name\":\"Claims\"", with: "\"name\":\"Sales\""))
            for (file, problem) in [
                ("none.json", "none.json: "), ("examples", "examples: is no file"),
                ("cut.json", "cut.json: is cut off"),
                ("edited.json", "edited.json: has been edited since it was made"), ("s.lua", "s.lua: is no plan"),
            ] {
                let outcome = try await place.patchbay("plan show \(file)")
                #expect(outcome.exitCode == 2 && outcome.output.isEmpty, "\(file)")
                #expect(outcome.errors.hasPrefix("error: \(problem)"), "\(outcome.errors)")
            }
            _ = simulator
        }

        @Test("a page has all of it, escaped, loads nothing, and is read without a script")
        func page() async throws {
            let (place, simulator, _) = try await planned("--out plan.json")
            let page = try await place.patchbay("plan show plan.json --html").output
            #expect(page.hasPrefix("<!doctype html>\n") && page.hasSuffix("</html>\n"))
            #expect(!page.contains("<b>\u{FFFD}") && page.contains("&lt;b&gt;\u{FFFD}[31m\u{FFFD}shift"))
            for part in ["<script", "src=", "href=", "url(", "http:", "https:", "\u{1B}", "\u{202E}"] {
                #expect(!page.contains(part), "\(part)")
            }
            let written = try await place.patchbay("plan show plan.json --html --out plan.html")
            #expect(written.exitCode == 0 && written.output.isEmpty && place.text("plan.html") == page)
            for (line, code) in [("--html --out plan.json", 2), ("--html --json", 2), ("--out x.html", 2)] {
                #expect(try await place.patchbay("plan show plan.json \(line)").exitCode == Int32(code), "\(line)")
            }
            let browser = try await HeadlessBrowser()
            try browser.open("file://" + place.work + "/plan.html")
            try await browser.shows(title: "Plan of s.lua · Patchbay")
            let read = try browser.text("main")
            for part in [
                "Priority", "serviceLevelThreshold: 30 -> 45", "+\u{A0}Sales", "1 to delete", "--allow-deletes",
            ] {
                #expect(
                    read.replacing("\u{A0}", with: " ").contains(part.replacing("\u{A0}", with: " ")),
                    "\(part) in \(read)"
                )
            }
            await browser.end()
            _ = simulator
        }
    }
}
