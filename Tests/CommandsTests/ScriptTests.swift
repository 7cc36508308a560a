import TestSupport
import Testing

extension CommandSuite {
    /// Scripts with asserts, in `Tests/Scripts/<module>`: each is run by the real programs against the simulator.
    ///
    /// What lies in folders deeper is required by them. See `ScriptExpectation` for what a script may say of itself.
    @Suite("Scripts in Lua")
    struct ScriptTests {
        static let scripts: [String] = SmallFile.names(Repository.path("Tests/Scripts")).flatMap { module in
            SmallFile.names(Repository.path("Tests/Scripts/" + module))
                .filter { $0.hasSuffix(".lua") }
                .map { module + "/" + $0 }
        }

        @Test("there are scripts for every module")
        func everyModule() {
            let modules = Set(Self.scripts.map { String($0.prefix { $0 != "/" }) })
            let wanted = [
                "async", "audio", "cc", "channel", "csv", "fs", "json", "limits", "log", "lua", "recordings", "require",
                "run", "store", "time",
            ]
            #expect(modules.isSuperset(of: wanted))
        }

        @Test("a script holds", arguments: scripts)
        func holds(script: String) async throws {
            let place = try Place()
            let path = Repository.path("Tests/Scripts/" + script)
            let expectation = ScriptExpectation(try #require(SmallFile.text(path)))
            let line = "run --simulator --tasks 60 \(expectation.options) \(path) \(expectation.arguments)"
            let outcome = try await place.patchbay(line)
            #expect(outcome.exitCode == expectation.exitCode, "\(outcome.errors)")
            for error in expectation.errors {
                #expect(outcome.errors.contains(error), "\(outcome.errors)")
            }
            // What a plan prints is the plan, which tests of their own look at.
            let isPlanned = expectation.options.contains("--plan")
            if let output = expectation.output, !isPlanned { #expect(outcome.output == output) }
        }
    }
}

/// What a script says of itself in its first comments, one a line: `-- exit: 1`.
struct ScriptExpectation {
    /// The exit code; 0 where none is said.
    var exitCode: Int32 = 0
    /// Texts that must stand in standard error.
    var errors: [String] = []
    /// All of standard output, a line each; nil after `-- output: *`, which is anything.
    var output: String? = ""
    /// Options of patchbay, and the script's own arguments.
    var options = ""
    var arguments = ""

    init(_ source: String) {
        for line in source.split(separator: "\n").prefix(while: { $0.hasPrefix("--") }) {
            let parts = line.dropFirst(3).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].dropFirst())
            switch parts[0] {
            case "exit": exitCode = Int32(value) ?? -1
            case "error": errors.append(value)
            case "output": output = value == "*" ? nil : output.map { $0 + value + "\n" }
            case "options": options = value
            case "arguments": arguments = value
            default: break
            }
        }
    }
}
