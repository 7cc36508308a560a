import Journal

/// How a run stands: how its last attempt ended, or that it has not.
package enum RunState: String, Sendable, CaseIterable {
    case done
    /// Done, but rows failed.
    case rowsFailed = "rows_failed"
    /// It only planned, and came to its end: nothing was sent.
    case planned
    /// The script failed, or what the host did for it.
    case failed
    case limit
    case interrupted
    /// Only a person can decide how it goes on.
    case needsPerson = "needs_person"
    /// The service or the network failed.
    case service
    /// A sign-in or a permission was missing.
    case permission
    /// Something typed was wrong; nothing was sent.
    case usage
    case running
    /// Its process is gone and could not say how it ended.
    case cutOff = "cut_off"

    /// How an attempt ended that gave this exit code of the contract.
    package init(exitCode: Int32) {
        self =
            switch exitCode {
            case ExitCode.done: .done
            case ExitCode.usage: .usage
            case ExitCode.permission: .permission
            case ExitCode.rowsFailed: .rowsFailed
            case ExitCode.limit: .limit
            case ExitCode.service: .service
            case ExitCode.needsPerson: .needsPerson
            case ExitCode.interrupted: .interrupted
            default: .failed
            }
    }

    /// How a run ended; one that only plans has done nothing.
    init(of run: RunRecord, _ end: RunRecord.End) {
        let state = RunState(exitCode: end.exitCode)
        self = run.plans && [.done, .rowsFailed].contains(state) ? .planned : state
    }

    /// The state as people read it.
    package var shown: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension RunRecord {
    /// Whether its changes were only planned.
    package var plans: Bool { RunOptions(text: options).plans }
}

extension JournalPlace {
    /// How a run stands now, and what is known of it then.
    ///
    /// - Throws: `JournalError`.
    package func standing(of run: RunRecord) async throws(JournalError) -> (run: RunRecord, state: RunState) {
        if let end = run.end { return (run, RunState(of: run, end)) }
        if locks.isRunning(run.id) { return (run, .running) }
        // It may have ended between the two looks: its end is entered before its lock is free.
        guard let now = try await store.run(run.id), let end = now.end else { return (run, .cutOff) }
        return (now, RunState(of: now, end))
    }
}
