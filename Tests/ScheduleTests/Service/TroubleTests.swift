import Host
import Journal
import Synchronization
import Testing

@testable import Schedule

/// Runs that end badly, and what keeps runs from beginning.
@Suite("Scheduler: failures, retries and pauses")
struct TroubleTests {
    private func schedule(_ change: (inout ScheduleDefinition) -> Void = { _ in }) throws -> ScheduleDefinition {
        try SchedulerBench.schedule {
            $0.notify = ["ops", "mail"]
            change(&$0)
        }
    }

    @Test("a run that failed goes on after a pause that doubles, as the same run, and is told after the last time")
    func retries() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try schedule { $0.retries = .init(times: 2, backoff: 60_000) })
        try await bench.round(at: 60)
        try await bench.end("a", 6, "no network", at: 61)
        #expect(try await bench.round(at: 61.5) == SchedulerBench.time(62))
        #expect(bench.starter.starts == ["a begin"])
        try await bench.round(at: 62)
        try await bench.end("a", 4, at: 63)
        #expect(try await bench.round() == SchedulerBench.time(65))
        #expect(try await bench.notices().isEmpty)
        try await bench.round(at: 65)
        try await bench.end("a", 1, "no such queue", at: 66)
        #expect(try await bench.lines() == ["60 failed"])
        #expect(try await bench.notices() == ["a failed ops", "a failed mail"])
        #expect(bench.starter.starts == ["a begin", "a resume", "a resume"])
        #expect(bench.starter.runs().count == 1 && bench.starter.wrong.isEmpty)
        let tick = try #require(try await bench.real.ticks(TickQuery()).first)
        #expect(tick.attempts == 3 && tick.retries == 2 && tick.failure == "no such queue" && tick.exitCode == 1)
        #expect(tick.began == SchedulerBench.time(60) && tick.ended == SchedulerBench.time(66))
        #expect(try await bench.real.state(of: "a")?.isFailing == true)
    }

    @Test("a retry that goes well is no failure; after one, the next good run is a recovery, once")
    func recovered() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try schedule { $0.retries.times = 1 })
        try await bench.round(at: 60)
        try await bench.end("a", 1)
        try await bench.round(at: 61)
        try await bench.end("a", 0)
        #expect(try await bench.notices().isEmpty)
        try await bench.round(at: 120)
        try await bench.end("a", 2)
        try await bench.round(at: 180)
        try await bench.end("a", 0)
        try await bench.round(at: 240)
        try await bench.end("a", 0)
        #expect(try await bench.lines() == ["60 done", "120 failed", "180 done", "240 done"])
        #expect(
            try await bench.notices() == ["a failed ops", "a failed mail", "a recovered ops", "a recovered mail"]
        )
        #expect(bench.heard.count("noticed") == 2)
    }

    @Test("a run that a person has gone on with meanwhile is done")
    func resumedByHand() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try schedule { $0.retries.times = 1 })
        try await bench.round(at: 60)
        try await bench.end("a", 1)
        let run = try #require(bench.starter.runs().first)
        bench.starter.end(run, .ended(0, failure: nil))
        try await bench.round(at: 61)
        #expect(try await bench.lines() == ["60 done"])
        #expect(bench.starter.starts == ["a begin"])
    }

    @Test("a run that a person goes on with just then is watched to its end")
    func resumingByHand() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try schedule { $0.retries.times = 1 })
        try await bench.round(at: 60)
        try await bench.end("a", 1)
        let run = try #require(bench.starter.runs().first)
        bench.starter.end(run, .running)
        try await bench.round(at: 61)
        #expect(try await bench.lines() == ["60 running"])
        try await bench.end("a", 0)
        #expect(try await bench.lines() == ["60 done"] && bench.starter.starts == ["a begin"])
    }

    @Test("a run whose process cannot be started has failed with what is said of that, and the others go on")
    func noProcess() async throws {
        let bench = try SchedulerBench()
        bench.starter.refuse("a", HostError(.notFound, "/srv/a.lua", "there is no such file"))
        bench.starter.refuse("b", HostError(.unavailable, "", "cannot start a process"))
        try await bench.load(
            try schedule { $0.retries.times = 3 },
            try SchedulerBench.schedule("b") { $0.retries.times = 3 },
            try SchedulerBench.schedule("c")
        )
        try await bench.round(at: 60)
        #expect(try await bench.lines("a") == ["60 failed"])
        #expect(try await bench.lines("b") == ["60 waiting"])
        #expect(try await bench.lines("c") == ["60 running"])
        let failure = try await bench.real.ticks(TickQuery()).first { $0.schedule == "a" }?.failure
        #expect(failure == "/srv/a.lua: there is no such file")
        bench.starter.refuse("b", nil)
        try await bench.round(at: 61)
        // Its process was never there, so it begins.
        #expect(bench.starter.starts == ["c begin", "b begin"] && bench.starter.wrong.isEmpty)
    }

    @Test("times of a paused schedule are left out as one, what runs ends, and a retry waits for the end of the pause")
    func paused() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try schedule { $0.retries = .init(times: 1, backoff: 60_000) })
        try await bench.round(at: 60)
        try await bench.real.pause("a", ScheduleState.Pause(since: SchedulerBench.time(61), user: "ops"))
        try await bench.end("a", 1, at: 62)
        for hour in 2...4 { try await bench.round(at: Double(hour) * 60) }
        #expect(try await bench.lines() == ["60 waiting", "120-240 skipped paused x3"])
        try await bench.real.pause("a", nil)
        try await bench.round(at: 241)
        try await bench.end("a", 0)
        try await bench.round(at: 300)
        #expect(try await bench.lines() == ["60 done", "120-240 skipped paused x3", "300 running"])
    }

    @Test("while the disk is nearly full what is due waits, and begins when there is room")
    func gate() async throws {
        let full = Mutex(true)
        let error = HostError(.full, "/var", "is nearly full")
        let bench = try SchedulerBench { $0.gate = { full.withLock { $0 } ? error : nil } }
        try await bench.load(try schedule())
        try await bench.round(at: 60)
        #expect(try await bench.lines() == ["60 owed disk"])
        #expect(await bench.scheduler.overview.gate == error && bench.heard.count("held") == 1)
        full.withLock { $0 = false }
        try await bench.round(at: 65)
        #expect(try await bench.lines() == ["60 running"])
        #expect(try await bench.real.openTicks().first?.reason == nil)
    }

    @Test("what waited past its deadline is given up")
    func deadline() async throws {
        let bench = try SchedulerBench { $0.atMost = 0 }
        try await bench.load(try schedule { $0.deadline = 600_000 })
        #expect(try await bench.round(at: 60) == SchedulerBench.time(70) + 1)
        try await bench.round(at: 70)
        #expect(try await bench.lines() == ["60 owed busy"])
        try await bench.round(at: 70.1)
        #expect(try await bench.lines() == ["60 skipped deadline"])
    }
}
