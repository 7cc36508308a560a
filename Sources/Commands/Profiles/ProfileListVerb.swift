import ArgumentParser
import Host
import JSON

/// `patchbay profile list`: the stored orgs.
struct ProfileListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the stored orgs.")

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let configuration = try ConfigurationFile(try surroundings.homes().configurationFile).load()
            if json {
                let list = configuration.profiles.map { ProfileText.json($0, of: configuration) }
                try surroundings.emit(JSONValue.array(list).pretty())
            } else if configuration.profiles.isEmpty {
                surroundings.console.say("no profile yet; add one with patchbay profile add")
            } else {
                try surroundings.emit(Array(ProfileText.table(configuration).utf8))
            }
        }
    }
}
