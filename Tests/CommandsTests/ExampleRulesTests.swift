import TestSupport
import Testing

extension CommandSuite {
    /// The rules among the examples, asked of the recordings of a simulated org.
    @Suite("Rules among the examples")
    struct ExampleRulesTests {
        /// Prints what rules say of each recording: kept or why not, its path and its metadata, a line each.
        private static let script = """
            local recordings, run, json, time = require "recordings", require "run", require "json", require "time"
            local args = run.args { { "rules", "file", required = true, many = true } }
            local rules = recordings.rules(args.rules)
            local tasks = {}
            for task in recordings.tasks { from = time.now() - 9 * time.day } do tasks[#tasks + 1] = task end
            local kept = {}
            for i, verdict in ipairs(rules.select(tasks)) do
                assert(not verdict.problem, verdict.problem)
                if verdict.keep then kept[#kept + 1] = tasks[i] end
            end
            local captures = {}
            for capture in recordings.captures(kept) do captures[#captures + 1] = capture end
            for i, verdict in ipairs(rules.judge(captures)) do
                assert(not verdict.problem, verdict.problem)
                local path = verdict.keep and recordings.name(captures[i], verdict.path) or verdict.reason
                print(("%s\\t%s\\t%s\\t%s\\t%s"):format(verdict.keep, captures[i].task.queue, captures[i].task.origin, path,
                    json.encode(verdict.metadata or {})))
            end
            """

        private func verdicts(_ rules: String, _ options: String = "") async throws -> [[String]] {
            var place = try Place()
            place.environment["LANG"] = "C.UTF-8"
            try place.script("judge.lua", Self.script)
            for name in [
                "rules/finance.lua", "plugins/compliance-export/rules.lua", "plugins/compliance-export/compliance.lua",
            ] {
                try place.script(name, #require(Repository.text("examples/" + name)))
            }
            let outcome = try await place.patchbay(
                "run --simulator --tasks 400 \(options) judge.lua \(rules)",
                allowed: 120
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return outcome.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        }

        @Test("finance.lua keeps its queues, and names nobody's whole number")
        func finance() async throws {
            let told = try await verdicts("rules/finance.lua", "--vary-recordings --recording-seconds 20")
            #expect(!told.isEmpty && Set(told.map { $0[1] }) == ["Finance", "Billing Questions"])
            let reasons = Set(told.filter { $0[0] == "false" }.map { $0[3] })
            #expect(
                reasons.contains("shorter than 5 seconds")
                    && reasons.isSubset(of: ["shorter than 5 seconds", "marked sensitive"])
            )
            let kept = told.filter { $0[0] == "true" }
            #expect(kept.count > 5 && Set(kept.map { $0[3] }).count == kept.count)
            for line in kept {
                #expect(line[3].hasPrefix(line[1] + "/20") && line[3].hasSuffix(".wav"), "\(line)")
                #expect(!line[4].contains(line[2]) && line[4].contains("delete_by") && line[4].contains("…"), "\(line)")
            }
        }

        @Test("the rules of the compliance export keep what is not sensitive, and write nobody's name or number")
        func compliance() async throws {
            let told = try await verdicts("plugins/compliance-export/rules.lua")
            #expect(
                told.contains { $0[0] == "false" }
                    && told.filter { $0[0] == "false" }.allSatisfy { $0[3] == "marked sensitive" }
            )
            let kept = told.filter { $0[0] == "true" }
            #expect(kept.count > 20)
            for line in kept {
                #expect(line[3].hasPrefix("until 20"), "\(line)")
                #expect(
                    !line[4].contains(line[2]) && !line[4].contains("\"agent\"") && line[4].contains("delete_by"),
                    "\(line)"
                )
            }
        }

        @Test("several rules must agree, and the first path and metadata are taken")
        func several() async throws {
            let told = try await verdicts(
                "rules/finance.lua plugins/compliance-export/rules.lua",
                "--vary-recordings --recording-seconds 20"
            )
            let kept = told.filter { $0[0] == "true" }
            #expect(!kept.isEmpty && kept.allSatisfy { ["Finance", "Billing Questions"].contains($0[1]) })
            #expect(kept.allSatisfy { $0[3].hasPrefix($0[1] + "/20") && $0[4].contains("\"agent\"") })
        }
    }
}
