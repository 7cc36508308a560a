import ArgumentParser
import Host

/// `patchbay plugin disable NAME`: switches a plugin off.
struct PluginDisableVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "Switch a plugin off.")

    @Argument(help: ArgumentHelp("The plugin's name.", valueName: "name"))
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let hasChanged = try await surroundings.plugins().setEnabled(name, false)
            surroundings.console.say("\(name) is \(hasChanged ? "now" : "already") off")
        }
    }
}
