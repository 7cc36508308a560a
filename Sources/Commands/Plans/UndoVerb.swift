import ArgumentParser
import Host
import Journal
import Webex

/// `patchbay undo RUN`: takes back what a run has changed.
struct UndoVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back what a run has changed.",
        usage: "patchbay undo [--yes] [--out <file>] [<options>] <run>",
        discussion: """
            What the run created is deleted, what it deleted is created again, with another id, and what it changed \
            gets back what was there before. The plan is shown first, and carried out when you have said yes. What \
            somebody else has changed since is left alone and told, and so is what cannot be taken back.

            patchbay runs lists the runs there are. Exit code 7: something was left for a person to look at.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Flag(help: "Carry the plan out without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp("Keep the plan in this file, for patchbay apply, and carry nothing out.", valueName: "file")
    )
    var out: String?

    @Flag(help: "Print the plan as JSON.")
    var json = false

    @Flag(help: "Let what the run created be deleted.")
    var allowDeletes = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let (place, record) = try await chosen(surroundings)
            let undone = try await UndoableRun(record, in: place)
            defer { undone.close() }
            let options = RunOptions(text: record.options)
            let org = try RunOrg(
                profile: record.profile == Profile.environmentName ? nil : record.profile,
                apiURL: options.addresses.api,
                authURL: options.addresses.auth,
                settings: limits.settings,
                surroundings
            )
            let code: Int32
            do { code = try await takeBack(undone, org, surroundings) } catch {
                await org.close()
                throw error
            }
            await org.close()
            if code != 0 { throw ArgumentParser.ExitCode(code) }
        }
    }

    /// The run that was named; the last one is the last that was no plan.
    private func chosen(_ surroundings: Surroundings) async throws -> (place: JournalPlace, run: RunRecord) {
        guard run == "last", let place = try surroundings.runs() else { return try await surroundings.run(named: run) }
        var query = RunQuery()
        query.most = Self.looked
        if let last = try await place.store.runs(query).first(where: { !$0.isPlan }) { return (place, last) }
        return try await surroundings.run(named: run)
    }

    /// Runs that are looked through for the last that was no plan.
    private static let looked = 200

    private func takeBack(_ undone: UndoableRun, _ org: RunOrg, _ surroundings: Surroundings) async throws -> Int32 {
        let ground = try org.ground(surroundings)
        try await checkOrg(of: undone.record, ground)
        var request = Run.Request(
            script: ScriptFile(.undoing, folder: ground.currentFolder),
            arguments: [undone.record.id]
        )
        request.own = .undoing
        request.plans = true
        request.undoes = undone.deeds
        request.limits = limits.limits
        let planning = try Run(request, on: ground)
        let interrupts = InterruptWatch { planning.interrupt() }
        let outcome = await planning.run()
        interrupts.end()
        guard outcome.exitCode == 0 else { return outcome.exitCode }
        guard let plan = try await planning.plan() else { return outcome.exitCode }
        surroundings.console.print(PlanFile.text(plan))
        _ = surroundings.console.flush()
        let needsPerson = !plan.leftAlone.isEmpty || !plan.unrestorable.isEmpty
        return needsPerson ? Host.ExitCode.needsPerson : Host.ExitCode.done
    }

    /// Refuses to take back in one org what was done in another.
    private func checkOrg(of record: RunRecord, _ ground: Run.Ground) async throws {
        guard let before = record.organization, let session = ground.org?.session else { return }
        let now = try await session.organization()
        guard now != before else { return }
        throw HostError(
            .invalid,
            "run \(record.id)",
            "changed the org \(before), and the profile \(session.profile.name) is now that of \(now)",
            hint: "sign in to the org that it changed"
        )
    }
}
