import ArgumentParser
import Catalog
import Host

/// `patchbay run`: runs a script.
struct RunVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script.",
        usage: "patchbay run [--profile <name> | --simulator] [<options>] <script> [<script arguments> …]",
        discussion: """
            Options of patchbay stand before the script, the script's own behind it; patchbay help <script> shows \
            those. Data goes to standard output, all else to standard error.

            With --plan reads are sent as ever, and every change is held back and answered with what it would make, so \
            that the script runs to its end. Files that it writes are seen by itself alone; downloads, http requests that \
            are no GET, and stored values are held back too; no sleep is waited for. A script that waits for what only a \
            change would bring about is ended, with 5; it can tell by run.planning. Deletes need no --allow-deletes in a plan.

            Exit codes: 0 done; 1 script error; 2 usage or input; 3 sign-in or permission; 4 done, but rows failed; \
            5 a limit was hit; 6 service or network; 7 needs a person; 130 interrupted.
            """
    )

    @Option(help: ArgumentHelp("The profile of the org; see patchbay profile list.", valueName: "name"))
    var profile: String?

    @Flag(help: "Run against a fresh simulator instead of an org.")
    var simulator = false

    @OptionGroup(title: "Planning") var planning: PlanningOptions
    @OptionGroup(title: "Recording") var recording: RecordingOptions
    @OptionGroup(title: "Simulator") var size: SimulatorSize
    @OptionGroup(title: "Permissions") var permissions: PermissionOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    @Option(help: ArgumentHelp("Base of the contact-centre API, before the profile's.", valueName: "url"))
    var apiURL: String?

    @Option(help: ArgumentHelp("Base of sign-in, before the profile's.", valueName: "url"))
    var authURL: String?

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The script, and what it takes.", valueName: "script")
    )
    var scriptAndArguments: [String] = []

    mutating func validate() throws {
        if scriptAndArguments.first == "--" { scriptAndArguments.removeFirst() }
        guard let first = scriptAndArguments.first else {
            throw ValidationError(
                "which script? For example: patchbay run --simulator examples/export-recordings.lua --from -7d"
            )
        }
        // Everything behind the first word that is no option of ours is the script's, so a misspelt option ends here.
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(Self.self) }
        if first.hasPrefix("-") { throw ValidationError("there is no option \(first); \(Self.question(first))") }
        guard simulator || size.fault.isEmpty else {
            throw ValidationError("--fault is for a simulator: add --simulator, or give it to patchbay simulator")
        }
        guard !(simulator && (profile != nil || apiURL != nil || authURL != nil)) else {
            throw ValidationError("--simulator is an org of its own: leave --profile, --api-url and --auth-url out")
        }
        try checkPlanning()
        guard recording.replay == nil || !simulator && profile == nil && apiURL == nil && authURL == nil else {
            throw ValidationError(
                "--replay asks no org: leave --profile, --simulator, --api-url and --auth-url out"
            )
        }
    }

    private func checkPlanning() throws {
        guard planning.plan else {
            guard planning.out == nil else {
                throw ValidationError("--out keeps a plan: add --plan; an argument of the script stands behind it")
            }
            guard !planning.full else {
                throw ValidationError("--full shows a plan: add --plan; an argument of the script stands behind it")
            }
            guard planning.maxPolls == nil else {
                throw ValidationError(
                    "--max-polls is about a plan: add --plan; an argument of the script stands behind it"
                )
            }
            guard !planning.json else {
                throw ValidationError("--json prints a plan: add --plan; an argument of the script stands behind it")
            }
            return
        }
        guard recording.replay == nil else {
            throw ValidationError("--replay asks no org, and a plan is about one: leave --plan out, or --replay")
        }
        guard recording.record == nil else {
            throw ValidationError(
                "--record keeps a run to be replayed, and a plan is none: leave --plan out, or --record"
            )
        }
        guard planning.maxPolls.map({ $0 > 0 }) ?? true else { throw ValidationError("--max-polls is 1 or more") }
        guard planning.out?.isEmpty != true else { throw ValidationError("--out takes the path of a file") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let script = try ScriptFile(scriptAndArguments[0], currentFolder: surroundings.currentFolder())
            let arguments = Array(scriptAndArguments.dropFirst())
            if ["--help", "-h"].contains(arguments.first) {
                return try await ScriptHelp(script: script, surroundings: surroundings).show()
            }
            var request = Run.Request(script: script, arguments: arguments)
            request.limits = limits.limits
            request.permissions = permissions.permissions
            request.addresses = RunAddresses(api: apiURL, auth: authURL)
            if permissions.allowWrite {
                request.allowsWrite = true
                request.grants.append(
                    try PathGrant(
                        ".",
                        .write,
                        .folder,
                        origin: .folder,
                        currentFolder: try surroundings.currentFolder()
                    )
                )
            }
            if let replay = recording.replay {
                return try await self.replay(replay, request, surroundings)
            }
            request.recordTo = recording.record
            request.plans = planning.plan
            if let most = planning.maxPolls { request.mostPolls = most }
            let output = try planning.output(surroundings)
            let org = try await org(surroundings)
            let run = try Run(request, on: try org.ground(surroundings))
            let outcome = await finish(run)
            try await planning.tell(run, outcome, output, surroundings)
            await org.close()
            if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
        }
    }

    private func replay(_ path: String, _ request: Run.Request, _ surroundings: Surroundings) async throws {
        var request = request
        let replayed = try Recording(path, currentFolder: try surroundings.currentFolder())
        try replayed.check(request.script, words: request.arguments, force: recording.force)
        request.replay = replayed
        let ground = try ScriptHelp(script: request.script, surroundings: surroundings).ground()
        let outcome = await finish(try Run(request, on: ground))
        if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
    }

    /// Runs to the end, or until a person interrupts.
    private func finish(_ run: Run) async -> RunOutcome {
        let interrupts = InterruptWatch { run.interrupt() }
        defer { interrupts.end() }
        return await run.run()
    }

    /// What a word that looks like an option was probably meant to be.
    private static func question(_ word: String) -> String {
        let options = helpMessage().split { !$0.isLetter && $0 != "-" }.filter { $0.hasPrefix("--") }.map(String.init)
        return NearNames.question(word, among: Set(options)) ?? "options of the script stand behind it"
    }

    private func org(_ surroundings: Surroundings) async throws -> RunOrg {
        if simulator { return try await RunOrg(simulator: size.options, settings: limits.settings) }
        return try RunOrg(profile: profile, apiURL: apiURL, authURL: authURL, settings: limits.settings, surroundings)
    }
}
