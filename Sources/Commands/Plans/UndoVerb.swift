import ArgumentParser
import Glibc
import Host
import Journal
import Webex

/// `patchbay undo RUN`: takes back what a run has changed.
struct UndoVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back what a run has changed.",
        usage: "patchbay undo [--yes | --out <file>] [<options>] <run>",
        discussion: """
            What the run created is deleted, what it deleted is created again, with another id, and what it changed \
            gets back what was there before. The plan is shown first, and carried out when you have said yes; that is \
            a run of its own, which can be resumed, and taken back. What somebody else has changed since is left alone \
            and told, and what cannot be taken back is named: above all changes of what the script had not read whole.

            Exit codes: 0 all is as it was before; 2 nothing was sent; 3 sign-in or permission; 4 changes failed; \
            5 a limit was hit; 6 service or network; 7 something was left for a person to look at; 130 interrupted.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Option(
        help: ArgumentHelp("Keep the plan in this file, for patchbay apply, and carry nothing out.", valueName: "file")
    )
    var out: String?

    @Flag(help: "Show all of the plan, however much it is.")
    var full = false

    @OptionGroup var options: ApplyOptions

    /// Runs that are looked through for the last that was no plan.
    private static let looked = 200

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            if options.readOnly, out == nil {
                throw HostError(
                    .denied,
                    "the undo of \(self.run)",
                    "would change the org, and may only read",
                    hint: "leave --read-only out, or keep the plan with --out FILE"
                )
            }
            let output = try out.map { out in
                try PlanOutput(
                    out,
                    currentFolder: try surroundings.currentFolder(),
                    forbidden: try surroundings.homes().all
                )
            }
            let (place, record) = try await chosen(surroundings)
            let undone = try await UndoableRun(record, in: place)
            defer { undone.close() }
            if record.kind == .apply, let before = try? place.plans.plan(of: record.id).undoes {
                surroundings.console.say(
                    "run \(record.id) was itself the undo of \(before): this does again what \(before) did"
                )
            }
            let (plan, outcome) = try await plan(undone, surroundings)
            guard let plan else { throw ArgumentParser.ExitCode(outcome.exitCode) }
            let code = try await carryOut(plan, of: record, output, surroundings)
            if code != 0 { throw ArgumentParser.ExitCode(code) }
        }
    }

    /// The run that was named; the last one is the last that was no plan.
    private func chosen(_ surroundings: Surroundings) async throws -> (place: JournalPlace, run: RunRecord) {
        guard run == "last", let place = try surroundings.runs() else { return try await surroundings.run(named: run) }
        var query = RunQuery()
        query.most = Self.looked
        if let last = try await place.store.runs(query).first(where: { !$0.plans }) { return (place, last) }
        return try await surroundings.run(named: run)
    }

    /// The plan that restores what was there before the run; nil where making it has failed.
    private func plan(
        _ undone: UndoableRun,
        _ surroundings: Surroundings
    ) async throws -> (plan: Plan?, outcome: RunOutcome) {
        let record = undone.record
        let addresses = addresses(of: record)
        let org = try RunOrg(
            again: record.profile,
            apiURL: addresses.api,
            authURL: addresses.auth,
            settings: options.limits.settings,
            surroundings
        )
        do {
            let ground = try await org.ground(surroundings)
            if let session = ground.org?.session {
                try await record.check(isOf: session, hint: "sign in to the org that it changed")
            }
            var request = Run.Request(
                script: ScriptFile(.undoing, folder: ground.currentFolder),
                arguments: [record.id]
            )
            request.own = .undoing
            request.plans = true
            request.undoes = undone.deeds
            request.limits = options.limits.limits
            request.addresses = addresses
            let run = try Run(request, on: ground)
            let interrupts = InterruptWatch { run.interrupt() }
            defer { interrupts.end() }
            let outcome = await run.run()
            let plan = outcome.exitCode == 0 ? try await run.plan() : nil
            await org.close()
            return (plan, outcome)
        } catch {
            await org.close()
            throw error
        }
    }

    /// Shows the plan, and keeps it or carries it out; gives the exit code.
    private func carryOut(
        _ plan: Plan,
        of record: RunRecord,
        _ output: PlanOutput?,
        _ surroundings: Surroundings
    ) async throws -> Int32 {
        let code = plan.leavesSomething ? Host.ExitCode.needsPerson : Host.ExitCode.done
        if let output {
            let text = options.json ? PlanFile.text(plan) : Array(surroundings.text(plan, isFull: full).utf8)
            try surroundings.stream(text)
            try output.write(plan)
            surroundings.console.say("kept the plan in \(Console.plain(output.path)), and carried nothing out")
            return code
        }
        if !options.json { try surroundings.stream(Array(surroundings.text(plan, isFull: full).utf8)) }
        guard !plan.changes.isEmpty else {
            surroundings.console.say(Self.nothing(in: plan))
            if options.json {
                try surroundings.emit(ApplyReport(plan, nil, RunOutcome(exitCode: code), run: nil).bytes)
            }
            return code
        }
        var options = options
        options.apiURL = addresses(of: record).api
        options.authURL = addresses(of: record).auth
        var application = PlanApplication(plan: plan, origin: "undo of \(record.id)", options: options)
        // Who asks sees it on the terminal, wherever the rest goes.
        application.isShown = !options.json && (options.yes || isatty(1) == 1)
        return try await application.run(surroundings).exitCode
    }

    /// Why a plan has no change in it.
    private static func nothing(in plan: Plan) -> String {
        if plan.leavesSomething { return "nothing else can be taken back" }
        guard plan.warnings.isEmpty else { return "nothing to take back any more" }
        return "nothing to take back: all is as it was before"
    }

    /// The addresses of the org, those of the run where no others were given.
    private func addresses(of record: RunRecord) -> RunAddresses {
        let before = RunOptions(text: record.options).addresses
        return RunAddresses(api: options.apiURL ?? before.api, auth: options.authURL ?? before.auth)
    }
}
