import ArgumentParser
import Host
import JSON

/// `patchbay plugin check FOLDER|NAME`: what can be said of a plugin without running anything of it but its manifest.
struct PluginCheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look through a plugin for mistakes, and say what has changed of one that is installed.",
        discussion: """
            Reads the manifest, the syntax of every Lua file, and the names that they use. The name of an \
            installed plugin stands for that one, whose files are held against those that were installed; anything else \
            is a folder with a plugin.lua, such as ./teams-notify. Exit codes: 0 nothing is wrong; 2 something is.
            """
    )

    @Argument(
        help: ArgumentHelp("The folder of a plugin, or the name of an installed one.", valueName: "folder or name")
    )
    var word: String

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let store = try surroundings.plugins()
            let place = try PluginPlace(word, in: store, currentFolder: surroundings.currentFolder())
            let report = try await PluginCheckReport(place, store, surroundings, isForPrograms: json)
            if json {
                try surroundings.emit(report.json.pretty())
            } else {
                try report.tell(surroundings)
            }
            if !report.isFine { throw ArgumentParser.ExitCode(Host.ExitCode.usage) }
        }
    }
}
