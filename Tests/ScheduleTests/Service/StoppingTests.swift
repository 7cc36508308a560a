import Host
import Journal
import Testing

@testable import Schedule

/// How a scheduler sleeps, wakes and stops.
@Suite("Scheduler: running and stopping")
struct StoppingTests {
    /// Has a scheduler run, with a run under way since the first hour, and does something meanwhile.
    private func running(
        grace: Int64 = 600_000,
        _ schedule: ScheduleDefinition? = nil,
        _ body: (SchedulerBench, String) async throws -> Void
    ) async throws {
        let bench = try SchedulerBench { $0.grace = grace }
        await bench.scheduler.load([try schedule ?? SchedulerBench.schedule()], broken: [])
        let scheduler = bench.scheduler
        let task = Task { await scheduler.run() }
        _ = await bench.clock.slept()
        bench.clock.set(SchedulerBench.time(60))
        while bench.starter.starts.isEmpty { await Task.yield() }
        _ = await bench.clock.slept()
        try await body(bench, try #require(bench.starter.runs().first))
        // Without a stop it runs until it is cancelled.
        task.cancel()
        await task.value
    }

    @Test("it sleeps until something is due, but never long, and an end or a change wakes it")
    func sleeps() async throws {
        try await running { bench, run async throws in
            #expect(await bench.clock.slept() == SchedulerBench.time(60.5))
            bench.starter.end(run, .ended(0, failure: nil))
            while bench.heard.count("ended") == 0 { await Task.yield() }
            await bench.scheduler.load([try SchedulerBench.schedule("b")], broken: [])
            while bench.heard.count("removed") == 0 { await Task.yield() }
            let jumps = bench.heard.count("clockForward")
            _ = await bench.clock.slept()
            bench.clock.set(SchedulerBench.time(119.9))
            while await bench.clock.slept() != SchedulerBench.time(120) { await Task.yield() }
            #expect(bench.heard.count("clockForward") == jumps + 1)
        }
    }

    @Test("when it is stopped it begins nothing more, and waits for what runs")
    func graceful() async throws {
        try await running { bench, run async throws in
            bench.scheduler.stop()
            while await !bench.scheduler.overview.isStopping { await Task.yield() }
            while await bench.clock.slept() != SchedulerBench.time(70) { await Task.yield() }
            bench.starter.end(run, .ended(0, failure: nil))
            while await !bench.scheduler.overview.running.isEmpty { await Task.yield() }
            #expect(try await bench.lines() == ["60 done"])
            #expect(bench.starter.run(run)?.interrupts == 0)
        }
    }

    @Test("a run that does not end in the grace time is asked to, and is gone on with by the next one")
    func interrupted() async throws {
        try await running { bench, run async throws in
            bench.scheduler.stop()
            while await bench.clock.slept() != SchedulerBench.time(70) { await Task.yield() }
            bench.clock.set(SchedulerBench.time(70))
            while bench.starter.run(run)?.interrupts == 0 { await Task.yield() }
            bench.starter.end(run, .ended(130, failure: "interrupted"))
            while await !bench.scheduler.overview.running.isEmpty { await Task.yield() }
            let left = try #require(try await bench.real.openTicks().first)
            #expect(left.state == .running && left.owner == nil && left.cutOffs == 0)
            try await bench.restart(2, at: 80, try SchedulerBench.schedule())
            #expect(bench.starter.starts == ["a begin", "a resume"])
        }
    }

    @Test("a run that does not end though it is asked to is killed, and one that does not even then is left")
    func killed() async throws {
        try await running(grace: 0) { bench, run async throws in
            bench.scheduler.stop()
            while bench.starter.run(run)?.interrupts == 0 { await Task.yield() }
            while await bench.clock.slept() != SchedulerBench.time(60.5) { await Task.yield() }
            bench.clock.set(SchedulerBench.time(60.5))
            while bench.starter.run(run)?.kills == 0 { await Task.yield() }
            while await bench.clock.slept() != SchedulerBench.time(61) { await Task.yield() }
            bench.clock.set(SchedulerBench.time(61))
            while await !bench.scheduler.overview.running.isEmpty { await Task.yield() }
            #expect(try await bench.lines() == ["60 running"])
            try await bench.restart(2, at: 62, try SchedulerBench.schedule())
            #expect(bench.heard.count("adopted") == 1)
        }
    }

    @Test("a run that ends badly while it is stopped waits for its retry by the next one")
    func retried() async throws {
        let schedule = try SchedulerBench.schedule { $0.retries.times = 1 }
        try await running(schedule) { bench, run async throws in
            bench.scheduler.stop()
            while await !bench.scheduler.overview.isStopping { await Task.yield() }
            bench.starter.end(run, .ended(1, failure: "no"))
            while await !bench.scheduler.overview.running.isEmpty { await Task.yield() }
            #expect(try await bench.lines() == ["60 waiting"])
        }
    }

    @Test("a journal that cannot be written is told once, tried again, and nothing is lost")
    func journalTrouble() async throws {
        for (call, moment) in [
            ("enter", .before), ("enter", .after), ("openTicks", .before), ("state", .before), ("change", .before),
            ("change", .after),
        ] as [(String, FaultyStore.Moment)] {
            let bench = try SchedulerBench()
            await bench.scheduler.load([try SchedulerBench.schedule()], broken: [])
            let scheduler = bench.scheduler
            let task = Task { await scheduler.run() }
            _ = await bench.clock.slept()
            bench.faults.set(call, moment)
            bench.clock.set(SchedulerBench.time(60))
            while bench.heard.count("journalFailed") == 0 { await Task.yield() }
            #expect(await bench.scheduler.overview.journal == FaultyStore.full)
            for _ in 0..<3 { bench.clock.set(await bench.clock.slept()) }
            bench.faults.set(call, nil)
            while bench.heard.count("journalRecovered") == 0 { bench.clock.set(await bench.clock.slept()) }
            while bench.starter.starts.isEmpty { await Task.yield() }
            #expect(bench.heard.count("journalFailed") == 1, "\(call) \(moment)")
            #expect(
                try await bench.lines().map { $0.replacing(" missed", with: "") } == ["60 running"],
                "\(call) \(moment)"
            )
            #expect(bench.starter.runs().count == 1 && bench.starter.wrong.isEmpty)
            #expect(await bench.scheduler.overview.journal == nil)
            task.cancel()
            await task.value
        }
    }

    @Test("the end of a run that cannot be entered is entered later")
    func endLater() async throws {
        let bench = try SchedulerBench()
        try await bench.load(try SchedulerBench.schedule())
        try await bench.round(at: 60)
        bench.faults.set("change", .before)
        let run = try #require(bench.starter.runs().first)
        bench.starter.end(run, .ended(0, failure: nil))
        await bench.hasHeardEnd()
        await #expect(throws: FaultyStore.full) { try await bench.round() }
        await #expect(throws: FaultyStore.full) { try await bench.round() }
        #expect(bench.heard.count("journalFailed") == 1)
        bench.faults.set("change", nil)
        try await bench.round()
        #expect(try await bench.lines() == ["60 done"])
        #expect(bench.heard.count("journalRecovered") == 1)
    }
}
