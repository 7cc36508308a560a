import Glibc
import Host
import Webex

/// Whether a file is Lua: Lua's own parser reads it, in a worker without any permission, and nothing of it is run.
struct ScriptSyntax {
    let script: ScriptFile
    let surroundings: Surroundings

    /// How it ended, which is told on standard error unless it is to be silent: with a mistake as its failure, or with a
    /// limit that was hit before the file was read.
    func check(isSilent: Bool) async throws -> RunOutcome {
        var request = Run.Request(script: script, arguments: [])
        request.parsesOnly = true
        // Enough for the longest script on a slow machine: these are here for what never ends.
        request.limits.timeout = 60_000
        request.limits.cpuTime = 30_000
        var ground = try ScriptHelp(script: script, surroundings: surroundings).ground()
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        if isSilent {
            ground.console = Console(output: 1, errors: nowhere, environment: [:], redaction: surroundings.redaction)
        }
        return await (try Run(request, on: ground)).run()
    }
}
