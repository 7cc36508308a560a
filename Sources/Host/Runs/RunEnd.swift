import JSON
import Journal
import Webex
import Wire

/// Why a run is over.
enum RunEnd: Sendable {
    /// The script came to its end, raised, or hit a limit that its worker saw.
    case script(Ending)
    /// A limit that the host saw; the traceback where the worker could still tell it.
    case limit(RunLimit, traceback: String)
    /// The arguments do not fit; nothing was sent.
    case usage(HostError)
    /// What the script says of itself: all that was asked for.
    case described(ScriptArguments?)
    /// A person ended it.
    case interrupted
    /// What the script prints cannot be written; the text says why.
    case outputFailed(String)
    /// Nothing can be entered into the journal any more.
    case journal(JournalError)
    /// Of a change of an earlier attempt nobody knows whether it happened.
    case undecided(UndecidedWrite)
    /// A plan does not come to an end.
    case standstill(PlanStandstill)
    /// A replay came to what its recording does not have; the text says what.
    case differs(String)
    /// The worker died, or could not be started; the text says how.
    case worker(String)
}

/// How a run ended, for who started it.
package struct RunOutcome: Sendable, Equatable {
    /// The exit code of the contract.
    package var exitCode: Int32
    /// What went wrong, as it was told on standard error; nil when nothing did.
    package var failure: String?

    package init(exitCode: Int32, failure: String? = nil) {
        self.exitCode = exitCode
        self.failure = failure
    }

    /// Whether the script came to its end, rows that failed counted: of no other run there is a plan.
    package var isWhole: Bool { [ExitCode.done, ExitCode.rowsFailed].contains(exitCode) }

    /// Whether it was a limit that ended it, and no fault of the script's text.
    package var isLimit: Bool { exitCode == ExitCode.limit }
}

/// The exit codes of the contract.
package enum ExitCode {
    package static let done: Int32 = 0
    package static let scriptError: Int32 = 1
    package static let usage: Int32 = 2
    package static let permission: Int32 = 3
    package static let rowsFailed: Int32 = 4
    package static let limit: Int32 = 5
    package static let service: Int32 = 6
    package static let needsPerson: Int32 = 7
    package static let interrupted: Int32 = 130

    /// The code of a run that ended with this error of its script; nil for one that is no table.
    static func of(_ error: JSONValue?) -> Int32 {
        // What a person gave the script to read was not as it must be.
        if error?["usage"]?.bool == true { return usage }
        return of(kind: error?["kind"]?.string)
    }

    /// The code of a verb that ended with this error; nothing was changed then.
    package static func of(_ error: WebexError) -> Int32 {
        [.invalid, .notFound].contains(error.kind) ? usage : of(kind: error.kind.rawValue)
    }

    /// The code of a verb that the journal kept from its work.
    package static func of(_ error: JournalError) -> Int32 { error.kind == .notFound ? usage : scriptError }

    private static func of(kind: String?) -> Int32 {
        switch kind {
        case "signed_out", "forbidden", "denied": permission
        case "unavailable", "rate_limited", "timeout": service
        case "in_doubt": needsPerson
        default: scriptError
        }
    }
}

extension ExitCode {
    /// What a run with that code came to, as the end of a sentence about it.
    package static func meaning(_ code: Int32) -> String {
        switch code {
        case done: "is done"
        case usage: "could not begin: something it was given is wrong"
        case permission: "lacks a sign-in or a permission"
        case rowsFailed: "is done, but rows failed"
        case limit: "hit a limit"
        case service: "met a service or network that failed"
        case needsPerson: "needs a person: a change is in doubt"
        case interrupted: "was interrupted"
        default: "failed"
        }
    }
}
