import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay simulator and patchbay help")
    struct OtherVerbTests {
        @Test("a simulator that is ready prints one line of JSON, and nothing else on standard output")
        func ready() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5 --port 0")
            let fields = simulator.ready.object?.map(\.key) ?? []
            #expect(
                fields == [
                    "api_url", "auth_url", "org_id", "client_id", "client_secret", "access_token", "refresh_token",
                    "from", "to", "service_app",
                ]
            )
            #expect(simulator.run.outputSoFar.filter { $0 == "\n" }.count == 1)
            let from = try #require(simulator.ready["from"]?.integer), to = try #require(simulator.ready["to"]?.integer)
            #expect(to - from == 7 * 86_400_000 && to % 86_400_000 == 0)
        }

        @Test("Ctrl-C ends a simulator, however early it comes", arguments: 0..<3)
        func interrupt(attempt: Int) async throws {
            let place = try Place()
            let simulator = try place.start("simulator --tasks 5", allowed: 8)
            #expect(await simulator.hasWritten("}\n"))
            simulator.send(SIGINT)
            let outcome = await simulator.outcome()
            #expect(outcome.exitCode == 0 || outcome.exitCode == 130, "signal \(outcome.signal ?? 0)")
        }

        @Test("the same seed gives the same org and tasks, another seed others")
        func seed() async throws {
            let place = try Place()
            try place.script(
                "ids.lua",
                """
                local recordings = require "recordings"
                for task in recordings.tasks { from = require("time").now() - 8 * 86400000 } do print(task.id) end
                """
            )
            let one = try await place.patchbay("run --simulator --tasks 20 --seed 7 ids.lua")
            let two = try await place.patchbay("run --simulator --tasks 20 --seed 7 ids.lua")
            let other = try await place.patchbay("run --simulator --tasks 20 --seed 8 ids.lua")
            #expect(one.output.split(separator: "\n").count == 20, "\(one.errors)")
            #expect(one.output == two.output && one.output != other.output)
        }

        @Test("--write-profile stores a profile that runs can use, with its secrets apart and private")
        func writeProfile() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5")
            let outcome = try await place.patchbay("run --profile demo examples/tasks-by-queue.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let configuration = try #require(place.folder.text("home/config.yaml"))
            #expect(simulator.secrets.allSatisfy { !configuration.contains($0) })
            let modes = try await place.shell("find \"$PATCHBAY_HOME/credentials\" -type f -printf '%m\\n'")
            #expect(!modes.output.isEmpty && modes.output.split(separator: "\n").allSatisfy { $0 == "600" })
        }

        @Test("a port that is taken is told, with the way out")
        func takenPort() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5")
            let port = simulator.ready["api_url"]?.string?.split(separator: ":").last ?? ""
            let outcome = try await place.patchbay("simulator --port \(port)", allowed: 10)
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("--port 0"))
        }

        @Test("help of a verb is what the verb's own --help says", arguments: ["run", "simulator", "profile add"])
        func verbHelp(verb: String) async throws {
            let place = try Place()
            let help = try await place.patchbay("help \(verb)")
            let own = try await place.patchbay("\(verb) --help")
            #expect(help.exitCode == 0 && own.exitCode == 0)
            #expect(help.output == own.output && help.output.contains("USAGE: patchbay \(verb)"))
            #expect(help.errors.isEmpty)
        }

        @Test("help of a script is what it says of itself, and every argument with its type and default")
        func scriptHelp() async throws {
            let place = try Place()
            let help = try await place.patchbay("help examples/export-recordings.lua")
            #expect(help.exitCode == 0, "\(help.errors)")
            #expect(help.errors.isEmpty)
            for part in [
                "Saves the recordings of a window of time.", "--from DATE", "(required)", "--out FOLDER",
                "default: recordings",
                "telephony, chat, email, social", "--transcripts", "usage: patchbay run examples/export-recordings.lua",
            ] {
                #expect(help.output.contains(part), "\(part) is missing")
            }
            let own = try await place.patchbay("run --simulator examples/export-recordings.lua --help")
            #expect(own.output == help.output)
        }

        @Test("help of a script runs nothing beyond its declaration, and grants nothing")
        func harmlessHelp() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                """
                local fs, run = require "fs", require "run"
                print("before")
                local args = run.args { about = "Does harm.", { "--out", "folder", default = "out" } }
                fs.write("out/x", "harm")
                """
            )
            let help = try await place.patchbay("help s.lua")
            #expect(help.exitCode == 0, "\(help.errors)")
            #expect(help.output.contains("Does harm."))
            #expect(!place.folder.exists("work/out"))
        }

        @Test("help of what is neither verb nor script says so")
        func neither() async throws {
            let outcome = try await Place().patchbay("help nope")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("nope"))
        }

        @Test("the version is data")
        func version() async throws {
            let outcome = try await Place().patchbay("--version")
            #expect(outcome.exitCode == 0)
            #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        }
    }
}
