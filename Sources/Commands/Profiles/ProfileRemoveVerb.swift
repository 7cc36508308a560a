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
            try await surroundings.profileStore().remove(name)
            surroundings.console.say("removed profile \(name)")
        }
    }
}
