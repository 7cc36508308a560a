import Host
import Journal

/// Begins runs, goes on with them, and gives up what is not to be run.
extension Scheduler {
    /// Looks after the open ticks.
    ///
    /// - Returns: when the next one of them comes to its time; nil where none waits for one.
    func proceed(_ now: Int64) async throws(JournalError) -> Int64? {
        var open = try await store.openTicks()
        if try await recover(open, now) { open = try await store.openTicks() }
        let pauses = try await pauses(of: open)
        let turn = Turn(
            open: open,
            isOthers: { isOthers($0) },
            standing: { standing($0, isPaused: pauses.contains($0)) },
            free: settings.atMost - watched.count,
            isClosed: settings.gate() != nil,
            now: now
        )
        for item in turn.items {
            switch item.move {
            case .begin: try await begin(item.tick, now)
            case .hold(let reason): try await hold(item.tick, reason)
            case .drop(let reason): try await drop(item.tick, reason, now)
            case .interrupt: interrupt(item.tick.number, now)
            }
        }
        waiting = open.count { $0.state != .running } - turn.items.count { $0.move == .begin }
        return [turn.next, killLate(now)].compactMap(\.self).min()
    }

    /// Whether another process, which lives, looks after a tick.
    func isOthers(_ tick: ScheduleTick) -> Bool {
        guard let owner = tick.owner, owner != settings.owner.text else { return false }
        return settings.isAlive(owner)
    }

    private func standing(_ name: String, isPaused: Bool) -> Turn.Standing {
        if let sound = schedules[name] { return .sound(sound.schedule, isPaused: isPaused) }
        return broken[name] == nil ? .gone : .broken
    }

    /// Which schedules are paused, of those that have something to begin.
    private func pauses(of open: [ScheduleTick]) async throws(JournalError) -> Set<String> {
        var paused: Set<String> = []
        for name in Set(open.filter { $0.state != .running }.map(\.schedule)) {
            if try await store.state(of: name)?.pause != nil { paused.insert(name) }
        }
        return paused
    }

    private func begin(_ tick: ScheduleTick, _ now: Int64) async throws(JournalError) {
        guard let schedule = schedules[tick.schedule]?.schedule else { return }
        var way = RunOrder.Way.begin
        if let run = tick.run {
            guard let standing = await standing(of: run, tick.schedule) else { return }
            switch standing {
            case .unknown: break
            case .cutOff: way = .resume
            case .ended(let code, let failure):
                // A person has gone on with it meanwhile.
                guard code != ExitCode.done else {
                    // What waited for this end is not to wait for the next look besides.
                    wake()
                    return try await end(tick, schedule, code, failure, now)
                }
                way = .resume
            case .running: return try await adopt(tick, run)
            }
        }
        let run = tick.run ?? RunID.make(at: now)
        var begun = tick
        begun.state = .running
        begun.reason = nil
        begun.next = nil
        begun.run = run
        begun.owner = settings.owner.text
        begun.began = tick.began ?? now
        begun.attempts += 1
        guard try await store.change(begun, from: tick, isFailing: nil, notices: []) else { return }
        do throws(HostError) {
            let order = RunOrder(schedule: schedule, run: run, way: way)
            watch(begun, schedule, try await starter.start(order))
            tell(.began(tick: begun, way))
        } catch {
            try await end(begun, schedule, error.exitCode, error.description, now)
        }
    }

    private func hold(_ tick: ScheduleTick, _ reason: ScheduleTick.Reason) async throws(JournalError) {
        guard tick.reason != reason else { return }
        var held = tick
        held.reason = reason
        if try await store.change(held, from: tick, isFailing: nil, notices: []) { tell(.held(tick: held)) }
    }

    private func drop(_ tick: ScheduleTick, _ reason: ScheduleTick.Reason, _ now: Int64) async throws(JournalError) {
        var dropped = tick
        // What was tried once was run, and is not told as if it never had been.
        dropped.state = tick.state == .owed ? .skipped : .failed
        dropped.reason = reason
        dropped.next = nil
        dropped.owner = nil
        dropped.ended = now
        guard try await store.change(dropped, from: tick, isFailing: nil, notices: []) else { return }
        tell(dropped.state == .skipped ? .skipped(tick: dropped) : .ended(tick: dropped))
    }

    /// Waits for the end of a run.
    func watch(_ tick: ScheduleTick, _ schedule: ScheduleDefinition?, _ process: any StartedRun) {
        let number = tick.number
        let watch = Task { [weak self] in
            let standing = await process.end()
            guard !Task.isCancelled else { return }
            await self?.finish(number, standing)
        }
        watched[number] = Watched(tick: tick, schedule: schedule, process: process, watch: watch)
    }

    /// Asks a run to end in order, once.
    func interrupt(_ number: Int64, _ now: Int64) {
        guard let run = watched[number], run.interrupted == nil else { return }
        watched[number]?.interrupted = now
        run.process.interrupt()
        tell(.interrupted(tick: run.tick))
    }

    /// Kills runs that did not end though they were asked to.
    ///
    /// - Returns: when the next one is to be killed; nil where none is.
    func killLate(_ now: Int64) -> Int64? {
        var next: Int64?
        for (number, run) in watched where !run.isKilled {
            guard let interrupted = run.interrupted else { continue }
            if now - interrupted >= Self.patience {
                watched[number]?.isKilled = true
                run.process.kill()
                tell(.killed(tick: run.tick))
            } else {
                next = min(next ?? .max, interrupted + Self.patience)
            }
        }
        return next
    }

    /// How the journal has a run; nil, and told, when that cannot be found out now.
    func standing(of run: String, _ schedule: String) async -> RunStanding? {
        do throws(HostError) {
            return try await starter.standing(of: run)
        } catch {
            tell(.failed(schedule: schedule, run: run, error))
            return nil
        }
    }
}
