import Host
import Journal
import Testing

@testable import Schedule

/// What a scheduler makes of the runs that one before it has left.
@Suite("Scheduler: recovery")
struct RecoveryTests {
    /// A bench whose first scheduler began a run and is gone.
    private func left(
        _ change: (inout ScheduleDefinition) -> Void = { _ in }
    ) async throws -> (SchedulerBench, ScheduleDefinition, String) {
        let bench = try SchedulerBench()
        let schedule = try SchedulerBench.schedule {
            $0.notify = ["ops"]
            change(&$0)
        }
        try await bench.load(schedule)
        try await bench.round(at: 60)
        return (bench, schedule, try #require(bench.starter.runs().first))
    }

    @Test("a run that runs still is watched to its end")
    func running() async throws {
        let (bench, schedule, _) = try await left()
        try await bench.restart(2, at: 65, schedule)
        #expect(try await bench.lines() == ["60 running"])
        #expect(try await bench.real.openTicks().first?.owner == SchedulerBench.owner(2).text)
        #expect(bench.heard.count("adopted") == 1)
        try await bench.end(at: 70)
        #expect(try await bench.lines() == ["60 done"] && bench.starter.starts == ["a begin"])
    }

    @Test("a run that ended meanwhile is entered as it ended")
    func ended() async throws {
        let (bench, schedule, run) = try await left { $0.retries.times = 1 }
        bench.starter.end(run, .ended(6, failure: "no network"))
        try await bench.restart(2, at: 65, schedule)
        #expect(try await bench.lines() == ["60 waiting"])
        bench.starter.end(run, .ended(0, failure: nil))
        try await bench.restart(3, at: 70, schedule)
        #expect(try await bench.lines() == ["60 done"])
    }

    @Test("a run that was cut off is gone on with, and left after too many times in a row")
    func cutOff() async throws {
        let (bench, schedule, run) = try await left()
        for number in 2...6 as ClosedRange<Int32> {
            bench.starter.end(run, .cutOff)
            try await bench.restart(number, at: 60 + Double(number), schedule)
            #expect(try await bench.lines() == ["60 running"])
        }
        bench.starter.end(run, .cutOff)
        try await bench.restart(7, at: 70, schedule)
        #expect(try await bench.lines() == ["60 failed cut_off"])
        #expect(bench.starter.starts == ["a begin"] + Array(repeating: "a resume", count: 5))
        #expect(try await bench.notices() == ["a failed ops"])
    }

    @Test("cuts are counted in a row alone")
    func cutOffApart() async throws {
        let (bench, schedule, run) = try await left { $0.retries = .init(times: 9, backoff: 0) }
        for number in 2...20 as ClosedRange<Int32> {
            bench.starter.end(run, number % 4 == 0 ? .ended(1, failure: nil) : .cutOff)
            try await bench.restart(number, at: 60 + Double(number), schedule)
        }
        #expect(try await bench.lines() == ["60 running"])
        #expect(try await bench.real.openTicks().first?.retries == 5)
    }

    @Test("where it is so told a run that was cut off is reported")
    func reported() async throws {
        let (bench, schedule, run) = try await left { $0.cutOff = .report }
        bench.starter.end(run, .cutOff)
        try await bench.restart(2, at: 65, schedule)
        #expect(try await bench.lines() == ["60 failed cut_off"])
        #expect(try await bench.notices() == ["a failed ops"])
        #expect(bench.starter.starts == ["a begin"])
    }

    @Test("a run that ended since the machine was shut down is gone on with, and not counted as cut off")
    func interrupted() async throws {
        let (bench, schedule, run) = try await left()
        bench.starter.end(run, .ended(130, failure: nil))
        try await bench.restart(2, at: 65, schedule)
        let tick = try #require(try await bench.real.openTicks().first)
        #expect(tick.state == .running && tick.cutOffs == 0 && tick.attempts == 2)
        #expect(bench.starter.starts == ["a begin", "a resume"])
    }

    @Test("a run that was entered and whose process never came to be is begun, by the id it was given")
    func unknown() async throws {
        let bench = try SchedulerBench()
        let schedule = try SchedulerBench.schedule()
        try await bench.load(schedule)
        bench.faults.set("change", .after)
        bench.clock.set(SchedulerBench.time(60))
        await #expect(throws: FaultyStore.full) { try await bench.round() }
        bench.faults.set("change", nil)
        let run = try #require(try await bench.real.openTicks().first?.run)
        #expect(bench.starter.starts.isEmpty)
        try await bench.restart(2, at: 65, schedule)
        #expect(bench.starter.runs() == [run] && bench.starter.starts == ["a begin"])
    }

    @Test("so it is in the same scheduler")
    func unknownToItself() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        bench.faults.set("change", .after)
        bench.clock.set(SchedulerBench.time(60))
        await #expect(throws: FaultyStore.full) { try await bench.round() }
        bench.faults.set("change", nil)
        try await bench.round()
        #expect(bench.starter.starts == ["a begin"] && bench.starter.wrong.isEmpty)
        #expect(try await bench.lines() == ["60 running"])
    }

    @Test("a run whose owner lives is left alone")
    func owned() async throws {
        let bench = try SchedulerBench { $0.isAlive = { $0 == SchedulerBench.owner(1).text } }
        let schedule = try SchedulerBench.schedule()
        try await bench.load(schedule)
        try await bench.round(at: 60)
        let run = try #require(bench.starter.runs().first)
        bench.starter.end(run, .cutOff)
        try await bench.restart(2, at: 65, schedule)
        #expect(try await bench.real.openTicks().first?.owner == SchedulerBench.owner(1).text)
        #expect(bench.starter.starts == ["a begin"])
    }

    @Test("what a person began and left is not gone on with: how it ended is entered")
    func manual() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule { $0.notify = ["ops"] })
        for (minute, standing) in [
            (1, .cutOff), (2, .ended(0, failure: nil)), (3, .ended(130, failure: nil)), (4, .unknown), (5, .running),
        ] as [(Double, RunStanding)] {
            var tick = ScheduleTick(schedule: "a", due: SchedulerBench.time(minute), trigger: .manual, state: .running)
            (tick.run, tick.owner) = ("run-\(minute)", SchedulerBench.owner(9).text)
            _ = try await bench.real.enter(tick, alone: false)
            if standing != .unknown { bench.starter.end("run-\(minute)", standing, of: "a") }
        }
        try await bench.round(at: 10)
        #expect(
            try await bench.lines() == [
                "1 manual failed cut_off", "2 manual done", "3 manual failed", "4 manual failed cut_off",
                "5 manual running",
            ]
        )
        try await bench.end("a", 0)
        #expect(try await bench.lines().last == "5 manual done")
        #expect(bench.starter.starts.isEmpty)
        #expect(try await bench.notices().isEmpty)
    }

    @Test("a run of a schedule that is gone by now, which was cut off, has failed")
    func goneMeanwhile() async throws {
        let (bench, _, run) = try await left()
        bench.starter.end(run, .cutOff)
        try await bench.restart(2, at: 65)
        #expect(try await bench.lines() == ["60 failed cut_off"])
    }

    @Test("a run of a schedule that is broken by now, which was cut off, is gone on with when that is mended")
    func brokenMeanwhile() async throws {
        let (bench, schedule, run) = try await left()
        bench.starter.end(run, .cutOff)
        let problem = HostError(.invalid, "a.yaml:1", "is no YAML")
        try await bench.restart(2, at: 65, broken: [("a", problem)])
        #expect(try await bench.lines() == ["60 running"] && bench.starter.starts == ["a begin"])
        try await bench.load(schedule)
        #expect(bench.starter.starts == ["a begin", "a resume"])
        bench.starter.end(run, .ended(0, failure: nil))
        try await bench.restart(3, at: 70, broken: [("a", problem)])
        #expect(try await bench.lines() == ["60 done"])
    }

    @Test("what cannot be found out of a run is told and tried again, and the others go on")
    func blind() async throws {
        let (bench, schedule, run) = try await left()
        bench.starter.end(run, .cutOff)
        bench.starter.blind(HostError(.unavailable, "journal", "is held"))
        try await bench.restart(2, at: 65, schedule, try SchedulerBench.schedule("b", every: 7))
        #expect(try await bench.lines() == ["60 running"] && bench.heard.count("failed") == 1)
        try await bench.round(at: 70)
        #expect(try await bench.lines("b") == ["70 running"])
        bench.starter.blind(nil)
        try await bench.round(at: 71)
        #expect(bench.starter.starts == ["a begin", "b begin", "a resume"])
    }
}
