import Host
import Journal
import Logging
import ServiceLifecycle
import Synchronization
import Webex

/// The daemon: all that runs schedules and looks after what they need, begun and ended together.
package struct Daemon: Sendable {
    /// What it is made of.
    package struct Parts: Sendable {
        package var store: any ScheduleStore
        package var processes: HostProcesses
        package var files: ScheduleFiles
        package var post: NoticePost
        package var upkeep: SignInUpkeep
        package var housekeeping: Housekeeping
        package var metrics: DaemonMetrics
        package var disk: DiskGate
        package var trace: RunTrace
        package var notify: DaemonNotify
        package var signals: DaemonSignals
        package var clock: WallClock
        package var log: Logger

        package init(
            store: any ScheduleStore,
            processes: HostProcesses,
            files: ScheduleFiles,
            post: NoticePost,
            upkeep: SignInUpkeep,
            housekeeping: Housekeeping,
            metrics: DaemonMetrics,
            disk: DiskGate,
            trace: RunTrace,
            notify: DaemonNotify,
            signals: DaemonSignals,
            clock: WallClock,
            log: Logger
        ) {
            self.store = store
            self.processes = processes
            self.files = files
            self.post = post
            self.upkeep = upkeep
            self.housekeeping = housekeeping
            self.metrics = metrics
            self.disk = disk
            self.trace = trace
            self.notify = notify
            self.signals = signals
            self.clock = clock
            self.log = log
        }
    }

    /// Milliseconds between two looks for what is to be told; it is rung for besides.
    private static let postPace: Int64 = 30_000

    private let parts: Parts
    private let scheduler: Scheduler
    private let grace: Int64
    private let postAlarm = Alarm()
    private let filesAlarm = Alarm()

    /// - Parameters:
    ///   - parts: what it is made of.
    ///   - atMost: how many runs may be under way at once.
    ///   - grace: milliseconds that runs have to end by themselves when the daemon ends.
    package init(_ parts: Parts, atMost: Int, grace: Int64) {
        self.parts = parts
        self.grace = grace
        let disk = parts.disk
        let settings = SchedulerSettings(
            atMost: atMost,
            grace: grace,
            gate: { disk.problem },
            listener: DaemonListener(log: parts.log, metrics: parts.metrics, trace: parts.trace, post: postAlarm)
        )
        scheduler = Scheduler(
            store: parts.store,
            starter: parts.processes,
            clock: parts.clock,
            settings: settings
        )
    }

    /// Brings up to date what is measured when somebody asks.
    package func measure() async { parts.metrics.measure(await scheduler.overview) }

    /// How it stands.
    ///
    /// - Parameters:
    ///   - version: the program's.
    ///   - since: when it began, in milliseconds since 1970.
    /// - Returns: what there is to say.
    package func health(version: String, since: Int64) async -> HealthReport {
        HealthReport(await scheduler.overview, doubts: await parts.files.doubts, version: version, since: since)
    }

    /// Serves until SIGTERM or SIGINT comes, and returns when runs have ended or were given up in order.
    ///
    /// A second signal ends the process at once; runs then go on, and the next daemon finds them.
    ///
    /// - Parameter endpoints: what else serves, ended after the scheduler.
    /// - Throws: what ended one of them before.
    package func run(beside endpoints: [any Service]) async throws {
        await scheduler.load(parts.files.listing.definitions, broken: parts.files.broken)
        // The last is ended first: who tells how the daemon stands and what became of runs, does it up to the end.
        let services: [any Service] =
            [watchdog] + endpoints + [
                Recurrence(
                    every: Self.postPace,
                    clock: parts.clock,
                    alarm: postAlarm,
                    isWantedAtTheEnd: true,
                    tellPeople
                ),
                Recurrence(every: Housekeeping.pace, clock: parts.clock) { await parts.housekeeping.tidy() },
                Recurrence(every: SignInUpkeep.pace, clock: parts.clock) {
                    await parts.files.doubt()
                    await parts.upkeep.look(await parts.files.listing.definitions)
                },
                Recurrence(every: ScheduleFiles.pace, clock: parts.clock, alarm: filesAlarm) {
                    await look(force: false)
                },
                Recurrence(every: Self.diskPace, clock: parts.clock, lookAtDisk()),
                SchedulerService(scheduler: scheduler),
            ]
        var quiet = parts.log
        quiet.logLevel = .error
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                logger: quiet
            )
        )
        listen(group)
        parts.notify.ready("serves \(await parts.files.listing.definitions.count) schedules")
        try await group.run()
    }

    private func listen(_ group: ServiceGroup) {
        let isEnding = Atomic(false)
        parts.signals.listen { number in
            guard number != DaemonSignals.reload else {
                parts.notify.reloading()
                Task {
                    await look(force: true)
                    parts.notify.ready("serves \(await parts.files.listing.definitions.count) schedules")
                }
                return
            }
            if isEnding.exchange(true, ordering: .relaxed) { DaemonSignals.endAtOnce() }
            parts.log.notice(
                "ends: runs have \(DurationText.shown(grace)) to end by themselves; a second signal ends at once"
            )
            parts.notify.stopping(within: grace + Scheduler.patience * 2)
            Task { await group.triggerGracefulShutdown() }
        }
    }

    private func look(force isForced: Bool) async {
        guard await parts.files.refresh(force: isForced) else { return }
        await scheduler.load(parts.files.listing.definitions, broken: parts.files.broken)
        await parts.files.doubt()
    }

    private func tellPeople() async {
        do throws(JournalError) { _ = try await parts.post.round() } catch {
            parts.log.warning("what is to be told cannot be read, and is by the next time: \(error)")
        }
    }

    /// Milliseconds between two looks at the disk.
    private static let diskPace: Int64 = 10_000

    /// Tells a disk that has become nearly full, or is not any more, once.
    private func lookAtDisk() -> @Sendable () async -> Void {
        let wasFull = Atomic(false)
        return {
            let problem = parts.disk.problem
            guard wasFull.exchange(problem != nil, ordering: .relaxed) != (problem != nil) else { return }
            scheduler.wake()
            guard let problem else { return parts.log.notice("there is room on the disk again: runs begin") }
            parts.log.error("\(problem)")
        }
    }

    /// Milliseconds from the end of one look of the scheduler to that of the next, of one that works.
    private static let longestLook: Int64 = 300_000

    /// Tells the service manager that the daemon lives, as long as its scheduler looks what is due.
    private var watchdog: Recurrence {
        let pace = parts.notify.watchdog.map { max(1, $0 / 3) } ?? 3_600_000
        return Recurrence(every: pace, clock: parts.clock) {
            guard parts.notify.watchdog != nil else { return }
            let overview = await scheduler.overview
            // An actor answers also while a look of its waits for ever: what counts is that looks end.
            if let looked = overview.looked, overview.journal == nil, !overview.isStopping,
                parts.clock.now() - looked > Self.longestLook
            {
                return
            }
            parts.notify.alive()
        }
    }
}

/// The scheduler, ended as the daemon ends.
private struct SchedulerService: Service {
    let scheduler: Scheduler

    func run() async {
        await withGracefulShutdownHandler {
            await scheduler.run()
        } onGracefulShutdown: {
            scheduler.stop()
        }
    }
}
