import ArgumentParser
import Host

/// `patchbay profile default`: chooses the org of runs that name none.
struct ProfileDefaultVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "default",
        abstract: "Choose the org that is used where none is named, or show which it is.",
        discussion: """
            --profile comes before the default, and so do PATCHBAY_PROFILE and credentials in the environment.
            """
    )

    @Argument(help: "Its name; without one, the default is shown.")
    var name: String?

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let file = ConfigurationFile(try surroundings.homes().configurationFile)
            guard let name else { return try show(file.load(), surroundings) }
            try file.change { configuration throws(HostError) in
                _ = try configuration.profile(named: name)
                configuration.defaultProfile = name
            }
            surroundings.console.say("default profile is \(name)")
        }
    }

    private func show(_ configuration: Configuration, _ surroundings: Surroundings) throws {
        if let name = configuration.defaultProfile { return try surroundings.emit(Array((name + "\n").utf8)) }
        surroundings.console.say("no profile is the default; choose one with patchbay profile default <name>")
    }
}
