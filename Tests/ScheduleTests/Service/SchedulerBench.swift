import Host
import Journal
import Synchronization
import TestSupport

@testable import Schedule

/// A scheduler on a real store, with a clock that a test moves and runs that do what it says.
///
/// Times are minutes since the first moment of 2026 in UTC.
final class SchedulerBench {
    static let begin: Int64 = 1_767_225_600_000

    let folder: TemporaryFolder
    let real: any ScheduleStore
    let starter = ScriptedStarter()
    let clock = SteppedClock(begin)
    let heard = Heard()
    /// What the store throws, by the name of the call.
    let faults = Faults()
    private(set) var scheduler: Scheduler
    private(set) var settings: SchedulerSettings
    private let store: FaultyStore

    /// A scheduler that works as usual, or as told.
    init(_ change: (inout SchedulerSettings) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        let real = SQLiteScheduleStore(JournalOnDemand(folder: folder.path))
        self.real = real
        let faults = faults
        store = FaultyStore(inner: real) { call, moment throws(JournalError) in try faults.pass(call, moment) }
        settings = SchedulerSettings(owner: Self.owner(1), isAlive: { _ in false }, listener: heard)
        change(&settings)
        scheduler = Scheduler(store: store, starter: starter, clock: clock.wall, settings: settings)
    }

    static func owner(_ number: Int32) -> ProcessIdentity {
        ProcessIdentity(boot: "boot", process: number, start: 1)
    }

    /// A schedule of every hour, or as told.
    static func schedule(
        _ name: String = "a",
        every minutes: Int64 = 60,
        _ change: (inout ScheduleDefinition) -> Void = { _ in }
    ) throws -> ScheduleDefinition {
        var schedule = ScheduleDefinition(
            name: name,
            file: "/srv/schedules/\(name).yaml",
            work: .script("/srv/\(name).lua"),
            folder: "/srv",
            timing: try Timing(every: minutes * 60_000, zone: .utc)
        )
        change(&schedule)
        return schedule
    }

    /// Loads schedules, and has them looked at.
    @discardableResult
    func load(_ schedules: ScheduleDefinition..., broken: [(name: String, problem: HostError)] = []) async throws
        -> Int64
    {
        await scheduler.load(schedules, broken: broken)
        return try await round()
    }

    /// Another scheduler takes the place of this one, as after a crash, and loads schedules.
    func restart(
        _ number: Int32,
        at minutes: Double,
        _ schedules: ScheduleDefinition...,
        broken: [(name: String, problem: HostError)] = []
    ) async throws {
        settings.owner = Self.owner(number)
        scheduler = Scheduler(store: store, starter: starter, clock: clock.wall, settings: settings)
        clock.set(Self.time(minutes))
        await scheduler.load(schedules, broken: broken)
        try await round()
    }

    static func time(_ minutes: Double) -> Int64 { begin + Int64(minutes * 60_000) }

    /// Looks what is to be done, at a time or at once, until nothing is to be done any more.
    @discardableResult
    func round(at minutes: Double? = nil) async throws -> Int64 {
        if let minutes { clock.set(Self.time(minutes)) }
        while true {
            let next = try await scheduler.round()
            if next > clock.now { return next }
        }
    }

    /// Ends the latest run of a schedule that runs, and has that looked at.
    func end(_ schedule: String = "a", _ code: Int32 = 0, _ failure: String? = nil, at minutes: Double? = nil)
        async throws
    {
        try await end(schedule, .ended(code, failure: failure), at: minutes)
    }

    func end(_ schedule: String = "a", _ standing: RunStanding, at minutes: Double? = nil) async throws {
        let run = starter.runs(of: schedule).last { starter.run($0)?.standing == .running }
        guard let run else { throw HostError(.notFound, schedule, "has no run that runs") }
        if let minutes { clock.set(Self.time(minutes)) }
        starter.end(run, standing)
        await hasHeardEnd()
        try await round()
    }

    /// Waits until the scheduler knows that a run has ended.
    func hasHeardEnd() async { while await scheduler.finished.isEmpty { await Task.yield() } }

    /// All ticks of a schedule as lines: `60 done`, `120-240 skipped overlap x3`.
    func lines(_ schedule: String = "a") async throws -> [String] {
        var query = TickQuery()
        query.schedule = schedule
        return try await real.ticks(query).reversed().map(Self.line)
    }

    static func line(_ tick: ScheduleTick) -> String {
        func minutes(_ time: Int64) -> String {
            let (whole, rest) = (time - begin).quotientAndRemainder(dividingBy: 60_000)
            return rest == 0 ? "\(whole)" : "\(whole)m\(rest / 1000)"
        }
        var words = [tick.last == tick.due ? minutes(tick.due) : "\(minutes(tick.due))-\(minutes(tick.last))"]
        if tick.trigger != .timed { words.append(tick.trigger.rawValue) }
        words.append(tick.state.rawValue)
        if let reason = tick.reason, reason.rawValue != tick.trigger.rawValue { words.append(reason.rawValue) }
        if tick.count > 1 { words.append("x\(tick.count)") }
        return words.joined(separator: " ")
    }

    /// The kinds and channels of all that is to be told.
    func notices() async throws -> [String] {
        try await real.notices(dueBy: .max).map { "\($0.schedule) \($0.kind) \($0.channel)" }
    }
}

/// What a scheduler told, by the names of its events.
final class Heard: SchedulerListener {
    private let events = Mutex<[SchedulerEvent]>([])

    func heard(_ event: SchedulerEvent) { events.withLock { $0.append(event) } }

    var all: [SchedulerEvent] { events.withLock { $0 } }

    /// How often there was an event of a name.
    func count(_ name: String) -> Int { all.count { "\($0)".hasPrefix(name) } }
}

/// Which calls of a store fail.
final class Faults: Sendable {
    private let failing = Mutex<[String: FaultyStore.Moment]>([:])
    private let calls = Mutex<[String]>([])

    /// The names of all calls since this was asked last.
    func taken() -> [String] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }

    /// From now on a call of this name fails, or with nil does not.
    func set(_ call: String, _ moment: FaultyStore.Moment?) { failing.withLock { $0[call] = moment } }

    func pass(_ call: String, _ moment: FaultyStore.Moment) throws(JournalError) {
        if moment == .before { calls.withLock { $0.append(call) } }
        if failing.withLock({ $0[call] == moment }) { throw FaultyStore.full }
    }
}
