import Host
import Journal
import Testing

@testable import Schedule

/// Ten years of schedules, with deaths at random points: no time run twice, and none lost that the policy owed.
@Suite("Scheduler: a simulated decade")
struct DecadeTests {
    private static let begin = SchedulerBench.begin
    private static let end = SchedulerBench.begin + 3_652 * 86_400_000

    /// Some dozen schedules, rare enough for ten years to pass in seconds.
    private static func schedules() throws -> [ScheduleDefinition] {
        let berlin = try ZoneRules(named: "Europe/Berlin")
        let auckland = try ZoneRules(named: "Pacific/Auckland")
        let timings: [Timing] = [
            try Timing(cron: "15 2 * * SUN", zone: berlin), try Timing(cron: "30 2 1 * *", zone: auckland),
            try Timing(cron: "0 9 1,15 * *", zone: .utc), try Timing(cron: "0 0 29 2 *", zone: berlin),
            try Timing(every: 40 * 86_400_000, zone: .utc), try Timing(cron: "@monthly", zone: berlin),
        ]
        var schedules: [ScheduleDefinition] = []
        for (place, timing) in timings.enumerated() {
            for (second, missed) in ScheduleDefinition.Missed.allCases.enumerated() {
                // Of the weekly ones one is enough.
                if place == 0, second > 0 { continue }
                let overlaps = ScheduleDefinition.Overlap.allCases
                schedules.append(
                    try SchedulerBench.schedule("s\(place)-\(missed)") {
                        $0.timing = timing
                        $0.missed = missed
                        $0.overlap = overlaps[(place + second) % overlaps.count]
                        $0.jitter = place % 2 == 0 ? 0 : 3_600_000
                        $0.deadline = place == 2 ? 6 * 86_400_000 : nil
                        $0.retries = .init(times: second)
                        $0.cutOff = .resume
                        $0.notify = second == 0 ? ["ops"] : []
                    }
                )
            }
        }
        return schedules
    }

    @Test("no time is run twice, and none is lost that the policy owed")
    func decade() async throws {
        let life = try SimulatedDecade(seed: 1, from: Self.begin, try Self.schedules())
        try await life.live(until: Self.end, deathEvery: 150)
        #expect(life.deaths > 50)
        #expect(life.starter.wrong.isEmpty)
        let ticks = try await life.store.ticks(TickQuery())
        // Each run is one tick's, and each tick has at most one run.
        let runs = ticks.compactMap(\.run)
        #expect(Set(runs).count == runs.count)
        let begun = Set(life.starter.runs())
        #expect(begun.isSubset(of: runs))
        // One whose scheduler died before its process was there makes way for a later one all the same.
        let never = ticks.filter { tick in
            tick.reason != .replaced && (tick.run.map { !begun.contains($0) } ?? false)
        }
        #expect(
            never.isEmpty,
            "\(never.map { "\($0.schedule): \(SchedulerBench.line($0)), \($0.attempts), \($0.cutOffs)" })"
        )
        for schedule in life.schedules {
            try check(schedule, ticks.filter { $0.schedule == schedule.name }.reversed(), life)
        }
    }

    private func check(_ schedule: ScheduleDefinition, _ ticks: [ScheduleTick], _ life: SimulatedDecade) throws {
        let name = schedule.name
        // One by one, which is another way than the one that is tested.
        let times = DueTimes(schedule)
        var due: [Int64] = []
        var next = times.next(after: Self.begin)
        while let time = next, time <= (life.looks.last?.now ?? 0) {
            due.append(time)
            next = times.next(after: time)
        }
        // Each time has its tick, and no other time has one.
        var rest = due[...]
        for tick in ticks {
            let covered = rest.prefix(tick.count)
            #expect(covered.first == tick.due && covered.last == tick.last, "\(name): \(SchedulerBench.line(tick))")
            rest = rest.dropFirst(tick.count)
        }
        #expect(rest.isEmpty, "\(name): \(rest.count) times have no tick")
        checkEnds(schedule, ticks, life)
        checkPolicy(schedule, due, ticks, life)
    }

    /// What was begun came to its end.
    private func checkEnds(_ schedule: ScheduleDefinition, _ ticks: [ScheduleTick], _ life: SimulatedDecade) {
        for tick in ticks {
            let line = "\(schedule.name): \(SchedulerBench.line(tick))"
            let ways = life.starter.run(tick.run)?.ways
            switch tick.state {
            case .done: #expect(tick.exitCode == 0 && ways?.first == .begin, "\(line)")
            case .failed where tick.reason == .replaced: #expect(schedule.overlap == .replace, "\(line)")
            case .failed where tick.reason == .cutOff: #expect(tick.cutOffs > AttemptEnd.mostCutOffs, "\(line)")
            case .failed: #expect(tick.retries == schedule.retries.times && tick.exitCode != 0, "\(line)")
            case .skipped: #expect(tick.run == nil && tick.reason != nil, "\(line)")
            case .owed, .running, .waiting: Issue.record("\(line)")
            }
            #expect(ways?.count { $0 == .begin } ?? 0 <= 1, "\(line)")
        }
    }

    /// What was owed by the policy was not left out.
    private func checkPolicy(
        _ schedule: ScheduleDefinition,
        _ due: [Int64],
        _ ticks: [ScheduleTick],
        _ life: SimulatedDecade
    ) {
        func tick(of time: Int64) -> ScheduleTick? { ticks.last { $0.due <= time && time <= $0.last } }
        for look in life.looks {
            let within = due.filter { look.before < $0 && $0 <= look.now }
            guard let latest = within.last, let tick = tick(of: latest) else { continue }
            let isOnTime = look.now - latest <= Arrears.onTime
            guard schedule.missed != .none || isOnTime else { continue }
            let line = "\(schedule.name): \(SchedulerBench.line(tick))"
            switch tick.reason {
            case nil, .cutOff: break
            case .replaced: #expect(schedule.overlap == .replace, "\(line)")
            case .overlap: #expect(schedule.overlap == .forbid, "\(line)")
            case .deadline: #expect(schedule.deadline != nil, "\(line)")
            case .missed, .paused, .busy, .disk, .broken: Issue.record("\(line)")
            }
        }
        guard schedule.missed == .all, schedule.overlap != .replace else { return }
        #expect(!ticks.contains { $0.reason == .missed }, "\(schedule.name) makes up for all")
    }
}
