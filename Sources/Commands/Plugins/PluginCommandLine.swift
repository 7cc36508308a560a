import ArgumentParser
import Catalog
import Host

/// `patchbay PLUGIN COMMAND …`: what a plugin adds to the command line.
struct PluginCommandLine {
    private let plugin: LoadedPlugin
    /// All behind the plugin's name.
    private let words: ArraySlice<String>
    private let surroundings: Surroundings

    /// Reads a command line whose first word is no verb; nil where it names no plugin.
    ///
    /// - Throws: `HostError` for a plugin that is switched off, or cannot be used.
    init?(_ words: [String], _ surroundings: Surroundings) async throws {
        guard let name = words.first, let plugin = try await surroundings.plugins().plugin(name) else { return nil }
        self.plugin = plugin
        self.words = words.dropFirst()
        self.surroundings = surroundings
    }

    private var name: String { plugin.manifest.name }

    /// Does what was typed.
    func run() async throws {
        guard let word = words.first, !["-h", "--help", "help"].contains(word) else {
            return try show(words.dropFirst().first)
        }
        let command = try command(word)
        let typed = CommandWords(words.dropFirst(), of: command.arguments)
        guard !typed.asksForHelp else { return try show(word) }
        let switches = try typed.runSwitches()
        let request = Run.Request(PluginRole(plugin, .command(command.name)), arguments: typed.own)
        try await SwitchedRun(switches: switches, surroundings: surroundings).perform(request) { asked, ground in
            var request = asked
            // The one that the run's hooks come from too: what was hashed is what runs.
            request.plugin = PluginRole(ground.plugins.plugin(name) ?? plugin, .command(command.name))
            return request
        }
    }

    /// Shows what the plugin, or the command named behind it, does and takes.
    func showHelp() async throws { try show(words.first) }

    private func show(_ word: String?) throws {
        let text = try word.map { PluginHelp.text(of: try command($0), plugin.manifest, surroundings.console.width) }
        let shown = text ?? PluginHelp.text(plugin.manifest, surroundings.console.width)
        try surroundings.emit(Array(Console.plain(shown).utf8))
    }

    private func command(_ word: String) throws(HostError) -> PluginManifest.Command {
        let commands = plugin.manifest.commands
        if let command = commands.first(where: { $0.name == word }) { return command }
        let names = commands.map(\.name)
        throw HostError(
            .invalid,
            "patchbay \(name)",
            word.hasPrefix("-") ? "its command comes first, before \(word)" : "there is no command '\(word)'",
            hint: NearNames.question(word, among: names)
                ?? (names.isEmpty ? "it has no commands" : "commands are \(names.joined(separator: ", "))")
        )
    }
}
