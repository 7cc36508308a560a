import Catalog
import Host
import JSON

/// What was found in one script and the modules it requires.
struct CheckReport {
    private let script: ScriptFile
    private let check: ScriptCheck
    /// What kept Lua from reading a file, for each that has such a thing, as a run shows it.
    private let syntax: [(file: String, outcome: RunOutcome)]

    /// Looks through a script.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - surroundings: where mistakes of syntax are told.
    ///   - isForPrograms: whether these are only kept.
    ///   - modules: names that `require` takes besides, of plugins.
    ///   - alone: whether the modules that it requires are looked through by somebody else.
    /// - Throws: what kept a worker from being started.
    init(
        _ script: ScriptFile,
        _ surroundings: Surroundings,
        isForPrograms: Bool,
        modules: Set<String> = [],
        alone: Bool = false
    ) async throws {
        self.script = script
        check = ScriptCheck(of: script, members: ModuleMembers.all, others: modules, alone: alone)
        var syntax: [(file: String, outcome: RunOutcome)] = []
        for file in check.files {
            let outcome = try await ScriptSyntax(script: file, surroundings: surroundings).check(
                isSilent: isForPrograms
            )
            if outcome.failure != nil { syntax.append((file.path, outcome)) }
        }
        self.syntax = syntax
    }

    /// Whether nothing is wrong.
    var isFine: Bool { syntax.isEmpty && check.problems.isEmpty }

    /// The exit code: that of a limit, where nothing else is wrong.
    var exitCode: Int32 {
        if isFine { return ExitCode.done }
        return check.problems.isEmpty && syntax.allSatisfy(\.outcome.isLimit) ? ExitCode.limit : ExitCode.usage
    }

    /// Mistakes on standard error, where those of syntax stand already; else what the script needs on standard output.
    func tell(_ console: Console) {
        tellProblems(console)
        for doubt in check.scopes.doubts {
            console.say("\(console.colored("warning:", .warning)) \(Console.plain("\(script.path):\(doubt)"))")
        }
        guard isFine else { return }
        let scopes = check.scopes.scopes.sorted()
        let needs = scopes.isEmpty ? "needs no scope" : "needs " + scopes.joined(separator: " ")
        console.print(Array("\(script.path)  fine, \(needs)\n".utf8))
    }

    /// Whether Lua can read it.
    var isReadable: Bool { syntax.isEmpty }

    /// Names that nothing has, with their lines.
    func tellProblems(_ console: Console) {
        for problem in check.problems {
            let file = check.files.first { $0.path == problem.file }
            console.say(
                "\(console.colored("error:", .bad)) \(Console.plain("\(problem.file):\(problem.line): \(problem.message)"))"
            )
            if let line = file?.line(problem.line) { console.say(Console.plain("  \(problem.line) | \(line)")) }
        }
    }

    /// The same for programs.
    var json: JSONValue {
        let mistakes: [JSONValue] = syntax.map { entry in
            let failure = entry.outcome.failure ?? ""
            let message = failure.hasPrefix("error: ") ? String(failure.dropFirst("error: ".count)) : failure
            return [
                "file": .string(entry.file), "line": .null, "message": .string(message),
                "kind": entry.outcome.isLimit ? "limit" : "syntax",
            ]
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
