import JSON
import Journal
import Wire

/// The last words of a run on standard error, and its exit code.
struct RunReport {
    /// The run's id.
    let run: String
    let request: Run.Request
    let describesOnly: Bool
    /// Whether a later attempt can go on with it.
    let isResumable: Bool
    /// Changes that are in doubt.
    let doubts: Int
    let console: Console
    let summary: RunSummary
    /// What has become of the plan that it carried out; nil for any other run.
    var applied: AppliedPlan?

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
        case .standstill(let standstill):
            outcome = RunOutcome(exitCode: ExitCode.limit, failure: failures.text(standstill))
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
        // What somebody else has changed is for a person to decide about, what cannot be sent for a person to do.
        if [ExitCode.done, ExitCode.rowsFailed].contains(outcome.exitCode), let applied,
            refused + doubts + applied.count(.inDoubt) + applied.work.unsendable > 0
        {
            outcome.exitCode = ExitCode.needsPerson
        }
        if outcome.exitCode == ExitCode.done, leavesSomething { outcome.exitCode = ExitCode.needsPerson }
        // What nobody knows of is not done: somebody must look.
        if outcome.exitCode == ExitCode.done, doubts > 0 { outcome.exitCode = ExitCode.needsPerson }
        return outcome
    }

    /// Tells how the run ended, once that is in the journal.
    func tell(_ outcome: RunOutcome, of reason: RunEnd) {
        switch reason {
        case .described(let arguments): return describe(arguments)
        case .script(let ending) where ending.outcome == .done && describesOnly:
            if !request.parsesOnly, request.manifest == nil { describe(nil) }
            return
        default: break
        }
        if let failure = outcome.failure { console.say(failure) }
        if case .usage = reason { return }
        sum(up: outcome)
        if doubts > 0 { warnOfDoubts() }
        if canGoOn(outcome, reason) { console.say("go on with patchbay resume \(run)") }
    }

    private func sum(up outcome: RunOutcome) {
        let failed = summary.counts.failed
        let word =
            switch outcome.exitCode {
            case ExitCode.done: console.colored("done", .good)
            case ExitCode.rowsFailed where applied == nil:
                console.colored("done, but \(failed) \(failed == 1 ? "row" : "rows") failed", .warning)
            case ExitCode.rowsFailed: console.colored("done, but \(notMade ?? "not all")", .warning)
            case ExitCode.needsPerson where outcome.failure == nil && notMade != nil:
                console.colored("done, but \(notMade ?? "")", .warning)
            case ExitCode.needsPerson where outcome.failure == nil && doubts > 0:
                console.colored("done, but \(doubtful)", .warning)
            case ExitCode.needsPerson where outcome.failure == nil:
                console.colored("done, but for what the plan could not take back", .warning)
            default: console.colored("ended early", .bad)
            }
        // A script that asked for nothing and told of nothing has no table to show.
        guard !summary.isEmpty else { return }
        // What was asked to make the plan of an undo is no news: the plan is.
        guard request.own != .undoing || outcome.exitCode != ExitCode.done else { return }
        console.say(word)
        for line in summary.lines { console.say(line) }
    }

    /// What has not become of a plan's changes: `6 changes were refused and 1 failed`; nil where that is nothing.
    private var notMade: String? {
        guard let applied else { return nil }
        let parts = [
            (refused, "was refused", "were refused"), (applied.count(.failed), "failed", "failed"),
            (max(doubts, applied.count(.inDoubt)), "is in doubt", "are in doubt"),
            (applied.work.unsendable, "cannot be sent", "cannot be sent"),
        ].filter { $0.0 > 0 }
        let texts = parts.enumerated().map { place, part in
            let (count, one, many) = part
            let noun = place > 0 ? "" : count == 1 ? "change " : "changes "
            return "\(count) \(noun)\(count == 1 ? one : many)"
        }
        guard let last = texts.last else { return nil }
        return texts.count == 1 ? last : texts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Changes whose objects have changed since the plan was made.
    private var refused: Int { applied?.count(.refused) ?? 0 }

    /// Whether the plan that was carried out takes a run back, and leaves some of it.
    private var leavesSomething: Bool { request.application?.plan.leavesSomething ?? false }

    private var doubtful: String { doubts == 1 ? "1 change is in doubt" : "\(doubts) changes are in doubt" }

    private func warnOfDoubts() {
        let advice = ": see patchbay runs show \(run), and decide with patchbay runs settle \(run)"
        console.say("\(console.colored("warning:", .warning)) \(doubtful)\(isResumable ? advice : "")")
    }

    /// Whether there is something left to do, and nothing in the way that `runs settle` or a person must mend first.
    private func canGoOn(_ outcome: RunOutcome, _ reason: RunEnd) -> Bool {
        if case .journal(let error) = reason, ![.full, .busy].contains(error.kind) { return false }
        if isResumable, outcome.failure == nil, let applied, applied.count(.skipped) + applied.count(.failed) > 0 {
            return true
        }
        return isResumable && ![ExitCode.done, ExitCode.usage, ExitCode.needsPerson].contains(outcome.exitCode)
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
