import ArgumentParser
import Host

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

extension Surroundings {
    /// The orgs that are stored; nothing is read yet.
    func profileStore() throws(HostError) -> ProfileStore {
        ProfileStore(ConfigurationFile(try homes().configurationFile), try vault())
    }
}
