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
            RunVerb.self, PlanVerb.self, ApplyVerb.self, UndoVerb.self, ResumeVerb.self, RunsVerb.self,
            ScheduleVerb.self, HelpVerb.self,
            TestVerb.self, APIVerb.self, CheckVerb.self,
            NewVerb.self, StubsVerb.self, PluginVerb.self, LoginVerb.self, LogoutVerb.self, StatusVerb.self,
            TokenVerb.self,
            ProfileVerb.self, SecretVerb.self, ChannelVerb.self, SimulatorVerb.self, ServeVerb.self, ServiceVerb.self,
        ]
    )

    /// The version that `--version` shows and requests name.
    static let version = "1.0.0"

    package init() {}

    /// The verbs of the command line.
    static var verbs: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

    /// Does what a plugin adds, where the first word names one; false where it is a verb, or an option.
    ///
    /// - Throws: for a word that is neither, with the one that was probably meant.
    private static func runPlugin(_ words: [String]) async throws -> Bool {
        guard let word = words.first, !word.hasPrefix("-"), !verbs.contains(word) else { return false }
        if word.hasSuffix(".lua") { throw ValidationError("to run a script: patchbay run \(word)") }
        let surroundings = Surroundings()
        var isPlugin = false
        try await surroundings.perform {
            guard let plugin = try await PluginCommandLine(words, surroundings) else { return }
            isPlugin = true
            try await plugin.run()
        }
        guard !isPlugin else { return true }
        let plugins = (try? await surroundings.plugins().manifests().map(\.name)) ?? []
        let hint = NearNames.question(word, among: verbs + plugins) ?? "verbs are \(verbs.joined(separator: ", "))"
        throw ValidationError("there is no verb '\(word)'; \(hint)")
    }

    /// What is told of plugins below the help of all: nothing for that of a verb.
    private static func pluginHelp(_ words: [String]) async -> String {
        guard words.isEmpty || [["help"], ["-h"], ["--help"]].contains(words) else { return "" }
        return await PluginHelp.overview(Surroundings())
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
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            if try await runPlugin(words) { end(0) }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            end(0)
        } catch {
            let code = exitCode(for: error)
            var message = fullMessage(for: error)
            // The parser's word, spelt as ours.
            if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst("Error: ".count) }
            let console = Surroundings().console
            if code.isSuccess {
                message += await pluginHelp(words)
                console.print(Array((message + "\n").utf8))
                _ = console.flush()
            } else if !message.isEmpty {
                console.say(message)
            }
            // The contract's code for a command line that cannot be read.
            end(code == .validationFailure ? 2 : code.rawValue)
        }
    }

    /// Ends the process without what libraries do at exit, since that would take from threads that are still about what
    /// they use: those of libcurl take their leave by themselves.
    private static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
