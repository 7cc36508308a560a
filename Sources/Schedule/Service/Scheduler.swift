import Host
import Journal
import Webex

/// Has schedules run when they are due: the one place that enters ticks and what becomes of them.
///
/// What is to be done is decided by values without I/O (`Schedule/Policy`); how far it came stands in the store alone, so
/// that a scheduler may end anywhere, and the next one goes on from there. Each attempt is entered before its process is
/// started, with the id that its run will have.
package actor Scheduler {
    /// A schedule that can be run, and when it is due.
    struct Sound {
        let schedule: ScheduleDefinition
        let times: DueTimes
    }

    /// A run whose end is waited for here.
    struct Watched {
        /// As it was entered last.
        var tick: ScheduleTick
        let schedule: ScheduleDefinition?
        let process: any StartedRun
        let watch: Task<Void, Never>
        var interrupted: Int64?
        var isKilled = false
    }

    /// Milliseconds that nothing is looked at for at most: so late a change by another process or of the clock is seen.
    package static let longestSleep: Int64 = 30_000
    /// Milliseconds that a run has to end in order when it is asked to.
    package static let patience: Int64 = 30_000
    /// Milliseconds that the clock may go back without being told.
    static let slack: Int64 = 60_000

    let store: any ScheduleStore
    let starter: any RunStarter
    let clock: WallClock
    let settings: SchedulerSettings
    private nonisolated let alarm = Alarm()

    var schedules: [String: Sound] = [:]
    var broken: [String: HostError] = [:]
    /// What was loaded and is not taken up yet.
    var loaded: (schedules: [ScheduleDefinition], broken: [(name: String, problem: HostError)])?
    var hasLoaded = false
    var queue = DueQueue()
    var watched: [Int64: Watched] = [:]
    /// How runs ended that are not settled yet, by their ticks.
    var finished: [Int64: RunStanding] = [:]
    var looked: Int64?
    var waiting = 0
    var trouble: JournalError?
    private var isStopping = false

    package init(
        store: any ScheduleStore,
        starter: any RunStarter,
        clock: WallClock,
        settings: SchedulerSettings = SchedulerSettings()
    ) {
        self.store = store
        self.starter = starter
        self.clock = clock
        self.settings = settings
    }

    /// Takes up what the schedules are now, all of them, at the next look; nothing is run before the first time.
    ///
    /// A schedule that is in neither list is gone: its times begin anew should it come back.
    ///
    /// - Parameters:
    ///   - definitions: those that can be run.
    ///   - broken: the names of those whose files cannot be read, and why.
    package func load(_ definitions: [ScheduleDefinition], broken: [(name: String, problem: HostError)]) {
        loaded = (definitions, broken)
        alarm.ring()
    }

    /// Looks at once what is to be done: something has changed.
    package nonisolated func wake() { alarm.ring() }

    /// Has `run` end: nothing is begun any more, runs have the grace time to end by themselves, then they are asked to, so
    /// that the next scheduler goes on with them, and at last they are killed.
    package nonisolated func stop() {
        Task { await beginStopping() }
    }

    private func beginStopping() {
        isStopping = true
        alarm.ring()
    }

    /// How it stands.
    package var overview: SchedulerOverview {
        var overview = SchedulerOverview()
        overview.next = schedules.mapValues { queue.times[$0.schedule.name] }
        overview.broken = broken
        overview.running = watched.values.map(\.tick).sorted { ($0.run ?? "", $0.number) < ($1.run ?? "", $1.number) }
        overview.waiting = waiting
        overview.journal = trouble
        overview.gate = settings.gate()
        overview.looked = looked
        overview.isStopping = isStopping
        return overview
    }

    /// Does what is to be done whenever it is, until its task is cancelled or it is stopped.
    ///
    /// A journal that cannot be used is told, and tried again.
    package func run() async {
        var failures = 0
        var inARow = 0
        while !Task.isCancelled, !isStopping {
            var wait: Int64
            do throws(JournalError) {
                wait = min(max(0, try await round() - clock.now()), Self.longestSleep)
                failures = 0
            } catch {
                failures += 1
                wait = min(1_000 << Int64(min(failures, 6)), Self.longestSleep)
            }
            // Each look does something, so that this is never so; a mistake must not take a whole processor.
            inARow = wait == 0 ? inARow + 1 : 0
            if inARow > 1_000 { wait = 1_000 }
            if wait > 0 { await sleep(wait) }
        }
        if isStopping { await end() }
    }

    /// Sleeps until then or until it is woken, and tells a clock that was set forward meanwhile.
    func sleep(_ milliseconds: Int64) async {
        let before = clock.now()
        await alarm.sleep(milliseconds, clock)
        let excess = clock.now() - before - milliseconds
        if excess > Self.slack { tell(.clockForward(excess)) }
    }

    /// Does what is to be done now; one at a time.
    ///
    /// - Returns: when there is something to do next for all that is known now, in milliseconds since 1970; what other
    ///   processes do, and what could not be found out, is another reason to look again.
    /// - Throws: `JournalError`, told already. What was not entered is done by the next look.
    package func round() async throws(JournalError) -> Int64 {
        let now = clock.now()
        do throws(JournalError) {
            try await followClock(now)
            try await takeUp(now)
            guard hasLoaded else { return .max }
            try await settle(now)
            try await account(now)
            let next = try await proceed(now)
            looked = now
            if trouble != nil {
                trouble = nil
                tell(.journalRecovered)
            }
            // What ended meanwhile is settled at once.
            return finished.isEmpty ? min(next ?? .max, queue.first ?? .max) : now
        } catch {
            if trouble != error { tell(.journalFailed(error)) }
            trouble = error
            throw error
        }
    }

    func tell(_ event: SchedulerEvent) { settings.listener?.heard(event) }

    /// Takes note of how a run ended.
    func finish(_ tick: Int64, _ standing: RunStanding) {
        finished[tick] = standing
        alarm.ring()
    }
}
