import ArgumentParser
import Host
import JSON

/// `patchbay profile show`: one stored org.
struct ProfileShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a stored org.")

    @Argument(help: "Its name.")
    var name: String

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let configuration = try ConfigurationFile(try surroundings.homes().configurationFile).load()
            let stored = try configuration.profile(named: name)
            let shown = ProfileText.json(stored, of: configuration)
            try surroundings.emit(json ? shown.pretty() : Array(ProfileText.lines(shown).utf8))
        }
    }
}
