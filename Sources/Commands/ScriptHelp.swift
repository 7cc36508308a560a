import ArgumentParser
import Host

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
    func ground() throws -> Run.Ground { try surroundings.restingGround() }
}
