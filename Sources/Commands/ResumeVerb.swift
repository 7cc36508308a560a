import ArgumentParser
import Host
import Journal
import Webex

/// `patchbay resume RUN`: goes on with a run that ended early.
struct ResumeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run that was cut off, interrupted, or failed.",
        usage: "patchbay resume [--force] [<options>] <run>",
        discussion: """
            The script starts again with the arguments, permissions and limits that the run was given. Rows and steps \
            that were finished are not done again, and no change that is known to have happened is sent a second time. \
            A change whose answer was lost is sent again where that does no harm; a new object is looked for, and \
            taken for its own if it is there; where neither can be, the run ends with 7, and patchbay runs settle \
            lets you say what happened.

            patchbay runs lists the runs there are.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Flag(help: "Go on although the script or a file that it reads has changed; rows that have changed are done anew.")
    var force = false

    @OptionGroup(title: "Changed permissions and limits") var changes: ResumeOptions

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let (journal, record) = try await surroundings.run(named: run)
            let resumption = try await Resumption(record, in: journal) { name in
                try await surroundings.plugins().plugin(name)
            }
            if force {
                for change in resumption.changes { surroundings.warn(change) }
            } else {
                try resumption.checkUnchanged()
            }
            let options = changes.applied(to: RunOptions(text: record.options))
            var settings = changes.settings
            settings.trace = options.trace
            let org = try RunOrg(
                again: record.profile,
                apiURL: options.addresses.api,
                authURL: options.addresses.auth,
                settings: settings,
                surroundings
            )
            let outcome: RunOutcome
            do { outcome = try await resume(resumption, options, org, surroundings) } catch {
                await org.close()
                throw error
            }
            await org.close()
            if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
        }
    }

    private func resume(
        _ resumption: Resumption,
        _ options: RunOptions,
        _ org: RunOrg,
        _ surroundings: Surroundings
    ) async throws -> RunOutcome {
        let record = resumption.past.record
        var ground = try await org.ground(surroundings)
        ground.currentFolder = record.folder
        if let session = ground.org?.session {
            try await record.check(isOf: session, hint: "sign in to the org it was begun in, or run the script anew")
        }
        var request = Run.Request(script: resumption.script, arguments: record.words)
        request.limits = options.limits
        request.permissions = options.permissions
        request.addresses = options.addresses
        request.allowsWrite = options.allowsWrite
        if options.allowsWrite {
            request.grants.append(
                try PathGrant(".", .write, .folder, origin: .folder, currentFolder: record.folder)
            )
        }
        if let plan = resumption.plan {
            request.own = .applying
            request.application = PlanToApply(
                plan,
                origin: record.script,
                maxFailures: changes.maxFailures ?? options.maxFailures,
                wait: options.wait ?? PlanToApply.usualWait
            )
        }
        if let plugin = resumption.plugin {
            request.plugin = PluginRole(plugin, .command(record.pluginCommand.command))
        }
        request.past = resumption.past
        request.past?.isForced = force
        let run = try Run(request, on: ground)
        let interrupts = InterruptWatch { run.interrupt() }
        defer { interrupts.end() }
        return await run.run()
    }
}
