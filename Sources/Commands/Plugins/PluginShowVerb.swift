import ArgumentParser
import Host
import JSON

/// `patchbay plugin show NAME`: all of a plugin.
struct PluginShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a plugin adds, where it came from, what it may do and how it is set."
    )

    @Argument(help: ArgumentHelp("The plugin's name.", valueName: "name"))
    var name: String

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let plugin = try await PluginOverview(name, in: surroundings.plugins())
            let text = PluginText.whole(plugin, width: surroundings.console.width)
            try surroundings.emit(json ? plugin.json.pretty() : Array(text.utf8))
        }
    }
}
