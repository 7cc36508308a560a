import ArgumentParser
import Host

/// `patchbay plugin set NAME SETTINGS`: gives a plugin its settings.
struct PluginSetVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Give a plugin settings; those that are not named stay as they are.",
        usage: "patchbay plugin set [--clear] <name> [<settings> …]",
        discussion: """
            A setting that its plugin calls only_failures is given as --only-failures, and taken back as \
            --only-failures=false. One that is a secret takes the name of a stored one: patchbay secret set. \
            See patchbay plugin show <name>.
            """
    )

    @Flag(help: "First let go of all settings that were given before.")
    var clear = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The plugin's name, and settings.", valueName: "name")
    )
    var words: [String] = []

    mutating func validate() throws {
        if words.first == "--" { words.removeFirst() }
        guard let first = words.first else {
            throw ValidationError("which plugin? For example: patchbay plugin set teams-notify --show 10")
        }
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(Self.self) }
        if first.hasPrefix("-") { throw ValidationError("there is no option \(first); settings stand behind the name") }
        guard words.count > 1 || clear else {
            throw ValidationError("which settings? They stand behind the name; see patchbay plugin show \(first)")
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let missing = try await surroundings.plugins().set(
                words[0],
                Array(words.dropFirst()),
                typedIn: surroundings.currentFolder(),
                isFresh: clear
            )
            let rest = missing.isEmpty ? "" : "; it still needs \(missing.joined(separator: " "))"
            surroundings.console.say("set \(words[0])\(rest)")
        }
    }
}
