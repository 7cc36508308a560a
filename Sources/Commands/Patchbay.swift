import ArgumentParser
import Catalog
import Glibc
import Host

/// The command `patchbay`: its verbs, one a file.
package struct Patchbay: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "patchbay",
        abstract: "Runs Lua scripts against Webex Contact Center.",
        discussion: """
            A script has no power of its own: what it wants done, Patchbay checks and does for it. Try one without an \
            org of your own: patchbay run --simulator examples/export-recordings.lua --from -7d
            """,
        version: Patchbay.version,
        subcommands: [
            RunVerb.self, PlanVerb.self, ApplyVerb.self, UndoVerb.self, ResumeVerb.self, RunsVerb.self, HelpVerb.self,
            TestVerb.self, APIVerb.self, CheckVerb.self,
            NewVerb.self, StubsVerb.self, LoginVerb.self, LogoutVerb.self, StatusVerb.self, TokenVerb.self,
            ProfileVerb.self, SecretVerb.self, SimulatorVerb.self,
        ]
    )

    /// The version that `--version` shows and requests name.
    static let version = "0.1.0"

    package init() {}

    /// Refuses a first word that is no verb, with the one that was probably meant.
    private static func checkVerb(_ word: String?) throws {
        let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let word, !word.hasPrefix("-"), !verbs.contains(word) else { return }
        if word.hasSuffix(".lua") { throw ValidationError("to run a script: patchbay run \(word)") }
        let hint = NearNames.question(word, among: verbs) ?? "verbs are \(verbs.joined(separator: ", "))"
        throw ValidationError("there is no verb '\(word)'; \(hint)")
    }

    /// Opens standard input, output and error that were closed by who started the process.
    ///
    /// Else the next file or socket that is opened would take their numbers, and be written to.
    package static func fillStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
    }

    /// Reads the command line, does what it says and ends the process with the contract's exit code.
    package static func start() async -> Never {
        // Before a secret is read: what is in memory now stays there.
        ProcessMemory.closeToOthers()
        // A reader that goes away, and a file that may not grow, are told by the write that fails.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        do {
            try checkVerb(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Glibc.exit(0)
        } catch {
            let code = exitCode(for: error)
            var message = fullMessage(for: error)
            // The parser's word, spelt as ours.
            if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst("Error: ".count) }
            let console = Surroundings().console
            if code.isSuccess {
                console.print(Array((message + "\n").utf8))
                _ = console.flush()
            } else if !message.isEmpty {
                console.say(message)
            }
            // The contract's code for a command line that cannot be read.
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }
}
