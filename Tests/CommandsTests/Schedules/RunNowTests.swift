import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay schedule run-now and history")
    struct RunNowTests {
        /// A schedule that runs a script of the working folder against a simulator.
        private static func file(_ place: Place, _ more: String = "") -> String {
            "script: \(place.work)/task.lua\nsimulator: true\nfolder: \(place.work)\nevery: 10d\nzone: Europe/Berlin\n"
                + more
        }

        private static let slow = """
            local async = require "async"
            print("waiting")
            async.sleep("50s")
            """

        private func place(_ script: String, _ more: String = "") throws -> Place {
            let place = try Place()
            try place.script("task.lua", script)
            try place.folder.write("home/schedules/nightly.yaml", Self.file(place, more))
            return place
        }

        private func history(_ place: Place, _ options: String = "") async throws -> [JSONValue] {
            let outcome = try await place.patchbay("schedule history --json \(options)")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try #require(try JSONValue(parsing: outcome.outputBytes).array)
        }

        @Test("its output is shown, its exit code given, and it stands in the history as manual")
        func whole() async throws {
            let script = #"""
                local args = require("run").args { { "--word", "text" } }
                print("hello " .. args.word)
                """#
            let place = try place(script, "arguments: [--word, world]\n")
            let outcome = try await place.patchbay("schedule run-now nightly")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "hello world\n")
            let run = try #require(outcome.errors.split(separator: "\n").first?.split(separator: " ").last)
            let tick = try #require(try await history(place, "nightly").first)
            #expect(tick["run"]?.string == String(run) && tick["trigger"]?.string == "manual")
            #expect(tick["state"]?.string == "done" && tick["schedule"]?.string == "nightly")
            #expect(tick["zone"]?.string == "Europe/Berlin" && tick["attempts"]?.integer == 1)
            let shown = try await place.patchbay("schedule history nightly")
            #expect(shown.output.contains("Europe/Berlin") && shown.output.contains("manual"))
            #expect(shown.output.contains(run) && shown.output.contains("done"))
            #expect(try await place.patchbay("runs show \(run)").exitCode == 0)
        }

        @Test("a home that is named from the current folder is the same one for the run, which works in another folder")
        func relativeHome() async throws {
            var place = try place(#"print("there")"#)
            place.environment["PATCHBAY_HOME"] = "../home"
            try place.folder.write(
                "home/schedules/nightly.yaml",
                "script: \(place.work)/task.lua\nsimulator: true\nfolder: /tmp\nevery: 1d\n"
            )
            let outcome = try await place.patchbay("schedule run-now nightly")
            #expect(outcome.exitCode == 0 && outcome.output == "there\n", "\(outcome.errors)")
            let run = try #require(try await history(place).first?["run"]?.string)
            #expect(try await place.patchbay("runs show \(run)").exitCode == 0)
        }

        @Test("a run that fails gives its exit code, and the history says how it failed")
        func failed() async throws {
            let place = try place(#"error("no such queue")"#)
            let outcome = try await place.patchbay("schedule run-now nightly")
            #expect(outcome.exitCode == 1 && outcome.errors.contains("no such queue"))
            let tick = try #require(try await history(place).first)
            #expect(tick["state"]?.string == "failed" && tick["exit_code"]?.integer == 1)
            #expect(tick["failure"]?.string?.contains("no such queue") == true)
            #expect(try await place.patchbay("schedule history").output.contains("failed (exit 1)"))
        }

        @Test("a schedule whose runs may not overlap is refused while one is under way, and says which")
        func overlapping() async throws {
            let place = try place(Self.slow)
            let first = try place.start("schedule run-now nightly")
            #expect(await first.hasWritten("waiting"))
            let run = try #require(try await history(place).first?["run"]?.string)
            #expect(try await history(place).first?["state"]?.string == "running")
            let second = try await place.patchbay("schedule run-now nightly")
            #expect(second.exitCode == 2 && second.errors.contains("is running already (run \(run))"))
            try place.folder.write("home/schedules/nightly.yaml", Self.file(place, "overlap: allow\n"))
            let third = try place.start("schedule run-now nightly")
            #expect(await third.hasWritten("waiting"))
            for started in [first, third] { started.send(SIGINT) }
            for started in [first, third] { #expect(await started.outcome().exitCode == 130) }
            #expect(try await history(place).allSatisfy { $0["exit_code"]?.integer == 130 })
        }

        @Test("what was left behind is told as cut off, and does not stand in the way of the next")
        func left() async throws {
            let place = try place(Self.slow)
            let first = try place.start("schedule run-now nightly")
            #expect(await first.hasWritten("waiting"))
            let child = try #require(first.children.first)
            first.send(SIGKILL)
            // Its run runs on, and holds what it writes to: there is no end of that to wait for.
            try await until {
                SmallFile.text("/proc/\(first.pid)/stat").map { $0.contains(") Z ") } ?? true
            }
            #expect(try await history(place).first?["cut_off"]?.bool == false)
            #expect(try await place.patchbay("schedule run-now nightly").exitCode == 2)
            kill(child, SIGKILL)
            // Whoever adopts it may be slow to ask for its end.
            try await until { SmallFile.text("/proc/\(child)/stat")?.contains(") Z ") ?? true }
            #expect(try await history(place).first?["cut_off"]?.bool == true)
            #expect(try await place.patchbay("schedule history").output.contains("cut off"))
            try place.script("task.lua", "")
            #expect(try await place.patchbay("schedule run-now nightly").exitCode == 0)
            let states = try await history(place).map { $0["state"]?.string }
            #expect(states == ["done", "failed"])
            #expect(try await history(place).last?["reason"]?.string == "cut_off")
        }

        @Test("with --retries it goes on with the same run, after the pause that its file says")
        func retries() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--rate-limit 0")
            try place.script(
                "task.lua",
                #"""
                local fs = require "fs"
                if not fs.exists("ready.txt") then error("not yet") end
                print("now")
                """#
            )
            try place.folder.write(
                "home/schedules/nightly.yaml",
                """
                script: \(place.work)/task.lua
                profile: demo
                folder: \(place.work)
                every: 10d
                retries: { times: 2, backoff: 1s }
                """
            )
            let run = try place.start("schedule run-now --retries nightly")
            #expect(await run.hasWritten("goes on in"))
            try place.script("ready.txt", "yes")
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 0 && outcome.output == "now\n", "\(outcome.errors)")
            let tick = try #require(try await history(place).first)
            #expect(tick["state"]?.string == "done" && tick["attempts"]?.integer == 2 && tick["retries"]?.integer == 1)
            _ = simulator
        }

        @Test(
            "a schedule that is not there, or whose file is wrong, is refused with what to do",
            arguments: ["run-now", "pause", "resume", "history"]
        )
        func missing(verb: String) async throws {
            let place = try place("")
            let outcome = try await place.patchbay("schedule \(verb) nightyl")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("nightly"), "\(outcome.errors)")
        }

        @Test("nothing is shown of times that are not there, and nothing is made")
        func empty() async throws {
            let place = try place("")
            let outcome = try await place.patchbay("schedule history")
            #expect(outcome.exitCode == 0 && outcome.errors.contains("nothing was due yet"))
            #expect(try await history(place).isEmpty)
            #expect(!place.folder.exists("home/journal.sqlite"))
            #expect(try await place.patchbay("schedule history -n 0").exitCode == 2)
            #expect(try await place.patchbay("schedule history --since yesteryear").exitCode == 2)
        }
    }
}
