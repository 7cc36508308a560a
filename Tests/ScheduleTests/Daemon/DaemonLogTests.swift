import Host
import JSON
import Logging
import Synchronization
import Testing
import Webex

@testable import Schedule

@Suite("The daemon's log")
struct DaemonLogTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private let lines = Lines()

    private func log(_ format: DaemonLog.Format, secret: String? = nil) -> Logger {
        let redaction = Redaction()
        if let secret { redaction.add(secret) }
        let lines = lines
        return Logger(label: "test") { _ in
            DaemonLog(format, redaction: redaction, now: { 1_795_294_776_120 }) { line in
                lines.all.withLock { $0.append(line) }
            }
        }
    }

    @Test("for people a line says when, how grave it is, which schedule, and then the rest")
    func text() {
        log(.text).warning("ended\nbadly", metadata: ["run": "R", "schedule": "nightly", "note": "two words"])
        #expect(
            lines.all.withLock { $0 } == [
                "2026-11-21T20:59:36.120Z warning nightly: ended badly run=R note=\"two words\""
            ]
        )
    }

    @Test("for programs it is one object, with the schedule, the run and the trace by name")
    func json() throws {
        log(.json).info("say \"done\"\n", metadata: ["trace": "T", "run": "R", "schedule": "nightly"])
        log(.json).debug("not told")
        let all = lines.all.withLock { $0 }
        #expect(all.count == 1 && !all[0].contains("\n"))
        #expect(
            try JSONValue(parsing: Array(all[0].utf8)) == [
                "time": "2026-11-21T20:59:36.120Z", "level": "info", "message": "say \"done\"\n", "schedule": "nightly",
                "run": "R", "trace": "T",
            ]
        )
    }

    @Test("a secret is in neither form, wherever it was", arguments: DaemonLog.Format.allCases)
    func secret(format: DaemonLog.Format) {
        let log = log(format, secret: "hunter2/hunter2")
        log.error("told hunter2/hunter2", metadata: ["schedule": "x", "url": "http://hunter2/hunter2"])
        #expect(lines.all.withLock { $0.count == 1 && !$0[0].contains("hunter2") })
    }
}
