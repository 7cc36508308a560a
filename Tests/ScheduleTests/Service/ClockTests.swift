import Host
import Journal
import Testing

@testable import Schedule

/// Times that nobody watched, clocks that are set, and schedules that change.
@Suite("Scheduler: clocks and changes")
struct ClockTests {
    @Test("a schedule that is seen for the first time owes nothing of before")
    func firstSight() async throws {
        let bench = try SchedulerBench()
        bench.clock.set(SchedulerBench.time(119))
        let next = try await bench.load(try SchedulerBench.schedule())
        #expect(next == SchedulerBench.time(120))
        #expect(try await bench.lines().isEmpty)
        try await bench.round(at: 120)
        #expect(try await bench.lines() == ["120 running"])
    }

    @Test("a clock that was set forward makes times missed, and no time comes twice when it is set back")
    func forwardAndBack() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        try await bench.round(at: 310)
        try await bench.end()
        #expect(try await bench.lines() == ["60-240 missed skipped x4", "300 missed done"])
        // Two hours back: those that were left out come again, the one that was run does not.
        try await bench.round(at: 190)
        #expect(bench.heard.count("clockBack") == 1)
        for minute in [240.0, 300, 360] {
            try await bench.round(at: minute)
            if minute != 300 { try await bench.end() }
        }
        #expect(try await bench.lines() == ["60-240 missed skipped x4", "240 done", "300 missed done", "360 done"])
    }

    @Test("a cursor that a wrong clock left far ahead is set back at the start")
    func ahead() async throws {
        let bench = try SchedulerBench()
        _ = try await bench.real.watch(
            ["a": DueTimes(SchedulerBench.schedule()).identity],
            from: SchedulerBench.time(1e6)
        )
        try await bench.load(try SchedulerBench.schedule())
        #expect(bench.heard.count("clockBack") == 1)
        try await bench.round(at: 60)
        #expect(try await bench.lines() == ["60 running"])
    }

    @Test("a clock that goes back a little is not told, and runs nothing twice")
    func slewed() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        try await bench.round(at: 60)
        try await bench.end()
        try await bench.round(at: 59.5)
        try await bench.round(at: 60)
        #expect(try await bench.lines() == ["60 done"] && bench.heard.count("clockBack") == 0)
    }

    @Test("a schedule that is due at other times now owes nothing of before, and its run goes on")
    func changed() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        try await bench.round(at: 60)
        bench.clock.set(SchedulerBench.time(200))
        let next = try await bench.load(try SchedulerBench.schedule(every: 45))
        #expect(next == SchedulerBench.time(225))
        try await bench.end()
        #expect(try await bench.lines() == ["60 done"])
        #expect(bench.heard.count("watched") == 2)
    }

    @Test("another argument or limit changes nothing of what it is owed")
    func otherwiseChanged() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        bench.clock.set(SchedulerBench.time(70))
        try await bench.load(try SchedulerBench.schedule { $0.arguments = ["--all"] })
        #expect(try await bench.lines() == ["60 missed running"])
    }

    @Test("a broken schedule is told once, gives up what is owed, and goes on where it was when it is mended")
    func broken() async throws {
        let bench = try SchedulerBench { $0.atMost = 0 }
        let schedule = try SchedulerBench.schedule { $0.notify = ["ops"] }
        try await bench.load(schedule)
        try await bench.round(at: 60)
        let problem = HostError(.invalid, "a.yaml:3", "is no time zone")
        try await bench.load(broken: [("a", problem)])
        try await bench.load(broken: [("a", problem)])
        #expect(try await bench.lines() == ["60 skipped broken"])
        #expect(try await bench.notices() == ["a broken ops"])
        #expect(bench.heard.count("broken") == 1)
        #expect(await bench.scheduler.overview.broken == ["a": problem])
        try await bench.round(at: 130)
        try await bench.load(schedule)
        #expect(try await bench.lines() == ["60 skipped broken", "120 missed owed busy"])
        #expect(bench.heard.count("mended") == 1)
        #expect(await bench.scheduler.overview.broken.isEmpty)
    }

    @Test("a schedule that is gone gives up what is owed, its run goes on, and it begins anew when it comes back")
    func removed() async throws {
        let bench = try SchedulerBench()
        let queueing = try SchedulerBench.schedule { $0.overlap = .queue }
        try await bench.load(queueing)
        try await bench.round(at: 60)
        try await bench.round(at: 120)
        try await bench.load(try SchedulerBench.schedule("b"))
        #expect(try await bench.lines() == ["60 running", "120 skipped broken"])
        #expect(bench.heard.count("removed") == 1)
        try await bench.end("a", 1)
        #expect(try await bench.lines().first == "60 failed")
        try await bench.round(at: 600)
        try await bench.load(try SchedulerBench.schedule("b"), queueing)
        #expect(try await bench.lines() == ["60 failed", "120 skipped broken"])
        try await bench.round(at: 660)
        #expect(try await bench.lines().last == "660 running")
    }

    @Test("a schedule that was made to be forgotten while it is watched begins anew")
    func forgotten() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        try await bench.real.remove("a")
        try await bench.round(at: 60)
        #expect(try await bench.lines().isEmpty)
        try await bench.round(at: 120)
        #expect(try await bench.lines() == ["120 running"])
    }

    @Test("times that another process has accounted for meanwhile are not accounted for again")
    func accountedElsewhere() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        let account = ScheduleAccount(schedule: "a", from: SchedulerBench.begin, through: SchedulerBench.time(60))
        _ = try await bench.real.enter([account])
        #expect(try await bench.round(at: 60) == SchedulerBench.time(120))
        #expect(try await bench.lines().isEmpty)
    }

    @Test("nothing is entered, and hardly anything read, while nothing is due")
    func idle() async throws {
        let bench = try SchedulerBench()
        let many = try (0..<1_000).map { try SchedulerBench.schedule("s\($0)", every: 1_440) }
        await bench.scheduler.load(many, broken: [])
        try await bench.round()
        _ = bench.faults.taken()
        for minute in 1...10 { try await bench.round(at: Double(minute)) }
        #expect(bench.faults.taken() == Array(repeating: "openTicks", count: 10))
    }
}
