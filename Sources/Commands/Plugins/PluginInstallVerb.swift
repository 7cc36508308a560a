import ArgumentParser
import Host

/// `patchbay plugin install SOURCE [SETTINGS]`: brings a plugin in, once a person has seen what it may do.
struct PluginInstallVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install a plugin from a folder, a tar file or a git repository.",
        usage: "patchbay plugin install [--yes] <source> [<settings> …]",
        discussion: """
            The files are copied, and used as they are now: what changes at the source comes with patchbay plugin update. \
            What the plugin may do is shown, and granted by saying yes. Its settings may stand behind the source, and be \
            given later with patchbay plugin set. A repository is an address such as https://example.com/teams.git, with a \
            branch, tag or commit behind #.
            """
    )

    @Flag(help: "Grant what it asks for without a question.")
    var yes = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp(
            "A folder, a tar file or the address of a git repository, and settings.",
            valueName: "source"
        )
    )
    var words: [String] = []

    mutating func validate() throws {
        if words.first == "--" { words.removeFirst() }
        guard let first = words.first else {
            throw ValidationError("which plugin? For example: patchbay plugin install plugins/teams-notify")
        }
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(Self.self) }
        if first.hasPrefix("-") {
            throw ValidationError("there is no option \(first); settings stand behind the source")
        }
        // Where people type it as well, and where no setting can have that name by mistake.
        if words.contains("--yes") {
            yes = true
            words.removeAll { $0 == "--yes" }
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let store = try surroundings.plugins()
            let folder = try surroundings.currentFolder()
            let (files, source) = try await surroundings.fetched(PluginSource(words[0], currentFolder: folder))
            let candidate = try await store.candidate(files, from: source)
            let manifest = candidate.manifest
            try store.refuseTaken(manifest.name)
            let settings = Array(words.dropFirst())
            try await store.checkBeside(manifest)
            let missing = try store.check(settings, of: manifest, typedIn: folder)
            let console = surroundings.console
            console.say(Console.plain(PluginText.introduction(manifest, source: source, hash: candidate.hash)))
            for stranger in store.strangers(manifest) { surroundings.warn("plugin \(manifest.name): \(stranger)") }
            if !yes {
                guard try Prompt(console).confirm("install \(manifest.name), and permit this?") else {
                    return console.say("nothing was installed")
                }
            }
            try await store.install(candidate, settings: settings, typedIn: folder)
            console.say("installed \(manifest.name) \(manifest.version)")
            if !missing.isEmpty {
                let words = missing.joined(separator: " ")
                console.say("before it can be used: patchbay plugin set \(manifest.name) \(words)")
            } else if !manifest.commands.isEmpty {
                // Not one of its commands: any of them may change the org.
                console.say("see its commands: patchbay \(manifest.name) --help")
            }
        }
    }
}

extension Surroundings {
    /// Brings the files of a plugin here.
    ///
    /// - Throws: `HostError` that names the source; the exit code of an interrupt, once all that was begun is ended.
    func fetched(_ source: PluginSource) async throws -> (PluginFiles, PluginSource) {
        let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        let fetching = PluginFetching(temporaryFolder: temporary, environment: environment)
        let task = Task { try await fetching.fetch(source) }
        let interrupts = InterruptWatch { task.cancel() }
        defer { interrupts.end() }
        do { return try await task.value } catch is CancellationError {
            console.say("interrupted: nothing was changed")
            throw ArgumentParser.ExitCode(Host.ExitCode.interrupted)
        }
    }
}
