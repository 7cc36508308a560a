import TestSupport
import Testing

extension CommandSuite {
    @Suite("Cloning a queue")
    struct CloneQueueTests {
        /// Prints the queues, how many groups each distributes to, and the ranks it has in teams.
        private static let look = """
            local cc = require "cc"
            for queue in cc.queue.each({}, { whole = true }) do
                local ranks = {}
                for team in cc.team.each({}, { whole = true }) do
                    for _, entry in ipairs(team.queueRankings or {}) do
                        if entry.queueId == queue.id then ranks[#ranks + 1] = team.name .. " " .. entry.rank end
                    end
                end
                print(queue.name, #queue.callDistributionGroups, table.concat(ranks, ","))
            end
            """

        @Test("the copy has the groups of the original; what points at that is told or ranked")
        func clone() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place)
            try place.script("look.lua", Self.look)
            let before = try await place.patchbay("run --profile demo look.lua")
            #expect(before.exitCode == 0, "\(before.errors)")
            let first = try #require(before.output.split(separator: "\n").first).split(separator: "\t")
            let name = String(first[0])
            let words = ["run", "--profile", "demo", "examples/clone-queue.lua"]
            let outcome = try await place.start(words.joined(separator: " "), [name, "Copy of it", "--with-rankings"])
                .outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("created queue"))
            let after = try await place.patchbay("run --profile demo look.lua")
            let copy = after.output.split(separator: "\n").first { $0.hasPrefix("Copy of it\t") }
            #expect(copy?.split(separator: "\t", omittingEmptySubsequences: false)[1] == first[1])
            _ = simulator
        }

        @Test("a name that is not there raises with the near ones; one that is taken changes nothing")
        func names() async throws {
            let place = try Place()
            let line = "run --simulator examples/clone-queue.lua"
            let missing = try await place.start(line, ["Suport", "X"]).outcome()
            #expect(missing.exitCode == 1)
            #expect(missing.errors.contains("queue.get: there is no queue with name \"Suport\""))
        }
    }
}
