import ArgumentParser
import Host
import JSON

/// `patchbay plugin list`: the plugins there are.
struct PluginListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the plugins.")

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let plugins = try await PluginOverview.all(in: surroundings.plugins())
            if json { return try surroundings.emit(JSONValue.array(plugins.map(\.json)).pretty()) }
            guard !plugins.isEmpty else {
                return surroundings.console.say("no plugin yet; install one with patchbay plugin install")
            }
            var table = TextTable(width: surroundings.console.width)
            for plugin in plugins {
                let manifest = plugin.manifest
                table.add(manifest.name, manifest.version, Console.plain(plugin.state), Console.plain(manifest.summary))
            }
            try surroundings.emit(Array(table.text.utf8))
        }
    }
}
