import ArgumentParser
import Host

/// What was typed behind a command of a plugin, told apart: options of Patchbay's, and all that is the command's own.
///
/// The two may stand in any order; what the command declares itself is its own, whatever Patchbay has of that name.
struct CommandWords {
    /// The options of Patchbay's, with their values.
    private(set) var switches: [String] = []
    /// All other words.
    private(set) var own: [String] = []
    /// Whether only the help text is wanted.
    private(set) var asksForHelp = false

    /// The options of Patchbay's that a run takes, and whether each has a value.
    private static let known: [String: Bool] = {
        var known: [String: Bool] = ["--" + RunSwitches.runIDName: true]
        for match in RunSwitches.helpMessage(columns: 400).matches(of: /(?m)^  (--[a-z][a-z-]*)( <)?/) {
            known[String(match.output.1)] = match.output.2 != nil
        }
        return known
    }()

    /// Those whose names mean something of their own for many commands, which may have them: they only matter for plans and
    /// replays.
    private static let lent: Set<String> = ["--out", "--json", "--full", "--force"]

    /// Those that no command may have as its own: they decide which org is asked, and what may be done to it.
    static var reserved: Set<String> { Set(known.keys).subtracting(lent).union(["--help"]) }

    init(_ words: some Sequence<String>, of command: ScriptArguments) {
        var rest = Array(words)[...]
        let declared = Dictionary(command.arguments.map { ($0.name, $0) }) { first, _ in first }
        while let word = rest.popFirst() {
            if word == "--" {
                own += [word] + rest
                return
            }
            let name = String(word.prefix { $0 != "=" })
            if let argument = declared[name], argument.isOption {
                own.append(word)
                if argument.type != .flag, name == word, let value = rest.popFirst() { own.append(value) }
            } else if ["-h", "--help"].contains(word) {
                asksForHelp = true
            } else if let takesValue = Self.known[name] {
                switches.append(word)
                if takesValue, name == word, let value = rest.popFirst() { switches.append(value) }
            } else {
                own.append(word)
            }
        }
    }

    /// The options of Patchbay's, read.
    ///
    /// - Throws: `HostError` for one with a wrong value.
    func runSwitches() throws -> RunSwitches {
        do { return try RunSwitches.parse(switches) } catch {
            throw HostError(.invalid, "", RunSwitches.message(for: error), hint: "see patchbay help run")
        }
    }
}
