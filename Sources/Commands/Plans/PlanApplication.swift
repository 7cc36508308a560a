import Host
import JSON
import Webex

/// Carries out a plan that a person was shown: the last checks, the question, the run, and what is told of it.
struct PlanApplication {
    let plan: Plan
    /// Where the plan came from, as the journal names it.
    let origin: String
    let options: ApplyOptions
    /// Whether whoever is asked has seen the plan already.
    var isShown = false
    /// Whether it is carried out although a run has done so.
    var isAgain = false

    /// Lines of what a plan leaves that are told, of many.
    private static let told = 10

    /// Carries it out, once a person has agreed.
    ///
    /// - Returns: how that ended; done where there is nothing to do.
    /// - Throws: what keeps it from being begun: nothing was sent then.
    func run(_ surroundings: Surroundings) async throws -> RunOutcome {
        let console = surroundings.console
        try PlanAdmission(plan).check(options.permissions)
        let work = PlanToApply(
            plan,
            origin: origin,
            maxFailures: options.maxFailures,
            wait: options.waitFor.milliseconds
        )
        guard !work.sendable.isEmpty else {
            for line in notes(work) { console.say(line) }
            console.say("nothing to do: the plan has no change that could be sent")
            for line in leftovers { console.say(line) }
            // What cannot be sent is for a person to do.
            let code = plan.leavesSomething || work.unsendable > 0 ? Host.ExitCode.needsPerson : Host.ExitCode.done
            if options.json {
                try surroundings.emit(ApplyReport(plan, nil, RunOutcome(exitCode: code), run: nil).bytes)
            }
            return RunOutcome(exitCode: code)
        }
        let prompt = Prompt(console)
        if !options.yes { try prompt.check(insteadOf: "--yes", question(work)) }
        let org = try RunOrg(
            again: plan.profile,
            apiURL: options.apiURL,
            authURL: options.authURL,
            settings: options.limits.settings,
            surroundings
        )
        do {
            let outcome = try await run(work, on: org, prompt, surroundings)
            await org.close()
            return outcome
        } catch {
            await org.close()
            throw error
        }
    }

    private func run(
        _ work: PlanToApply,
        on org: RunOrg,
        _ prompt: Prompt,
        _ surroundings: Surroundings
    ) async throws -> RunOutcome {
        let ground = try await org.ground(surroundings)
        guard let session = ground.org?.session else { return RunOutcome(exitCode: 0) }
        if !isAgain { try await work.checkNotApplied(profile: session.profile.name, in: ground.journal) }
        try PlanAdmission(plan).check(organization: try await session.organization())
        if !options.yes, !isShown {
            surroundings.console.say(PlanText(plan, colored: surroundings.console.colored).text)
        }
        for line in notes(work) { surroundings.console.say(line) }
        if !options.yes {
            guard try prompt.confirm(question(work)) else {
                surroundings.console.say("nothing was sent")
                return RunOutcome(exitCode: 2, failure: "nothing was sent")
            }
        }
        var request = Run.Request(script: ScriptFile(.applying, folder: ground.currentFolder), arguments: [])
        request.own = .applying
        request.application = work
        request.limits = options.limits.limits
        request.permissions = options.permissions
        request.addresses = RunAddresses(api: options.apiURL, auth: options.authURL)
        let run = try Run(request, on: ground)
        let outcome = await finish(run)
        if options.json, let applied = run.applied {
            try surroundings.emit(ApplyReport(plan, applied, outcome, run: run.id).bytes)
        }
        return outcome
    }

    /// Runs to the end, or until a person interrupts.
    private func finish(_ run: Run) async -> RunOutcome {
        let interrupts = InterruptWatch { run.interrupt() }
        defer { interrupts.end() }
        return await run.run()
    }

    private func question(_ work: PlanToApply) -> String {
        let count = work.sendable.count
        return "make \(count == 1 ? "this change" : "these \(count) changes") of \(plan.profile)?"
    }

    /// What a person should know before it begins, beside the plan itself.
    private func notes(_ work: PlanToApply) -> [String] {
        var notes: [String] = []
        let left = plan.changes.count - work.sendable.count
        if left > 0 {
            notes.append(
                "\(left) of \(plan.changes.count) changes cannot be sent, and are left with all that stands on them:"
            )
            notes += plan.changes.compactMap { change in
                change.unsendable.map { "  change \(change.number), \(change.operation): \($0)" }
            }.prefix(10)
        }
        if plan.rows.failed > 0 {
            let rows = plan.rows.failed == 1 ? "1 row" : "\(plan.rows.failed) rows"
            notes.append("\(rows) failed when the plan was made, and nothing of them is in it")
        }
        if let most = options.allowChanges, most < work.sendable.count {
            notes.append(
                "--allow-changes lets \(most) of \(work.sendable.count) changes be made: it stops before one more"
            )
        }
        return notes.map(Console.plain) + (options.yes ? leftovers : [])
    }

    /// What the plan leaves of the run that it takes back, where nobody has seen that yet.
    private var leftovers: [String] {
        guard !isShown else { return [] }
        let lines =
            plan.unrestorable.map { "cannot be restored: \($0)" } + plan.leftAlone.map { "left as it is: \($0)" }
        let more = lines.count - Self.told
        return lines.prefix(Self.told).map(Console.plain) + (more > 0 ? ["and \(more) more"] : [])
    }
}
