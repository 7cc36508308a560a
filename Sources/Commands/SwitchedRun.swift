import ArgumentParser
import Host

/// A run that was asked for on the command line: carried out, planned, or replayed, as its options say.
struct SwitchedRun {
    let switches: RunSwitches
    let surroundings: Surroundings

    /// Runs what is asked for to its end.
    ///
    /// - Parameters:
    ///   - asked: script and arguments; what the options say is added here.
    ///   - prepared: may change it once the org is there, for what depends on its plugins.
    /// - Throws: the exit code of a run that did not end well; what kept it from beginning.
    func perform(
        _ asked: Run.Request,
        prepared: (Run.Request, Run.Ground) throws -> Run.Request = { request, _ in request }
    ) async throws {
        var request = asked
        request.id = switches.runID
        request.limits = switches.limits.limits
        request.permissions = switches.permissions.permissions
        request.addresses = RunAddresses(api: switches.apiURL, auth: switches.authURL)
        if switches.permissions.allowWrite {
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
        if let path = switches.recording.replay { return try await replay(path, request, prepared) }
        request.recordTo = switches.recording.record
        request.plans = switches.planning.plan
        if let most = switches.planning.maxPolls { request.mostPolls = most }
        let output = try switches.planning.output(surroundings)
        let org = try await switches.org(surroundings)
        let outcome: RunOutcome
        do {
            let ground = try await org.ground(surroundings)
            let run = try Run(prepared(request, ground), on: ground)
            outcome = await finish(run)
            try await switches.planning.tell(run, outcome, output, surroundings)
        } catch {
            await org.close()
            throw error
        }
        await org.close()
        if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
    }

    private func replay(
        _ path: String,
        _ asked: Run.Request,
        _ prepared: (Run.Request, Run.Ground) throws -> Run.Request
    ) async throws {
        var ground = try surroundings.restingGround()
        ground.plugins = try await surroundings.plugins().enabled(warn: surroundings.warn)
        var request = try prepared(asked, ground)
        let replayed = try Recording(path, currentFolder: try surroundings.currentFolder())
        try replayed.check(request.script, words: request.arguments, force: switches.recording.force)
        request.replay = replayed
        let outcome = await finish(try Run(request, on: ground))
        if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
    }

    /// Runs to the end, or until a person interrupts.
    private func finish(_ run: Run) async -> RunOutcome {
        let interrupts = InterruptWatch { run.interrupt() }
        defer { interrupts.end() }
        return await run.run()
    }
}
