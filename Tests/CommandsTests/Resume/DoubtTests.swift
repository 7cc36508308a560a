import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Creates that are in doubt when a run goes on")
    struct DoubtTests {
        private static let teams = """
            local cc, run = require "cc", require "run"
            local site = cc.site.list()[1].id
            for _, name in ipairs { "One", "Two", "Three" } do
                local team = cc.team.create {
                    name = name, siteId = site, teamType = "AGENT", teamStatus = "IN_SERVICE", active = true,
                    rankQueuesForTeam = false,
                }
                print(team.id, team.name)
            end
            """

        /// A task has nothing that tells it from others.
        static let tasks = """
            local cc = require "cc"
            cc.task.create { destination = "+49301234567", entryPointId = "e", mediaType = "telephony" }
            print("made")
            """

        @Test("one that is there is adopted, one that is not is made", arguments: ["when=after", "when=before"])
        func found(time: String) async throws {
            let cut = try await CutOffRun(Self.teams)
            try await cut.cutOff("\(time):after=1:match=POST /organization/[^/]*/team", arguments: "")
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let names = outcome.output.split(separator: "\n").map { $0.split(separator: "\t")[1] }
            #expect(names == ["One", "Two", "Three"])
            let stats = try cut.simulator.stats()
            #expect(stats.writes == 3 && stats.mostWritesOfOne == 1, "\(stats.json)")
        }

        @Test("one that cannot be looked for ends the run with 7, however often it is resumed")
        func undecidable() async throws {
            let cut = try await CutOffRun(Self.tasks)
            try await cut.cutOff("when=after:match=POST /v1/tasks", arguments: "")
            for _ in 0..<2 {
                let outcome = try await cut.resume()
                #expect(outcome.exitCode == 7, "\(outcome.errors)")
                #expect(outcome.errors.contains("task.create, is in doubt"), "\(outcome.errors)")
                #expect(outcome.errors.contains("patchbay runs settle"))
                #expect(!outcome.output.contains("made"))
            }
            #expect(try cut.count("task.create") == 1)
        }

        @Test("one that the service did not take on is no doubt, and is made when the run goes on")
        func notTakenOn() async throws {
            let cut = try await CutOffRun(Self.tasks)
            try cut.simulator.fail("503:when=before:times=1:match=POST /v1/tasks")
            let first = try await cut.place.patchbay("run --profile demo --allow-write s.lua")
            #expect(first.exitCode == 6, "\(first.errors)")
            let outcome = try await cut.resume()
            #expect(outcome.exitCode == 0 && outcome.output == "made\n", "\(outcome.errors)")
            // Asked for twice, and turned away the first time.
            #expect(try cut.count("task.create") == 2)
        }
    }
}
