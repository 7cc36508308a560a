import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("README")
    struct ReadmeTests {
        /// Blocks of one language, in order.
        private static func blocks(_ language: String) -> [String] {
            var blocks: [String] = []
            var block: [Substring]?
            for line in (Repository.text("README.md") ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("```") {
                    if let lines = block { blocks.append(lines.joined(separator: "\n") + "\n") }
                    block = block == nil && line == "```" + language ? [] : nil
                } else {
                    block?.append(line)
                }
            }
            return blocks
        }

        /// The commands of its shell blocks, a line each.
        private static var commands: [String] { blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) } }

        @Test("every command runs, in order")
        func commands() async throws {
            let place = try Place()
            #expect(Self.commands.count >= 8)
            try place.script("rules.lua", #require(Self.blocks("lua").first { $0.hasPrefix("local rules") }))
            var simulator: ProgramRun?
            defer { simulator?.send(SIGKILL) }
            for command in Self.commands {
                if command.hasPrefix("scripts/") {
                    // These build everything; it is enough that they are there to be run.
                    #expect(access(Repository.path(command), X_OK) == 0, "\(command)")
                } else if command.hasPrefix("patchbay simulator") {
                    let words = command.split(separator: " ").dropFirst().joined(separator: " ")
                    simulator = try place.start(words, allowed: 60)
                    #expect(await simulator?.hasWritten("}\n") == true, "\(command)")
                } else {
                    let outcome = try await place.shell(command)
                    #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
                }
            }
            #expect(try ExportedFolder(place).rows.count > 50)
        }

        @Test("its script is the example of that name, and prints a table")
        func script() async throws {
            let scripts = Self.blocks("lua").filter { !$0.hasPrefix("local rules") }
            #expect(scripts.count == 2)
            let tests = try #require(Repository.text("examples/onboard-agents_test.lua"))
            let excerpt = scripts.last.map { $0.split(separator: "\n").map { "    \($0)\n" }.joined() }
            #expect(tests.contains(excerpt ?? ""))
            #expect(Repository.text("examples/tasks-by-queue.lua") == scripts.first)
            let place = try Place()
            try place.script("mine.lua", scripts.first ?? "")
            let outcome = try await place.patchbay("run --simulator mine.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count > 3 && lines.allSatisfy { $0.wholeMatch(of: /\d+\t.+/) != nil })
            let counts = lines.compactMap { Int($0.prefix { $0 != "\t" }) }
            #expect(counts == counts.sorted(by: >) && counts.reduce(0, +) > 100)
        }

        @Test("every option that its text names is one of the command's or the example's")
        func options() async throws {
            let place = try Place()
            var known = ""
            for verb in [
                "run", "resume", "simulator", "profile add", "login", "api show", "api call", "stubs", "new script",
                "check", "test", "apply", "undo", "plan show",
                "recordings export", "recordings list", "recordings retry", "recordings verify", "recordings report",
                "recordings try-rules", "plugin set", "plugin install", "plugin update",
                "schedule add", "schedule next", "schedule export", "schedule run-now", "serve", "service install",
                "runs list", "runs log", "runs settle", "runs prune", "runs export",
                "examples/nightly-audit.lua",
                "examples/export-recordings.lua",
                "examples/tasks-by-queue.lua",
                "examples/onboard-agents.lua",
            ] {
                known += try await place.patchbay("help \(verb)").output
            }
            known += try await place.patchbay("profile list --help").output
            let text = try #require(Repository.text("README.md"))
            let named = text.matches(of: /(?:^|[\s`(])(--[a-z][a-z-]+)/).map { String($0.output.1) }
            #expect(named.count > 10)
            for option in Set(named) { #expect(known.contains(option), "README names \(option), which nothing takes") }
        }
    }
}
