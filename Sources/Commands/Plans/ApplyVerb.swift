import ArgumentParser
import Host
import Webex

/// `patchbay apply PLAN`: carries a plan out.
struct ApplyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry out a plan that patchbay run --plan has made.",
        usage: "patchbay apply [--yes] [<options>] <plan>",
        discussion: """
            Exactly the changes of the plan are sent, once they were shown and you said yes. Each object is read again \
            before: one that has changed since the plan was made is left as it is and told, and all else goes on. A \
            plan is good for the profile and org that it was made for, for a day, and once; one that was edited is \
            refused.

            It is a run like any other: patchbay resume goes on with it, and patchbay runs shows it.

            Exit codes: 0 done; 2 nothing was sent, since the plan cannot be carried out; 3 sign-in or permission; \
            4 changes failed; 5 a limit was hit; 6 service or network; 7 something is left for a person: changes \
            that were refused, are in doubt, or cannot be sent; \
            130 interrupted.
            """
    )

    @Option(help: ArgumentHelp("The profile of the org, which must be that of the plan.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("How old the plan may be.", valueName: "duration"))
    var maxAge = MillisecondsArgument("24h")

    @Flag(help: "Carry the plan out although a run has done so, or has begun to.")
    var again = false

    @OptionGroup var options: ApplyOptions

    @Argument(help: ArgumentHelp("The file of the plan.", valueName: "plan"))
    var plan: String

    func validate() throws {
        guard maxAge.milliseconds > 0 else {
            throw ValidationError("--max-age is \(maxAge), but must be more than 0: every plan has some age")
        }
        try LimitOptions.check(memory: nil, durations: [maxAge], positive: [])
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let folder = try surroundings.currentFolder()
            let plan = try PlanFile.read(self.plan, currentFolder: folder)
            let admission = PlanAdmission(plan)
            try admission.check(profile: profile ?? plan.profile)
            try admission.check(now: WallClock.system.now(), maxAge: maxAge.milliseconds)
            let application = PlanApplication(
                plan: plan,
                origin: self.plan.hasPrefix("/") ? self.plan : "\(folder)/\(self.plan)",
                options: options,
                isAgain: again
            )
            let outcome = try await application.run(surroundings)
            if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
        }
    }
}
