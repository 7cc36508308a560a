import ArgumentParser

/// `patchbay profile`: the orgs that runs may use.
struct ProfileVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Keep the orgs that scripts run against.",
        subcommands: [
            ProfileAddVerb.self, ProfileListVerb.self, ProfileShowVerb.self, ProfileDefaultVerb.self,
            ProfileRemoveVerb.self,
        ]
    )
}
