import ArgumentParser
import Host
import Journal
import Webex

/// What a script says of itself: the comment it begins with, and the arguments it declares.
///
/// The script is run up to its declaration, in a worker without any permission but to read its own folder.
struct ScriptHelp {
    let script: ScriptFile
    let surroundings: Surroundings

    func show() async throws {
        var request = Run.Request(script: script, arguments: [])
        request.limits.timeout = 10_000
        request.limits.cpuTime = 5_000
        let outcome = await (try Run(request, on: try ground())).run()
        if outcome.exitCode != 0 { throw ArgumentParser.ExitCode(outcome.exitCode) }
    }

    /// What a script stands on that is not to do anything.
    func ground() throws -> Run.Ground {
        let state = try surroundings.homes().state
        return Run.Ground(
            org: nil,
            journal: JournalPlace(folder: state, opening: JournalOnDemand(folder: state)),
            console: surroundings.console,
            clock: .system,
            zone: .utc,
            currentFolder: try surroundings.currentFolder(),
            secrets: try surroundings.vault().secrets,
            outOfReach: try surroundings.vault().outOfReach(currentFolder: surroundings.currentFolder()),
            worker: surroundings.workerPath(),
            version: Patchbay.version
        )
    }
}
