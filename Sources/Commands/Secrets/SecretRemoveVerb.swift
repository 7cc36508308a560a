import ArgumentParser
import Host

/// `patchbay secret remove`: forgets a value.
struct SecretRemoveVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Forget a secret.")

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            try await surroundings.vault().secrets.remove(name)
            surroundings.console.say("removed secret \(name)")
        }
    }
}
