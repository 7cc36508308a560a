import ArgumentParser
import Host

/// `patchbay help X`: the verb X if there is one, else the plugin X, else what the script X says of itself.
struct HelpVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Show what a verb, a plugin's command or a script does and takes."
    )

    @Argument(help: ArgumentHelp("A verb of patchbay, a plugin, or the path of a script.", valueName: "verb or script"))
    var words: [String] = []

    func run() async throws {
        guard let first = words.first else { throw CleanExit.helpRequest(Patchbay.self) }
        if let verb = verb(words[...], of: Patchbay.self) { throw CleanExit.helpRequest(verb) }
        let surroundings = Surroundings()
        try await surroundings.perform {
            if let plugin = try await PluginCommandLine(words, surroundings) { return try await plugin.showHelp() }
            let script = try ScriptFile(first, currentFolder: surroundings.currentFolder())
            try await ScriptHelp(script: script, surroundings: surroundings).show()
        }
    }

    /// The verb that the words name, as far down as they go.
    private func verb(_ words: ArraySlice<String>, of parent: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
        guard let word = words.first else { return parent }
        let verbs = parent.configuration.subcommands
        guard let verb = verbs.first(where: { $0.configuration.commandName == word }) else { return nil }
        return self.verb(words.dropFirst(), of: verb)
    }
}
