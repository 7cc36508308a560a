import Glibc
import Host
import Journal
import Webex

/// A schedule's run that a person asks for and waits for: a tick of its own, which a daemon leaves alone meanwhile.
package struct ManualRun: Sendable {
    private let schedule: ScheduleDefinition
    private let store: any ScheduleStore
    private let runs: JournalPlace
    private let program: String
    private let clock: WallClock

    /// - Parameters:
    ///   - schedule: what is run.
    ///   - store: where the tick is entered.
    ///   - runs: where the run is entered.
    ///   - program: the path of `patchbay`.
    ///   - clock: by which retries are waited for.
    package init(
        of schedule: ScheduleDefinition,
        store: any ScheduleStore,
        runs: JournalPlace,
        program: String,
        clock: WallClock = .system
    ) {
        self.schedule = schedule
        self.store = store
        self.runs = runs
        self.program = program
        self.clock = clock
    }

    /// Runs it, and tries it again as the schedule says where that is wanted.
    ///
    /// - Parameters:
    ///   - retries: whether a run that ends badly is gone on with.
    ///   - waiting: told how many milliseconds it is until it is.
    /// - Returns: the exit code.
    /// - Throws: `HostError` when another run of the schedule is in the way, or there can be no process; `JournalError`.
    package func perform(retries: Bool, waiting: (ScheduleTick, Int64) -> Void) async throws -> Int32 {
        // Only this process changes from here on.
        guard chdir(schedule.folder) == 0 else { throw HostError.system(errno, path: schedule.folder) }
        var tick = try await enter()
        while true {
            let words = try await words(for: tick)
            var failure: HostError?
            var exitCode: Int32 = 0
            var told: Int32?
            do throws(HostError) {
                let end = try await ForegroundProcess.run(program, words)
                exitCode = end.exitCode
                told = if case .code(let code) = end { code } else { nil }
            } catch {
                (failure, exitCode, told) = (error, error.exitCode, error.exitCode)
            }
            var end = AttemptEnd(
                tick,
                exitCode: told,
                failure: try await self.failure(of: tick) ?? failure?.description,
                retries: retries ? schedule.possibleRetries : nil,
                wasFailing: false,
                now: clock.now()
            ).tick
            // A daemon that saw nobody look after it would give it up.
            if end.isOpen { end.owner = tick.owner }
            _ = try await store.change(end, from: tick, isFailing: nil, notices: [])
            guard let next = end.next else {
                if let failure { throw failure }
                return exitCode
            }
            waiting(end, max(0, next - clock.now()))
            try await clock.sleep(max(0, next - clock.now()))
            tick = try await goOn(end)
        }
    }

    private func enter() async throws -> ScheduleTick {
        let now = clock.now()
        var tick = ScheduleTick(schedule: schedule.name, due: now, trigger: .manual, state: .running)
        tick.run = RunID.make(at: now)
        tick.owner = ProcessIdentity.own.text
        tick.attempts = 1
        tick.began = now
        let isAlone = [.forbid, .queue].contains(schedule.overlap)
        if let entered = try await store.enter(tick, alone: isAlone) { return entered }
        try await closeStale()
        if let entered = try await store.enter(tick, alone: isAlone) { return entered }
        throw try await refusal()
    }

    /// Closes what persons began and left, and that no daemon was there to close.
    private func closeStale() async throws {
        for tick in try await open() where tick.trigger == .manual {
            guard let run = tick.run, let owner = tick.owner, !ProcessIdentity.isAlive(owner),
                !runs.locks.isRunning(run)
            else { continue }
            let now = clock.now()
            let end =
                if let known = try await runs.store.run(run)?.end {
                    AttemptEnd(
                        tick,
                        exitCode: known.exitCode,
                        failure: known.failure,
                        retries: nil,
                        wasFailing: false,
                        now: now
                    )
                } else {
                    AttemptEnd(cutOff: tick, isUnknown: false, wasAsked: false, rule: nil, now: now)
                }
            _ = try await store.change(end.tick, from: tick, isFailing: nil, notices: [])
        }
    }

    private func open() async throws(JournalError) -> [ScheduleTick] {
        try await store.openTicks().filter { $0.schedule == schedule.name }
    }

    /// What is said where another one is not over.
    private func refusal() async throws(JournalError) -> HostError {
        let other = try await open().first
        let run = other?.run.map { " (run \($0))" } ?? ""
        let problem =
            switch other?.state {
            case .running: "is running already\(run)"
            case .waiting: "has a run that waits to be tried again\(run)"
            default: "is due already and waits for its turn"
            }
        let hint =
            other?.run.map { "wait for its end: patchbay runs show \($0); or write overlap: allow" }
            ?? "patchbay schedule history \(schedule.name) shows why"
        return HostError(.invalid, schedule.name, problem, hint: hint)
    }

    /// The words behind `patchbay`: a run that the journal knows is gone on with.
    private func words(for tick: ScheduleTick) async throws(JournalError) -> [String] {
        guard let run = tick.run else { return schedule.commandLine() }
        let isKnown = tick.attempts > 1 ? try await runs.store.run(run) != nil : false
        return isKnown ? ["resume", run] : schedule.commandLine(run: run)
    }

    /// What the run told as its failure.
    private func failure(of tick: ScheduleTick) async throws(JournalError) -> String? {
        guard let run = tick.run else { return nil }
        return try await runs.store.run(run)?.end?.failure
    }

    private func goOn(_ tick: ScheduleTick) async throws -> ScheduleTick {
        var running = tick
        running.state = .running
        running.next = nil
        running.attempts += 1
        guard try await store.change(running, from: tick, isFailing: nil, notices: []) else {
            throw HostError(.invalid, schedule.name, "was forgotten meanwhile", hint: "patchbay schedule list")
        }
        return running
    }
}
