import ArgumentParser
import Host

/// `patchbay plugin enable NAME`: switches a plugin on.
struct PluginEnableVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch a plugin on.")

    @Argument(help: ArgumentHelp("The plugin's name.", valueName: "name"))
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let hasChanged = try await surroundings.plugins().setEnabled(name, true)
            surroundings.console.say("\(name) is \(hasChanged ? "now" : "already") on")
        }
    }
}
