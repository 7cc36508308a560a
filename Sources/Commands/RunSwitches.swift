import ArgumentParser
import Host

/// The options of Patchbay that every run takes, of a script or of a plugin's command: org, planning, recording, permissions
/// and limits.
struct RunSwitches: ParsableArguments {
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

    @Option(
        name: .customLong(Self.runIDName),
        help: ArgumentHelp(
            "The id of the run, for whoever must know it beforehand.",
            valueName: "id",
            visibility: .hidden
        )
    )
    var runID: String?

    /// The name of the option, which no help shows.
    static let runIDName = "run-id"

    func validate() throws {
        if let runID {
            guard RunID.isValid(runID) else {
                throw ValidationError("'\(runID)' is no id of a run: they are like 20261121-205936-rgtv")
            }
            guard recording.replay == nil else {
                throw ValidationError("--replay has the id of the run that it replays: leave --run-id out")
            }
        }
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

    /// The org that is asked for.
    func org(_ surroundings: Surroundings) async throws -> RunOrg {
        if simulator { return try await RunOrg(simulator: size.options, settings: limits.settings) }
        return try RunOrg(profile: profile, apiURL: apiURL, authURL: authURL, settings: limits.settings, surroundings)
    }
}
