import Host
import Journal
import Testing

@testable import Schedule

/// What happens when a schedule is due and its run before is not over.
@Suite("Scheduler: overlap")
struct OverlapTests {
    private func bench(_ overlap: ScheduleDefinition.Overlap) async throws -> SchedulerBench {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule { $0.overlap = overlap })
        try await bench.round(at: 60)
        #expect(try await bench.lines() == ["60 running"])
        return bench
    }

    @Test("a time is left out while the run before runs, and the next one after its end is not")
    func forbid() async throws {
        let bench = try await bench(.forbid)
        try await bench.round(at: 120)
        try await bench.round(at: 180)
        try await bench.end(at: 200)
        try await bench.round(at: 240)
        #expect(try await bench.lines() == ["60 done", "120-180 skipped overlap x2", "240 running"])
        #expect(bench.starter.starts == ["a begin", "a begin"])
        #expect(bench.heard.count("skipped") == 2)
    }

    @Test("a time waits for the end of the run before, and says so")
    func queue() async throws {
        let bench = try await bench(.queue)
        try await bench.round(at: 120)
        try await bench.round(at: 180)
        #expect(try await bench.lines() == ["60 running", "120 owed overlap", "180 owed overlap"])
        try await bench.end(at: 200)
        #expect(try await bench.lines() == ["60 done", "120 running", "180 owed overlap"])
        try await bench.end(at: 210)
        try await bench.end(at: 220)
        #expect(try await bench.lines() == ["60 done", "120 done", "180 done"])
    }

    @Test("the run before is asked to end once, and the new one begins when it has")
    func replace() async throws {
        let bench = try await bench(.replace)
        try await bench.round(at: 120)
        try await bench.round(at: 120.1)
        let first = try #require(bench.starter.runs().first)
        #expect(bench.starter.run(first)?.interrupts == 1)
        #expect(try await bench.lines() == ["60 running", "120 owed overlap"])
        try await bench.end("a", 130)
        #expect(try await bench.lines() == ["60 failed replaced", "120 running"])
        #expect(try await bench.notices().isEmpty)
    }

    @Test("a run that does not end when it is asked to is killed")
    func killed() async throws {
        let bench = try await bench(.replace)
        let next = try await bench.round(at: 120)
        #expect(next == SchedulerBench.time(120.5))
        let run = try #require(bench.starter.runs().first)
        try await bench.round(at: 120.4)
        #expect(bench.starter.run(run)?.kills == 0)
        try await bench.round(at: 120.5)
        try await bench.round(at: 120.6)
        #expect(bench.starter.run(run)?.kills == 1)
        try await bench.end("a", .cutOff)
        #expect(try await bench.lines() == ["60 failed replaced", "120 running"])
    }

    @Test("of a queue of those that replace each other only the last begins")
    func replaceSeveral() async throws {
        let bench = try await bench(.replace)
        try await bench.round(at: 120)
        try await bench.round(at: 180)
        #expect(try await bench.lines() == ["60 running", "120 skipped replaced", "180 owed overlap"])
        try await bench.end("a", 0)
        #expect(try await bench.lines() == ["60 done", "120 skipped replaced", "180 running"])
    }

    @Test("both run where they may")
    func allow() async throws {
        let bench = try await bench(.allow)
        try await bench.round(at: 120)
        #expect(try await bench.lines() == ["60 running", "120 running"])
        try await bench.end()
        try await bench.end()
        #expect(try await bench.lines() == ["60 done", "120 done"])
    }

    @Test("a run that waits for its retry is not over")
    func retrying() async throws {
        let bench = try SchedulerBench()
        try await bench.load(
            try SchedulerBench.schedule { $0.retries = .init(times: 1, backoff: 7_200_000, longest: 7_200_000) }
        )
        try await bench.round(at: 60)
        try await bench.end("a", 6, at: 70)
        try await bench.round(at: 120)
        #expect(try await bench.lines() == ["60 waiting", "120 skipped overlap"])
    }

    @Test("what a person runs beside is waited for, and left alone while that person's process lives")
    func manual() async throws {
        let bench = try SchedulerBench { $0.isAlive = { $0 == SchedulerBench.owner(7).text } }
        try await bench.load(try SchedulerBench.schedule())
        var tick = ScheduleTick(schedule: "a", due: SchedulerBench.time(50), trigger: .manual, state: .running)
        (tick.run, tick.owner) = ("by-hand", SchedulerBench.owner(7).text)
        let manual = try #require(try await bench.real.enter(tick, alone: true))
        try await bench.round(at: 60)
        #expect(try await bench.lines() == ["50 manual running", "60 skipped overlap"])
        #expect(try await bench.real.tick(manual.number) == manual)
        #expect(bench.starter.starts.isEmpty)
    }

    @Test("as many run at once as may over all schedules, in the order in which they were due")
    func busy() async throws {
        let bench = try SchedulerBench { $0.atMost = 2 }
        let b = try Timing(cron: "59 * * * *", zone: .utc), c = try Timing(cron: "58 * * * *", zone: .utc)
        try await bench.load(
            try SchedulerBench.schedule("a"),
            try SchedulerBench.schedule("b") { $0.timing = b },
            try SchedulerBench.schedule("c") { $0.timing = c }
        )
        try await bench.round(at: 60)
        #expect(try await bench.lines("c") == ["58 missed running"])
        #expect(try await bench.lines("b") == ["59 running"])
        #expect(try await bench.lines("a") == ["60 owed busy"])
        try await bench.end("c")
        #expect(try await bench.lines("a") == ["60 running"])
        #expect(bench.starter.starts == ["c begin", "b begin", "a begin"])
        #expect(await bench.scheduler.overview.running.map(\.schedule).sorted() == ["a", "b"])
    }
}
