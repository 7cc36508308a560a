import ArgumentParser
import Host

/// `patchbay secret set`: keeps a value under a name.
struct SecretSetVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Keep a value under a name, in place of the one before.",
        discussion: """
            The value is typed unseen at the terminal, or read from a file or standard input; one line end at its end is \
            no part of it. It never stands on the command line, where all processes of the machine could read it.
            """
    )

    @Argument(help: "Its name.")
    var name: String

    @Option(help: ArgumentHelp("Read the value from this file; - is standard input.", valueName: "file|-"))
    var from: TextSource?

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            // Before anything is typed for a name that cannot be one.
            try SecretFile.check(name: name)
            try await surroundings.vault().secrets.set(name, to: value(surroundings.console))
            surroundings.console.say("set secret \(name)")
        }
    }

    private func value(_ console: Console) throws -> String {
        guard let from else { return try Prompt(console).hidden("value of \(name):", insteadOf: "--from FILE|-") }
        var text = try from.text(secret: console)
        // A line end of two bytes is one character.
        if text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
        return text
    }
}
