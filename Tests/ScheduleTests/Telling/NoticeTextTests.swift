import Host
import JSON
import Journal
import Testing

@testable import Schedule

@Suite("The text of a notice") struct NoticeTextTests {
    /// 2026-11-28 00:15:00 UTC: a quarter past one in Berlin.
    static let due: Int64 = 1_795_824_900_000

    private func nightly() throws -> ScheduleDefinition {
        var schedule = ScheduleDefinition(
            name: "nightly",
            file: "/etc/schedules/nightly.yaml",
            work: .script("/srv/export.lua"),
            folder: "/srv",
            timing: try Timing(cron: "15 1 * * *", zone: ZoneRules(named: "Europe/Berlin"))
        )
        schedule.description = "recordings of the last day"
        return schedule
    }

    private func failed(_ exitCode: Int32, _ failure: String?) -> ScheduleTick {
        var tick = ScheduleTick(schedule: "nightly", due: Self.due, trigger: .timed, state: .failed)
        tick.run = "20261128-001500-abcd"
        tick.exitCode = exitCode
        tick.failure = failure
        tick.attempts = 3
        tick.ended = Self.due + 600_000
        return tick
    }

    private func message(
        _ kind: ScheduleNotice.Kind,
        _ tick: ScheduleTick?,
        text: String? = nil,
        schedule: ScheduleDefinition?
    ) -> Message {
        let notice = ScheduleNotice(
            schedule: "nightly",
            kind: kind,
            channel: "ops",
            tick: tick.map { _ in 7 },
            text: text,
            made: Self.due + 600_000
        )
        return NoticeText(notice: notice, tick: tick, schedule: schedule, now: Self.due + 600_000).message
    }

    @Test func `a failure says which schedule, when in its zone, what failed, what to type, and when it runs next`()
        throws
    {
        let message = message(.failed, failed(6, "user.list: the service failed (503)"), schedule: try nightly())
        #expect(message.subject == "[failed] schedule nightly: its run met a service or network that failed")
        for line in [
            "schedule     nightly", "about        recordings of the last day",
            "due          2026-11-28 01:15 Europe/Berlin",
            "run          20261128-001500-abcd", "what failed  user.list: the service failed (503)",
            "exit code    6: met a service or network that failed", "attempts     3, and no more are made",
            "next         2026-11-29 01:15 Europe/Berlin", "  patchbay runs show 20261128-001500-abcd",
            "  patchbay resume 20261128-001500-abcd", "  patchbay schedule pause nightly",
        ] {
            #expect(message.text.split(separator: "\n").contains(Substring(line)), "\(line) in\n\(message.text)")
        }
        #expect(message.fields["exit_code"] == 6 && message.fields["due"] == .integer(Self.due))
        #expect(message.fields["next"] == .integer(Self.due + 86_400_000))
        #expect(message.fields["kind"] == "failed" && message.fields["zone"] == "Europe/Berlin")
    }

    @Test(arguments: [(Int32(3), "patchbay status"), (7, "patchbay runs settle 20261128-001500-abcd")])
    func `what to type depends on what is missing`(exitCode: Int32, command: String) throws {
        let text = message(.failed, failed(exitCode, nil), schedule: try nightly()).text
        #expect(text.contains("  \(command)\n"))
    }

    @Test func `what failed is one line, whatever it was, and no markdown of its own`() throws {
        let odd = "first\nsecond\u{1B}[31m `x` **y** [z](http://evil) " + String(repeating: "w", count: 900)
        let message = message(.failed, failed(1, odd), schedule: try nightly())
        let line = try #require(message.text.split(separator: "\n").first { $0.hasPrefix("what failed") })
        #expect(line.contains("first second") && line.count < 450 && !message.text.contains("\u{1B}"))
        #expect(message.markdown.contains("\\`x\\` \\*\\*y\\*\\* \\[z\\](http"))
    }

    @Test func `a run that never had an exit code is told by why it ended`() throws {
        var tick = failed(1, "it was cut off 6 times")
        (tick.exitCode, tick.reason) = (nil, .cutOff)
        #expect(
            message(.failed, tick, schedule: try nightly()).subject == "[failed] schedule nightly: its run was cut off"
        )
    }

    @Test func `a recovery is told without alarm`() throws {
        var tick = failed(0, nil)
        tick.state = .done
        let message = message(.recovered, tick, schedule: try nightly())
        #expect(message.subject == "[recovered] schedule nightly runs again")
        #expect(message.text.contains("next ") && !message.text.contains("patchbay resume"))
    }

    @Test func `a schedule that is broken is told with its problem, though there is neither tick nor definition`() {
        let message = message(
            .broken,
            nil,
            text: "nightly.yaml:3: unknown key 'wen'; did you mean when?",
            schedule: nil
        )
        #expect(message.subject == "[broken] schedule nightly cannot run as it is")
        #expect(message.text.contains("problem   nightly.yaml:3: unknown key 'wen'; did you mean when?\n"))
        #expect(
            message.text.contains("never, until its file is right again")
                && message.text.contains("patchbay schedule check")
        )
    }

    @Test func `a tick that is not kept any more leaves a notice that can be sent`() throws {
        let message = message(.failed, nil, schedule: try nightly())
        #expect(message.subject == "[failed] schedule nightly: its run failed")
        #expect(message.text.contains("patchbay schedule history nightly"))
    }
}
