import ArgumentParser

/// `patchbay secret`: values that scripts may use and nobody may see.
struct SecretVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Keep values that scripts may use and nobody may see.",
        subcommands: [SecretSetVerb.self, SecretListVerb.self, SecretRemoveVerb.self]
    )
}
