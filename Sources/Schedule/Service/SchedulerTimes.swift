import Host
import Journal

/// What schedules there are, and which of their times have come.
extension Scheduler {
    /// Sets cursors back that a clock which was set back has left behind.
    func followClock(_ now: Int64) async throws(JournalError) {
        guard let latest = looked, latest > now + Self.slack else { return }
        for state in try await store.states() where state.cursor > now + Self.slack {
            try await store.setBack(state.name, to: now)
            if let sound = schedules[state.name] { queue.set(state.name, sound.times.next(after: now)) }
        }
        looked = now
        tell(.clockBack(latest - now))
    }

    /// Takes up what was loaded.
    func takeUp(_ now: Int64) async throws(JournalError) {
        guard let loaded else { return }
        // What comes meanwhile is taken up by the next look.
        self.loaded = nil
        do throws(JournalError) { try await takeUp(loaded, now) } catch {
            if self.loaded == nil { self.loaded = loaded }
            throw error
        }
    }

    private func takeUp(
        _ loaded: (schedules: [ScheduleDefinition], broken: [(name: String, problem: HostError)]),
        _ now: Int64
    ) async throws(JournalError) {
        var known: [String: ScheduleState] = [:]
        for state in try await store.states() { known[state.name] = state }
        let sound = loaded.schedules.map { Sound(schedule: $0, times: DueTimes($0)) }
        var timings: [String: String] = [:]
        for item in sound where known[item.schedule.name]?.timing != item.times.identity {
            timings[item.schedule.name] = item.times.identity
        }
        let there = Set(loaded.schedules.map(\.name) + loaded.broken.map(\.name))
        let gone = known.values.filter { !there.contains($0.name) && !$0.timing.isEmpty }.map(\.name).sorted()
        for name in gone { timings[name] = "" }
        for state in try await store.watch(timings, from: now) { known[state.name] = state }
        try await setBack(&known, now)
        try await tellBroken(loaded.broken, now)

        queue = DueQueue()
        schedules = [:]
        for item in sound {
            let name = item.schedule.name
            schedules[name] = item
            queue.set(name, item.times.next(after: known[name]?.cursor ?? now))
            if broken[name] != nil { tell(.mended(schedule: name)) }
            if timings[name] != nil { tell(.watched(schedule: name)) }
        }
        for (name, problem) in loaded.broken where broken[name] != problem { tell(.broken(schedule: name, problem)) }
        broken = Dictionary(loaded.broken.map { ($0.name, $0.problem) }) { first, _ in first }
        for name in gone { tell(.removed(schedule: name)) }
        hasLoaded = true
    }

    /// A cursor that is ahead was set by a clock that was.
    private func setBack(_ known: inout [String: ScheduleState], _ now: Int64) async throws(JournalError) {
        var furthest: Int64 = 0
        for state in known.values where state.cursor > now + Self.slack {
            try await store.setBack(state.name, to: now)
            known[state.name]?.cursor = now
            furthest = max(furthest, state.cursor - now)
        }
        if furthest > 0 { tell(.clockBack(furthest)) }
    }

    /// Has people told of schedules that were sound until now.
    private func tellBroken(
        _ broken: [(name: String, problem: HostError)],
        _ now: Int64
    ) async throws(JournalError) {
        let notices = broken.flatMap { name, problem in
            (schedules[name]?.schedule.notify ?? []).map { channel in
                ScheduleNotice(schedule: name, kind: .broken, channel: channel, text: "\(problem)", made: now)
            }
        }
        guard !notices.isEmpty else { return }
        try await store.enter(notices)
        tell(.noticed(count: notices.count))
    }

    /// Enters the times that have come.
    func account(_ now: Int64) async throws(JournalError) {
        let due = queue.due(by: now)
        guard !due.isEmpty else { return }
        let open = Dictionary(grouping: try await store.openTicks(), by: \.schedule)
        var accounts: [ScheduleAccount] = []
        for name in due {
            guard let sound = schedules[name] else {
                queue.set(name, nil)
                continue
            }
            guard let state = try await state(of: sound, now) else { continue }
            let account = Arrears.account(
                of: sound.schedule,
                sound.times,
                after: state.cursor,
                now: now,
                isPaused: state.pause != nil,
                open: open[name] ?? []
            )
            if let account { accounts.append(account) } else { queue.set(name, sound.times.next(after: state.cursor)) }
        }
        let (entered, leftOut) = try await store.enter(accounts)
        // One that another process has accounted for meanwhile stays due, and is looked at again.
        for account in accounts where !leftOut.contains(account.schedule) {
            queue.set(account.schedule, schedules[account.schedule]?.times.next(after: account.through))
        }
        for tick in entered where tick.state == .skipped { tell(.skipped(tick: tick)) }
    }

    /// How far a schedule is accounted for; it begins anew where somebody made it be forgotten.
    private func state(of sound: Sound, _ now: Int64) async throws(JournalError) -> ScheduleState? {
        let name = sound.schedule.name
        if let state = try await store.state(of: name), state.timing == sound.times.identity { return state }
        let state = try await store.watch([name: sound.times.identity], from: now).first
        tell(.watched(schedule: name))
        return state
    }
}
