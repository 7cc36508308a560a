import ArgumentParser
import Host

/// `patchbay profile remove`: forgets an org and its credentials.
struct ProfileRemoveVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a stored org and its credentials."
    )

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let homes = try surroundings.homes()
            try ConfigurationFile(homes.configurationFile).change { configuration throws(HostError) in
                try configuration.remove(name)
            }
            try surroundings.vault().credentials(of: name).remove()
            surroundings.console.say("removed profile \(name)")
        }
    }
}
