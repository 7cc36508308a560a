import TestSupport
import Testing

extension CommandSuite {
    @Suite("Examples that report")
    struct ReportExampleTests {
        @Test("the nightly audit finds what an org has, and changes nothing")
        func audit() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("run --simulator --read-only examples/nightly-audit.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "")
            let lines = try #require(place.text("audit.csv")).split(separator: "\n")
            #expect(lines.first == "problem,name,id")
            for problem in ["queue without agents", "business hours whose holidays are over"] {
                #expect(lines.contains { $0.hasPrefix(problem + ",") }, "\(lines)")
            }
        }

        @Test("the tasks of all hours and queues are together those of the window")
        func tasksByHour() async throws {
            let place = try Place()
            let line = "run --simulator --tasks 150 examples/tasks-by-hour.lua --from -8d --to now"
            let outcome = try await place.patchbay(line)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = try #require(place.text("tasks-by-hour.csv")).split(separator: "\n")
            #expect(lines.first == "hour,queue,tasks,abandoned")
            let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            #expect(rows.compactMap { Int($0[$0.count - 2]) }.reduce(0, +) == 150)
            let hours = rows.map { String($0[0]) }
            #expect(hours == hours.sorted() && hours.allSatisfy { $0.hasSuffix(":00") })
        }
    }
}
