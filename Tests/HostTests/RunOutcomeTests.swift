import Glibc
import Testing
import Webex
import Wire

@testable import Host

/// What who started a run is told of its end.
@Suite struct RunOutcomeTests {
    private func outcome(_ reason: RunEnd) throws -> RunOutcome {
        let nowhere = try Descriptor.open("/dev/null", flags: O_WRONLY, shown: "/dev/null")
        let report = RunReport(
            run: "20261127-010203-abcd",
            request: Run.Request(script: ScriptFile(generated: "x", name: "a.lua", folder: "/"), arguments: []),
            describesOnly: false,
            isResumable: true,
            doubts: 0,
            console: Console(
                output: nowhere.number,
                errors: nowhere.number,
                environment: [:],
                redaction: Redaction()
            ),
            summary: RunSummary(counts: Progress.Counts(), tally: Tally(), duration: 0)
        )
        return report.outcome(reason, leftOver: .success(()))
    }

    @Test func `a limit is told apart from a mistake of the script`() throws {
        for limit: RunLimit in [.timeout, .cpuTime, .memory] {
            let outcome = try outcome(.limit(limit, traceback: ""))
            #expect(outcome.isLimit && outcome.failure != nil, "\(limit)")
        }
        let mistake = try outcome(.script(Ending(.failed, message: "a.lua:1: syntax error")))
        #expect(!mistake.isLimit && mistake.failure?.contains("syntax error") == true)
    }
}
