import ArgumentParser
import Host
import JSON

/// `patchbay check SCRIPT…`: what can be said of scripts without running them.
struct CheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look through scripts for mistakes, and say which scopes they need, without running anything.",
        discussion: """
            Reads each script as Lua would, and follows the modules beside it that it requires. Told are mistakes of \
            syntax, modules that are not there, and names that nothing has: cc.user.ptach, csv.rwos. What is made up \
            while the script runs, such as cc[name], cannot be seen. Exit codes: 0 nothing is wrong; 2 \
            something is; 5 a file took too much time or memory to be read.
            """
    )

    @Argument(help: ArgumentHelp("Scripts, or folders with scripts.", valueName: "script"))
    var paths: [String]

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let folder = try surroundings.currentFolder()
            let scripts = try paths.flatMap { try ScriptFile.all(at: $0, currentFolder: folder) }
            let modules = Set((try? await surroundings.plugins().manifests().flatMap(\.modules.keys)) ?? [])
            var reports: [CheckReport] = []
            for script in scripts {
                let report = try await CheckReport(script, surroundings, isForPrograms: json, modules: modules)
                if !json { report.tell(surroundings.console) }
                reports.append(report)
            }
            if json { try surroundings.emit(JSONValue.array(reports.map(\.json)).pretty()) }
            try surroundings.emit([])
            let codes = Set(reports.map(\.exitCode))
            if codes.contains(Host.ExitCode.usage) { throw ArgumentParser.ExitCode(Host.ExitCode.usage) }
            if codes.contains(Host.ExitCode.limit) { throw ArgumentParser.ExitCode(Host.ExitCode.limit) }
        }
    }
}
