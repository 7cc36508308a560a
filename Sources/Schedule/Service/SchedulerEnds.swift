import Host
import Journal

/// What comes after the end of a run, whoever saw it.
extension Scheduler {
    /// Enters how runs ended that were watched.
    func settle(_ now: Int64) async throws(JournalError) {
        for (number, standing) in finished.sorted(by: { $0.key < $1.key }) {
            try await settle(number, standing, now)
        }
    }

    /// Enters how one run ended.
    func settle(_ number: Int64, _ standing: RunStanding, _ now: Int64) async throws(JournalError) {
        if let run = watched[number] { try await settle(run, standing, now) }
        watched[number] = nil
        finished[number] = nil
    }

    private func settle(_ run: Watched, _ standing: RunStanding, _ now: Int64) async throws(JournalError) {
        let schedule = schedules[run.tick.schedule]?.schedule ?? run.schedule
        switch standing {
        // Nobody watches it any more: it is looked at like one that was found.
        case .running: return
        case .ended(let code, let failure): try await end(run.tick, schedule, code, failure, now)
        case .unknown, .cutOff: try await end(run.tick, schedule, nil, nil, now)
        }
    }

    /// Enters how an attempt ended, and what comes next.
    func end(
        _ tick: ScheduleTick,
        _ schedule: ScheduleDefinition?,
        _ exitCode: Int32?,
        _ failure: String?,
        _ now: Int64
    ) async throws(JournalError) {
        let end = AttemptEnd(
            tick,
            exitCode: exitCode,
            failure: failure,
            // What a person asked for is tried again by that person's process, or not at all.
            retries: tick.trigger == .manual ? nil : schedule?.possibleRetries,
            isReplaced: try await isReplaced(tick, schedule),
            wasFailing: try await store.state(of: tick.schedule)?.isFailing ?? false,
            now: now
        )
        try await enter(end, from: tick, schedule, now)
    }

    /// Whether a later tick of the schedule takes the place of this one.
    private func isReplaced(_ tick: ScheduleTick, _ schedule: ScheduleDefinition?) async throws(JournalError) -> Bool {
        guard schedule?.overlap == .replace else { return false }
        return try await store.openTicks().contains {
            $0.schedule == tick.schedule && $0.state == .owed && ($0.due, $0.number) > (tick.due, tick.number)
        }
    }

    private func enter(
        _ end: AttemptEnd,
        from before: ScheduleTick,
        _ schedule: ScheduleDefinition?,
        _ now: Int64
    ) async throws(JournalError) {
        var notices: [ScheduleNotice] = []
        if let kind = end.notice {
            notices = (schedule?.notify ?? []).map {
                ScheduleNotice(schedule: before.schedule, kind: kind, channel: $0, tick: before.number, made: now)
            }
        }
        // Where another process has changed it meanwhile, that one knows better.
        guard try await store.change(end.tick, from: before, isFailing: end.isFailing, notices: notices) else { return }
        tell(end.tick.isOpen ? .waits(tick: end.tick) : .ended(tick: end.tick))
        if !notices.isEmpty { tell(.noticed(count: notices.count)) }
    }

    /// Takes up running ticks that nobody looks after: their daemon or `run-now` is gone.
    ///
    /// - Returns: whether there were any.
    func recover(_ open: [ScheduleTick], _ now: Int64) async throws(JournalError) -> Bool {
        let orphans = open.filter { tick in
            let isHeld = tick.state == .running || tick.state == .waiting && tick.owner != nil
            return isHeld && watched[tick.number] == nil && !isOthers(tick)
        }
        for tick in orphans { try await recover(tick, now) }
        return !orphans.isEmpty
    }

    private func recover(_ tick: ScheduleTick, _ now: Int64) async throws(JournalError) {
        guard let run = tick.run, let standing = await standing(of: run, tick.schedule) else { return }
        let schedule = schedules[tick.schedule]?.schedule
        let isDone = if case .ended(ExitCode.done, _) = standing { true } else { false }
        if standing == .running { return try await adopt(tick, run) }
        // How it is to be gone on with stands in its file: that is waited for.
        if broken[tick.schedule] != nil, tick.trigger != .manual, !isDone { return }
        switch standing {
        case .running: return
        case .ended(ExitCode.interrupted, _) where tick.trigger != .manual:
            let end = AttemptEnd(
                cutOff: tick,
                isUnknown: false,
                wasAsked: true,
                rule: schedule?.possibleCutOff,
                now: now
            )
            try await enter(end, from: tick, schedule, now)
        case .ended(let code, let failure): try await self.end(tick, schedule, code, failure, now)
        case .cutOff, .unknown:
            let end = AttemptEnd(
                cutOff: tick,
                isUnknown: standing == .unknown,
                wasAsked: false,
                rule: schedule?.possibleCutOff,
                now: now
            )
            try await enter(end, from: tick, schedule, now)
        }
    }

    /// Waits from now on for the end of a run that somebody else started.
    func adopt(_ tick: ScheduleTick, _ run: String) async throws(JournalError) {
        let found: (any StartedRun)?
        do throws(HostError) { found = try await starter.adopted(run) } catch {
            return tell(.failed(schedule: tick.schedule, run: run, error))
        }
        // It has ended between the two looks: the next one finds how.
        guard let found else { return }
        var adopted = tick
        adopted.state = .running
        adopted.next = nil
        adopted.owner = settings.owner.text
        guard try await store.change(adopted, from: tick, isFailing: nil, notices: []) else { return }
        watch(adopted, schedules[tick.schedule]?.schedule, found)
        tell(.adopted(tick: adopted))
    }
}
