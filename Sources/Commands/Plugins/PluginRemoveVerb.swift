import ArgumentParser
import Host

/// `patchbay plugin remove NAME`: takes a plugin away.
struct PluginRemoveVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a plugin away, with its settings and what it was permitted.",
        discussion: "Where it came from is left alone, and so is what it stored."
    )

    @Argument(help: ArgumentHelp("The plugin's name.", valueName: "name"))
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            try await surroundings.plugins().remove(name)
            surroundings.console.say("removed \(name)")
        }
    }
}
