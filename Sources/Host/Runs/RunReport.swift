import JSON
import Wire

/// The last words of a run on standard error, and its exit code.
struct RunReport {
    /// The run's id.
    let run: String
    let request: Run.Request
    let describesOnly: Bool
    let console: Console
    let summary: RunSummary

    /// How the run ended; nothing is told of it yet.
    ///
    /// `leftOver` is the closing of what the script left open.
    func outcome(_ reason: RunEnd, leftOver: Result<Void, any Error>) -> RunOutcome {
        let failures = FailureReport(script: request.script, console: console)
        var outcome: RunOutcome
        switch reason {
        case .described: return RunOutcome(exitCode: ExitCode.done)
        case .usage(let error):
            return RunOutcome(exitCode: error.exitCode, failure: failures.heading(error.description))
        case .script(let ending):
            switch ending.outcome {
            case .done: outcome = RunOutcome(exitCode: ExitCode.done)
            case .failed, .limit:
                let error = try? JSONValue(parsing: ending.value)
                outcome = RunOutcome(exitCode: ExitCode.of(error), failure: failures.text(ending))
            }
        case .limit(let limit, let traceback):
            outcome = RunOutcome(
                exitCode: ExitCode.limit,
                failure: failures.text(limit, request.limits, traceback: traceback)
            )
        case .interrupted:
            outcome = RunOutcome(exitCode: ExitCode.interrupted, failure: failures.heading("interrupted"))
        case .outputFailed(let why):
            outcome = RunOutcome(
                exitCode: ExitCode.scriptError,
                failure: failures.heading(why)
            )
        case .journal(let error):
            outcome = RunOutcome(exitCode: ExitCode.scriptError, failure: failures.heading("\(error)"))
        case .undecided(let write):
            outcome = RunOutcome(
                exitCode: ExitCode.needsPerson,
                failure: failures.heading(UndecidedText.of(write, run: run))
            )
        case .differs(let how):
            outcome = RunOutcome(exitCode: ExitCode.scriptError, failure: failures.heading(how))
        case .worker(let how):
            outcome = RunOutcome(
                exitCode: ExitCode.scriptError,
                failure: failures.heading("the script's worker is gone: \(how)")
            )
        }
        if case .failure(let error) = leftOver, outcome.failure == nil {
            outcome = RunOutcome(exitCode: ExitCode.scriptError, failure: failures.heading("\(error)"))
        }
        if let why = console.flush(), outcome.failure == nil {
            outcome = RunOutcome(exitCode: ExitCode.scriptError, failure: failures.heading(why))
        }
        if outcome.exitCode == ExitCode.done, summary.counts.failed > 0 { outcome.exitCode = ExitCode.rowsFailed }
        return outcome
    }

    /// Tells how the run ended, once that is in the journal.
    func tell(_ outcome: RunOutcome, of reason: RunEnd) {
        switch reason {
        case .described(let arguments): return describe(arguments)
        case .script(let ending) where ending.outcome == .done && describesOnly:
            if !request.parsesOnly { describe(nil) }
            return
        default: break
        }
        if let failure = outcome.failure { console.say(failure) }
        if case .usage = reason { return }
        let failed = summary.counts.failed
        let word =
            switch outcome.exitCode {
            case ExitCode.done: console.colored("done", .good)
            case ExitCode.rowsFailed:
                console.colored("done, but \(failed) \(failed == 1 ? "row" : "rows") failed", .warning)
            default: console.colored("ended early", .bad)
            }
        // A script that asked for nothing and told of nothing has no table to show.
        guard !summary.isEmpty else { return }
        console.say(word)
        for line in summary.lines { console.say(line) }
    }

    private func describe(_ arguments: ScriptArguments?) {
        var text = ""
        let comment = request.script.leadingComment
        if !comment.isEmpty { text += comment + "\n\n" }
        if let arguments {
            text += arguments.help(script: request.script.path, width: console.width)
        } else {
            text += "usage: patchbay run [options] \(request.script.path)\n\nThe script takes no arguments."
        }
        console.print(Array((text + "\n").utf8))
        _ = console.flush()
    }
}
