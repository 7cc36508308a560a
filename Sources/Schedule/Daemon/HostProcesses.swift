import Glibc
import Host
import Journal
import Webex

/// Starts runs as processes of their own, `patchbay run` and `patchbay resume`, and finds out how runs stand.
///
/// A process outlives the daemon that started it: the next one finds it by the lock that it holds.
package struct HostProcesses: RunStarter {
    /// Variables that are about the daemon itself.
    private static let ownVariables = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"]

    private let program: String
    private let place: JournalPlace
    private let logs: RunLogs
    private let environment: [String: String]
    private let trace: RunTrace
    private let clock: WallClock

    /// - Parameters:
    ///   - program: the path of `patchbay`.
    ///   - place: where runs are entered.
    ///   - logs: where their output goes.
    ///   - environment: of the daemon, which each run gets.
    ///   - trace: the trace that each run is told.
    ///   - clock: by which runs of others are looked at again.
    package init(
        program: String,
        place: JournalPlace,
        logs: RunLogs,
        environment: [String: String],
        trace: RunTrace,
        clock: WallClock = .system
    ) {
        self.program = program
        self.place = place
        self.logs = logs
        self.clock = clock
        self.trace = trace
        self.environment = environment.filter { !Self.ownVariables.contains($0.key) }
    }

    package func start(_ order: RunOrder) async throws(HostError) -> any StartedRun {
        let watch = RunWatch(run: order.run, place: place, clock: clock)
        // One that is to be begun was not there; where it is now, another process has begun it meanwhile.
        let before = order.way == .begin ? 0 : try await watch.attempts()
        let log = try logs.open(order.run, schedule: order.schedule.name)
        defer { close(log.descriptor) }
        _ = logs.prune(order.schedule.name, now: clock.now()) { $0 == order.run || place.locks.isRunning($0) }
        var environment = environment
        environment["TRACEPARENT"] = trace.parent(of: order.run)
        let process = try ChildProcess(
            program,
            order.words,
            environment: environment,
            folder: order.schedule.folder,
            output: log.descriptor
        )
        let logs = logs
        return HostRun(process: process, watch: watch, before: before) {
            logs.failure(order.run, schedule: order.schedule.name, from: log.bytes)
        }
    }

    package func adopted(_ run: String) async throws(HostError) -> (any StartedRun)? {
        place.locks.isRunning(run) ? AdoptedRun(watch: RunWatch(run: run, place: place, clock: clock)) : nil
    }

    package func standing(of run: String) async throws(HostError) -> RunStanding {
        try await RunWatch(run: run, place: place, clock: clock).standing()
    }
}

extension RunOrder {
    /// The words behind `patchbay` that carry it out.
    var words: [String] { way == .begin ? schedule.commandLine(run: run) : ["resume", run] }
}

/// A run in a process that this one started.
private struct HostRun: StartedRun {
    let process: ChildProcess
    let watch: RunWatch
    /// The attempts that the run had before.
    let before: Int
    /// What its log says of its failure.
    let told: @Sendable () -> String?

    func end() async -> RunStanding {
        guard let exit = await process.end() else { return .cutOff }
        return await watch.end(of: exit, before: before, told: told)
    }

    func interrupt() { process.signal(SIGINT) }

    func kill() { process.kill() }
}

/// A run in a process that another one started.
private struct AdoptedRun: StartedRun {
    let watch: RunWatch

    func end() async -> RunStanding { await watch.end() }

    func interrupt() { watch.signal(SIGINT) }

    func kill() { watch.signal(SIGKILL) }
}
