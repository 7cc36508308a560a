import Catalog
import Host
import JSON

/// What was found in one script and the modules it requires.
struct CheckReport {
    private let script: ScriptFile
    private let check: ScriptCheck
    /// A mistake of syntax in each file that has one, as a run shows it.
    private let syntax: [(file: String, failure: String)]

    /// Looks through a script; for programs, mistakes of syntax are only kept, and not told on standard error.
    init(_ script: ScriptFile, _ surroundings: Surroundings, isForPrograms: Bool) async throws {
        self.script = script
        check = ScriptCheck(of: script, members: ModuleMembers.all)
        var syntax: [(file: String, failure: String)] = []
        for file in check.files {
            let outcome = try await ScriptSyntax(script: file, surroundings: surroundings).check(
                isSilent: isForPrograms
            )
            if let failure = outcome.failure { syntax.append((file.path, failure)) }
        }
        self.syntax = syntax
    }

    /// Whether nothing is wrong.
    var isFine: Bool { syntax.isEmpty && check.problems.isEmpty }

    /// Mistakes on standard error, where those of syntax stand already; else what the script needs on standard output.
    func tell(_ console: Console) {
        for problem in check.problems {
            let file = check.files.first { $0.path == problem.file }
            console.say(
                "\(console.colored("error:", .bad)) \(Console.plain("\(problem.file):\(problem.line): \(problem.message)"))"
            )
            if let line = file?.line(problem.line) { console.say(Console.plain("  \(problem.line) | \(line)")) }
        }
        for doubt in check.scopes.doubts {
            console.say("\(console.colored("warning:", .warning)) \(Console.plain("\(script.path):\(doubt)"))")
        }
        guard isFine else { return }
        let scopes = check.scopes.scopes.sorted()
        let needs = scopes.isEmpty ? "needs no scope" : "needs " + scopes.joined(separator: " ")
        console.print(Array("\(script.path)  fine, \(needs)\n".utf8))
    }

    /// The same for programs.
    var json: JSONValue {
        let mistakes: [JSONValue] = syntax.map { entry in
            let message =
                entry.failure.hasPrefix("error: ") ? String(entry.failure.dropFirst("error: ".count)) : entry.failure
            return ["file": .string(entry.file), "line": .null, "message": .string(message), "kind": "syntax"]
        }
        let names: [JSONValue] = check.problems.map { problem in
            [
                "file": .string(problem.file), "line": .integer(Int64(problem.line)),
                "message": .string(problem.message), "kind": "name",
            ]
        }
        return [
            "script": .string(script.path),
            "ok": .bool(isFine),
            "problems": .array(mistakes + names),
            "modules": .array(check.modules.map(JSONValue.string)),
            "files": .array(check.files.map { .string($0.path) }),
            "scopes": .array(check.scopes.scopes.sorted().map(JSONValue.string)),
            "doubts": .array(check.scopes.doubts.map(JSONValue.string)),
        ]
    }
}
