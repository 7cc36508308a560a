import Catalog
import Glibc
import Host
import Schedule
import Webex

/// Asks scripts and plugins whether they could be run, in workers without any permission.
struct ScriptProbe: WorkProbe {
    private let surroundings: Surroundings
    private let plugins: PluginStore
    private let ground: Run.Ground

    /// - Throws: `HostError` where there is nothing to ask with.
    init(_ surroundings: Surroundings) throws {
        self.surroundings = surroundings
        plugins = try surroundings.plugins()
        ground = try surroundings.restingGround()
    }

    func problem(of script: ScriptFile, arguments: [String], folder: String) async -> HostError? {
        if let problem = await run(script, [], folder, { $0.parsesOnly = true }) {
            return problem.outcome.isLimit ? nil : problem.error
        }
        // Whatever else keeps it from declaring what it takes shows when it is run.
        guard let problem = await run(script, arguments, folder, { $0.checksArguments = true }),
            problem.outcome.exitCode == ExitCode.usage
        else { return nil }
        return problem.error
    }

    /// How a run ended that went badly; nil where it went well, or could not be started.
    private func run(
        _ script: ScriptFile,
        _ arguments: [String],
        _ folder: String,
        _ prepare: (inout Run.Request) -> Void
    ) async -> (outcome: RunOutcome, error: HostError)? {
        var request = Run.Request(script: script, arguments: arguments)
        prepare(&request)
        request.limits.timeout = 30_000
        request.limits.cpuTime = 5_000
        var ground = ground
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        ground.console = Console(
            output: nowhere,
            errors: nowhere,
            environment: [:],
            redaction: surroundings.redaction
        )
        ground.currentFolder = folder
        guard let outcome = await (try? Run(request, on: ground))?.run(), var failure = outcome.failure else {
            return nil
        }
        for word in ["error: "] where failure.hasPrefix(word) { failure = String(failure.dropFirst(word.count)) }
        // The line of a script that is wrong is shown below the message.
        let lines = failure.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        return (outcome, HostError(.invalid, "", lines.first ?? failure))
    }

    func problem(ofCommand words: [String], arguments: [String], folder: String) async -> HostError? {
        let name = words.first ?? ""
        do {
            guard let plugin = try await plugins.plugin(name) else { return try await missing(name) }
            let commands = plugin.manifest.commands
            guard let command = commands.first(where: { $0.name == words.last }) else {
                let names = commands.map(\.name)
                return HostError(
                    .notFound,
                    "",
                    "plugin \(name) has no command '\(words.last ?? "")'",
                    hint: NearNames.question(words.last ?? "", among: names)
                        ?? "commands are \(names.joined(separator: ", "))"
                )
            }
            let context = ArgumentContext(
                now: ground.clock.now(),
                zone: ground.zone,
                currentFolder: folder,
                script: words.joined(separator: " "),
                secrets: ground.secrets
            )
            _ = try command.arguments.resolve(arguments, in: context)
            return nil
        } catch let error as HostError {
            return error
        } catch {
            return HostError(.invalid, "plugin \(name)", "\(error)")
        }
    }

    private func missing(_ name: String) async throws -> HostError {
        let names = try await plugins.manifests().map(\.name)
        return HostError(
            .notFound,
            "",
            "there is no plugin '\(name)'",
            hint: NearNames.question(name, among: names) ?? "patchbay plugin list shows those there are"
        )
    }
}
