import Host
import Journal
import Testing

@testable import Schedule

/// What a schedule is owed between its cursor and now.
///
/// Times are minutes since the first moment of 2026.
@Suite("Policy: what is owed")
struct ArrearsTests {
    /// What is entered, as lines, and the cursor, in minutes, behind them.
    private func lines(
        _ schedule: ScheduleDefinition,
        after cursor: Double,
        now: Double,
        isPaused: Bool = false,
        open: Int = 0,
        state: ScheduleTick.State = .owed
    ) -> [String] {
        let open = (0..<open).map {
            ScheduleTick(schedule: "a", due: Int64($0), trigger: .timed, state: state)
        }
        let account = Arrears.account(
            of: schedule,
            DueTimes(schedule),
            after: SchedulerBench.time(cursor),
            now: SchedulerBench.time(now),
            isPaused: isPaused,
            open: open
        )
        guard let account else { return [] }
        #expect(account.from == SchedulerBench.time(cursor))
        return account.ticks.map(SchedulerBench.line) + ["-> \((account.through - SchedulerBench.begin) / 60_000)"]
    }

    @Test("nothing is entered before it is due, and the time of the cursor itself is accounted for")
    func notDue() throws {
        #expect(try lines(SchedulerBench.schedule(), after: 0, now: 59.9).isEmpty)
        #expect(try lines(SchedulerBench.schedule(), after: 60, now: 60).isEmpty)
        #expect(try lines(SchedulerBench.schedule(), after: 59.9, now: 60) == ["60 owed", "-> 60"])
    }

    @Test("a time is on time for a minute, and missed afterwards")
    func onTime() throws {
        #expect(try lines(SchedulerBench.schedule(), after: 0, now: 61) == ["60 owed", "-> 60"])
        #expect(try lines(SchedulerBench.schedule(), after: 0, now: 61.1) == ["60 missed owed", "-> 60"])
    }

    @Test("of missed times the latest is owed, and the others are told as one")
    func missedOne() throws {
        let got = try lines(SchedulerBench.schedule(), after: 0, now: 310)
        #expect(got == ["60-240 missed skipped x4", "300 missed owed", "-> 300"])
    }

    @Test("where a time is on time it is the latest")
    func missedAndOnTime() throws {
        let got = try lines(SchedulerBench.schedule(), after: 0, now: 300.5)
        #expect(got == ["60-240 missed skipped x4", "300 owed", "-> 300"])
    }

    @Test("missed all are owed, each")
    func missedAll() throws {
        let schedule = try SchedulerBench.schedule { $0.missed = .all }
        let got = lines(schedule, after: 0, now: 200)
        #expect(got == ["60 missed owed", "120 missed owed", "180 missed owed", "-> 180"])
    }

    @Test("of more than a thousand missed times the latest thousand are owed, fewer where some are owed already")
    func cap() throws {
        let schedule = try SchedulerBench.schedule(every: 1) {
            $0.missed = .all
            $0.overlap = .allow
        }
        let got = lines(schedule, after: 0, now: 5001.5)
        #expect(got.count == 1003)
        #expect(got.prefix(2) == ["1-4000 missed skipped x4000", "4001 missed owed"])
        // The time of the last minute is on time.
        #expect(got.suffix(3) == ["5000 missed owed", "5001 owed", "-> 5001"])
        #expect(lines(schedule, after: 0, now: 5001.5, open: 999).first == "1-4999 missed skipped x4999")
    }

    @Test("missed none are told, and none is owed")
    func missedNone() throws {
        let schedule = try SchedulerBench.schedule { $0.missed = .none }
        #expect(lines(schedule, after: 0, now: 200) == ["60-180 missed skipped x3", "-> 180"])
        #expect(lines(schedule, after: 0, now: 180.5) == ["60-120 missed skipped x2", "180 owed", "-> 180"])
    }

    @Test("what is later than the deadline is left out for that reason, before it is asked what is made up for")
    func deadline() throws {
        func schedule(_ missed: ScheduleDefinition.Missed) throws -> ScheduleDefinition {
            try SchedulerBench.schedule {
                $0.missed = missed
                $0.deadline = 150 * 60_000
            }
        }
        #expect(
            try lines(schedule(.one), after: 0, now: 370)
                == ["60-180 skipped deadline x3", "240-300 missed skipped x2", "360 missed owed", "-> 360"]
        )
        #expect(
            try lines(schedule(.all), after: 0, now: 335)
                == ["60-180 skipped deadline x3", "240 missed owed", "300 missed owed", "-> 300"]
        )
        #expect(try lines(schedule(.none), after: 0, now: 370) == ["60-360 missed skipped x6", "-> 360"])
        let tight = try SchedulerBench.schedule { $0.deadline = 30_000 }
        #expect(lines(tight, after: 0, now: 60.5) == ["60 owed", "-> 60"])
        #expect(lines(tight, after: 0, now: 60.6) == ["60 skipped deadline", "-> 60"])
        #expect(lines(tight, after: 0, now: 130) == ["60-120 skipped deadline x2", "-> 120"])
    }

    @Test("while it is paused all times are left out for that reason, missed or not")
    func paused() throws {
        let schedule = try SchedulerBench.schedule { $0.missed = .all }
        #expect(lines(schedule, after: 0, now: 300, isPaused: true) == ["60-300 skipped paused x5", "-> 300"])
    }

    @Test("a time at which another run is open is left out, and one that is made up for waits")
    func forbid() throws {
        let schedule = try SchedulerBench.schedule()
        for state in [ScheduleTick.State.owed, .running, .waiting] {
            #expect(lines(schedule, after: 0, now: 60, open: 1, state: state) == ["60 skipped overlap", "-> 60"])
        }
        #expect(lines(schedule, after: 0, now: 70, open: 1) == ["60 missed owed", "-> 60"])
        let all = try SchedulerBench.schedule { $0.missed = .all }
        #expect(
            lines(all, after: 0, now: 180)
                == ["60 missed owed", "120 missed owed", "180 skipped overlap", "-> 180"]
        )
    }

    @Test("times that queue are owed until a hundred wait")
    func queue() throws {
        let schedule = try SchedulerBench.schedule { $0.overlap = .queue }
        #expect(lines(schedule, after: 0, now: 60, open: 99) == ["60 owed", "-> 60"])
        #expect(lines(schedule, after: 0, now: 60, open: 100) == ["60 skipped overlap", "-> 60"])
        #expect(lines(schedule, after: 0, now: 60, open: 100, state: .running) == ["60 owed", "-> 60"])
    }

    @Test("of times that would replace each other only the last is owed")
    func replace() throws {
        let schedule = try SchedulerBench.schedule {
            $0.overlap = .replace
            $0.missed = .all
        }
        #expect(lines(schedule, after: 0, now: 190) == ["60-120 missed skipped x2", "180 missed owed", "-> 180"])
        #expect(lines(schedule, after: 0, now: 180) == ["60-120 missed skipped x2", "180 owed", "-> 180"])
        #expect(lines(schedule, after: 0, now: 60, open: 3) == ["60 owed", "-> 60"])
    }

    @Test("times that may overlap are owed whatever is open")
    func allow() throws {
        let schedule = try SchedulerBench.schedule { $0.overlap = .allow }
        #expect(lines(schedule, after: 0, now: 60, open: 500) == ["60 owed", "-> 60"])
    }

    @Test("several times within a minute are accounted for one by one")
    func close() throws {
        var schedule = try SchedulerBench.schedule { $0.overlap = .allow }
        schedule.timing = try Timing(every: 20_000, zone: .utc)
        #expect(lines(schedule, after: 1, now: 2) == ["1m20 owed", "1m40 owed", "2 owed", "-> 2"])
        schedule.overlap = .replace
        let got = lines(schedule, after: 1, now: 2)
        #expect(got == ["1m20 skipped replaced", "1m40 skipped replaced", "2 owed", "-> 2"])
    }

    @Test("ten years of minutes cost no more than an hour of them")
    func longAway() throws {
        let minutes = 10.0 * 366 * 1440
        let got = try lines(SchedulerBench.schedule(every: 1), after: 0, now: minutes + 0.5)
        #expect(got == ["1-5270399 missed skipped x5270399", "5270400 owed", "-> 5270400"])
    }
}
