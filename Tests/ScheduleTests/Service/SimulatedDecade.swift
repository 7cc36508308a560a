import Host
import Synchronization
import TestSupport
import Webex

@testable import Journal
@testable import Schedule

/// Years of schedules through whole schedulers on one store: runs take their time and fail by chance, and schedulers die by
/// chance between any two calls of the store or around the start of a process.
final class SimulatedDecade {
    /// A look that went well, and the one before: all that was due in between is accounted for by it.
    struct Look {
        var before: Int64
        var now: Int64
    }

    /// Thrown where a scheduler dies.
    static let death = JournalError(kind: .unavailable, file: "journal", value: "the process died", hint: "")

    let schedules: [ScheduleDefinition]
    let store: any ScheduleStore
    let starter = ScriptedStarter()
    private(set) var looks: [Look] = []
    private(set) var deaths = 0
    private let folder: TemporaryFolder
    private let clock: SteppedClock
    private let life = Countdown()
    private var numbers: SeededChance
    /// When runs end, and how.
    private var ends: [String: (time: Int64, standing: RunStanding)] = [:]
    private var scheduler: Scheduler?
    private var generation: Int32 = 0
    private var lastLook: Int64

    init(seed: UInt64, from start: Int64, _ schedules: [ScheduleDefinition]) throws {
        folder = try TemporaryFolder()
        store = SQLiteScheduleStore(JournalOnDemand(folder: folder.path))
        clock = SteppedClock(start)
        numbers = SeededChance(seed: seed)
        self.schedules = schedules
        lastLook = start
    }

    /// Lives through the time until `end`, and on until nothing is open any more.
    func live(until end: Int64, deathEvery calls: Int) async throws {
        await begin(deathEvery: calls)
        while true {
            let next = await look(deathEvery: calls)
            planEnds()
            let isOver = clock.now >= end
            if isOver { life.set(.max) }
            if isOver, ends.isEmpty, try await store.openTicks().isEmpty { return }
            await go(to: min(next, ends.values.map(\.time).min() ?? .max))
        }
    }

    /// Looks, and after a death has another scheduler look, after some time.
    private func look(deathEvery calls: Int) async -> Int64 {
        while true {
            do throws(JournalError) {
                guard let scheduler else { return clock.now }
                var next = try await scheduler.round()
                while next <= clock.now { next = try await scheduler.round() }
                looks.append(Look(before: lastLook, now: clock.now))
                lastLook = clock.now
                return next
            } catch {
                deaths += 1
                die()
                await begin(deathEvery: calls)
            }
        }
    }

    private func begin(deathEvery calls: Int) async {
        generation += 1
        let settings = SchedulerSettings(atMost: 3, owner: SchedulerBench.owner(generation), isAlive: { _ in false })
        life.set(Int.random(in: 1...2 * calls, using: &numbers))
        let life = life
        let mortal = FaultyStore(inner: store) { _, _ throws(JournalError) in
            if life.isOver() { throw Self.death }
        }
        let scheduler = Scheduler(store: mortal, starter: starter, clock: clock.wall, settings: settings)
        await scheduler.load(schedules, broken: [])
        self.scheduler = scheduler
    }

    /// Nobody watches for some time: a moment, hours, or weeks.
    ///
    /// Runs go on, or die with their scheduler.
    private func die() {
        let down: Int64 = [0, 5_000, 3_600_000, 86_400_000, 20 * 86_400_000].randomElement(using: &numbers) ?? 0
        if Bool.random(using: &numbers) {
            for run in ends.keys.sorted() where Bool.random(using: &numbers) {
                ends[run] = nil
                starter.end(run, .cutOff)
            }
        }
        let now = clock.now + (down == 0 ? 0 : Int64.random(in: 0...down, using: &numbers))
        for (run, end) in ends.sorted(by: { $0.key < $1.key }) where end.time <= now {
            starter.end(run, end.standing)
            ends[run] = nil
        }
        clock.set(now)
    }

    /// Says of runs that began when they end, and how.
    private func planEnds() {
        for run in starter.running where ends[run] == nil {
            let duration = Int64.random(in: 1_000...40 * 3_600_000, using: &numbers)
            let code = [0, 0, 0, 0, 0, 0, 1, 6].randomElement(using: &numbers) ?? 0
            ends[run] = (clock.now + duration, .ended(Int32(code), failure: nil))
        }
    }

    /// Sets the clock, and ends what ends by then.
    private func go(to time: Int64) async {
        clock.set(max(clock.now, time))
        let due = ends.filter { $0.value.time <= clock.now }.sorted { $0.key < $1.key }
        for (run, end) in due {
            ends[run] = nil
            starter.end(run, end.standing)
            // Whoever waits for it hears of it; nobody does where its scheduler died before it took it over.
            guard let scheduler, let tick = await scheduler.watched.values.first(where: { $0.tick.run == run }) else {
                continue
            }
            while await scheduler.finished[tick.tick.number] == nil { await Task.yield() }
        }
    }
}

/// How many more calls a scheduler lives for.
private final class Countdown: Sendable {
    private let left = Mutex(Int.max)

    func set(_ calls: Int) { left.withLock { $0 = calls } }

    /// Counts a call; true from the last one on.
    func isOver() -> Bool {
        left.withLock { left in
            left -= 1
            return left <= 0
        }
    }
}
