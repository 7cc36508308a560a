import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Taking the examples back")
    struct UndoExampleTests {
        @Test("agents that were onboarded are again what they were")
        func onboarding() async throws {
            let org = try await ChangedOrg()
            let before = try await org.state()
            try org.place.script(
                "agents.csv",
                "email,work_phone,mobile,teams\n"
                    + (1...15).map { "\(OnboardingBench.email($0)),+4930\($0),-,\n" }.joined()
            )
            let run = try await org.run(example: "examples/onboard-agents.lua --file agents.csv")
            #expect(try await org.state() != before)
            let undone = try await org.undo(run, "")
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(try await org.state() == before)
        }

        @Test("the copy of a queue is gone, and the teams rank their queues as before")
        func cloneQueue() async throws {
            let org = try await ChangedOrg()
            try await org.run(
                """
                local cc = require "cc"
                local queue, team = cc.queue.list()[1], cc.team.get(cc.team.list()[1].id)
                team.queueRankings, team.rankQueuesForTeam = { { queueId = queue.id, rank = 1 } }, true
                cc.team.update(team.id, team)
                print(queue.name)
                """
            )
            let before = try await org.state()
            let names = try await org.place.patchbay("api call --profile demo queue.list")
            let name = try #require(JSONValue(parsing: names.outputBytes)["data"]?[0]?["name"]?.string)
            let run = try await org.run(example: "examples/clone-queue.lua", name, "Copy of it", "--with-rankings")
            #expect(try await org.state().contains { $0.hasPrefix("queue ") && $0.contains("Copy of it") })
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(try await org.state() == before)
        }

        @Test("people who were hired are gone, with their users; those who were there lose what they got")
        func newHires() async throws {
            let org = try await ChangedOrg("--users 20 --sync-delay 0s")
            let before = try await org.state()
            let teams = try await org.place.patchbay("api call --profile demo team.list")
            let team = try #require(JSONValue(parsing: teams.outputBytes)["data"]?[0]?["name"]?.string)
            try org.place.script(
                "hires.csv",
                "email,first_name,last_name,team\nnew1@example.com,New,One,\(team)\nnew2@example.com,New,Two,\(team)\n"
                    + "agent00003@example.com,A,B,\(team)\n"
            )
            let run = try await org.run(
                example: "examples/new-hires.lua hires.csv --license",
                "Contact Center Premium Agent"
            )
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect((undone.output + undone.errors).contains("goes with the person"))
            #expect(try await org.state() == before)
        }
    }
}
