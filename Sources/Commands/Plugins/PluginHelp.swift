import Host

/// What plugins say of themselves on the command line.
enum PluginHelp {
    /// What a plugin is, and its commands.
    static func text(_ manifest: PluginManifest, _ width: Int) -> String {
        let name = manifest.name
        var text = "usage: patchbay \(name) COMMAND …\n\n"
        text += TextTable.wrapped(manifest.summary, to: max(40, width)).joined(separator: "\n") + "\n"
        guard !manifest.commands.isEmpty else {
            return text + "\nIt has no commands; see patchbay plugin show \(name).\n"
        }
        var table = TextTable(width: width, indent: 2)
        for command in manifest.commands { table.add(command.name, command.arguments.about ?? "") }
        text += "\ncommands:\n" + table.text
        text += "\nEach takes the options of patchbay run too. See patchbay help \(name) COMMAND.\n"
        return text
    }

    /// What a command does and takes.
    static func text(of command: PluginManifest.Command, _ manifest: PluginManifest, _ width: Int) -> String {
        let text = command.arguments.help(
            script: "\(manifest.name) \(command.name)",
            runBy: "patchbay",
            width: width
        )
        let more = """
            Options of patchbay run, such as --profile, --simulator, --plan, --read-only and --timeout, may stand among \
            these: see patchbay help run.
            """
        return text + "\n" + TextTable.wrapped(more, to: max(40, width)).joined(separator: "\n") + "\n"
    }

    /// The lines below the help of all that name the commands of plugins; empty where there are none.
    static func overview(_ surroundings: Surroundings) async -> String {
        guard let manifests = try? await surroundings.plugins().manifests() else { return "" }
        var table = TextTable(width: surroundings.console.width, indent: 2)
        for manifest in manifests {
            for command in manifest.commands {
                table.add("\(manifest.name) \(command.name)", command.arguments.about ?? "")
            }
        }
        let text = table.text
        return text.isEmpty ? "" : "\n\nCOMMANDS OF PLUGINS:\n" + Console.plain(String(text.dropLast()))
    }
}
