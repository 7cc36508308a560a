import Glibc
import Host
import Webex

/// Whether a file is Lua: Lua's own parser reads it, in a worker without any permission, and nothing of it is run.
struct ScriptSyntax {
    let script: ScriptFile
    let surroundings: Surroundings

    /// How it ended, with a mistake as its failure, which is told on standard error unless it is to be silent.
    func check(isSilent: Bool) async throws -> RunOutcome {
        var request = Run.Request(script: script, arguments: [])
        request.parsesOnly = true
        request.limits.timeout = 10_000
        request.limits.cpuTime = 5_000
        var ground = try ScriptHelp(script: script, surroundings: surroundings).ground()
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        if isSilent {
            ground.console = Console(output: 1, errors: nowhere, environment: [:], redaction: surroundings.redaction)
        }
        return await (try Run(request, on: ground)).run()
    }
}
