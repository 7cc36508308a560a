import Host
import Journal

/// What a schedule was due for between its cursor and now, and what becomes of each time: owed, or left out and why.
///
/// Times not later than `onTime` are on time. Later ones were missed, and the schedule says which of them are made up
/// for: those wait until the runs before them are over, whatever its overlap, since they are late already. Where one is
/// on time, it is the latest.
package struct Arrears {
    /// Milliseconds until a time counts as missed.
    package static let onTime: Int64 = 60_000
    /// How many missed times are made up for at most: the latest.
    package static let mostMissed = 1000

    private let schedule: ScheduleDefinition
    private let times: DueTimes
    private let now: Int64
    private var ticks: [ScheduleTick] = []
    private var open: Int
    private var owed: Int

    /// What is to be entered of a schedule.
    ///
    /// - Parameters:
    ///   - schedule: the schedule.
    ///   - times: when it is due.
    ///   - cursor: up to and with which time all have their ticks.
    ///   - now: milliseconds since 1970.
    ///   - isPaused: whether it is paused now.
    ///   - open: its own ticks for which something is still to be done.
    /// - Returns: the account; nil when it was not due.
    package static func account(
        of schedule: ScheduleDefinition,
        _ times: DueTimes,
        after cursor: Int64,
        now: Int64,
        isPaused: Bool,
        open: [ScheduleTick]
    ) -> ScheduleAccount? {
        guard let (latest, first, count) = times.latest(after: cursor, through: now) else { return nil }
        var arrears = Arrears(schedule: schedule, times: times, now: now, open: open)
        if isPaused {
            arrears.skip(.paused, from: first, through: latest, count: count)
        } else {
            let onTime = arrears.onTime(after: cursor)
            arrears.account(late: times.latest(after: cursor, through: now - Self.onTime - 1), isLatest: onTime.isEmpty)
            for due in onTime { arrears.account(timed: due) }
        }
        return ScheduleAccount(schedule: schedule.name, from: cursor, through: latest, ticks: arrears.ticks)
    }

    private init(schedule: ScheduleDefinition, times: DueTimes, now: Int64, open: [ScheduleTick]) {
        self.schedule = schedule
        self.times = times
        self.now = now
        self.open = open.count
        owed = open.count { $0.state == .owed }
    }

    /// The times that are on time, at most a few.
    private func onTime(after cursor: Int64) -> [Int64] {
        var found: [Int64] = []
        var last = max(cursor, now - Self.onTime - 1)
        while let next = times.next(after: last), next <= now {
            found.append(next)
            last = next
        }
        return found
    }

    private mutating func account(timed due: Int64) {
        if let deadline = schedule.deadline, now - due > deadline { return skip(.deadline, from: due) }
        switch schedule.overlap {
        case .allow: owe(due, .timed)
        case .forbid: open == 0 ? owe(due, .timed) : skip(.overlap, from: due)
        case .queue: owed < ScheduleDefinition.Overlap.mostQueued ? owe(due, .timed) : skip(.overlap, from: due)
        case .replace:
            replaceOwed()
            owe(due, .timed)
        }
    }

    private mutating func account(late: (latest: Int64, first: Int64, count: Int)?, isLatest: Bool) {
        guard var late else { return }
        // Of a schedule that makes up for nothing it is not the deadline that leaves a time out.
        if let deadline = schedule.deadline, schedule.missed != .none,
            let past = times.latest(after: late.first - 1, through: min(late.latest, now - deadline - 1))
        {
            skip(.deadline, from: past.first, through: past.latest, count: past.count)
            guard let rest = times.latest(after: past.latest, through: late.latest) else { return }
            late = rest
        }
        let madeUp =
            switch schedule.missed {
            case .none: 0
            case .one: isLatest ? 1 : 0
            // Of those that would replace each other only the latest is left.
            case .all: schedule.overlap == .replace ? (isLatest ? 1 : 0) : max(0, Self.mostMissed - owed)
            }
        let begin = start(ofLatest: madeUp, late)
        if let left = times.latest(after: late.first - 1, through: begin - 1) {
            skip(.missed, from: left.first, through: left.latest, count: left.count)
        }
        var due = times.next(after: begin - 1)
        while let next = due, next <= late.latest {
            owe(next, .missed)
            due = times.next(after: next)
        }
    }

    /// From which time on there are so many, or fewer, up to the end of a stretch.
    private func start(ofLatest most: Int, _ stretch: (latest: Int64, first: Int64, count: Int)) -> Int64 {
        guard most > 0 else { return stretch.latest + 1 }
        guard most > 1 else { return stretch.latest }
        guard most < stretch.count else { return stretch.first }
        var (low, high) = (stretch.first, stretch.latest)
        while low < high {
            let middle = low + (high - low) / 2
            let count = times.latest(after: middle - 1, through: stretch.latest)?.count ?? 0
            if count > most { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Of those that come together only the last begins.
    private mutating func replaceOwed() {
        for place in ticks.indices where ticks[place].state == .owed {
            ticks[place].state = .skipped
            ticks[place].reason = .replaced
            ticks[place].ended = now
        }
    }

    private mutating func owe(_ due: Int64, _ trigger: ScheduleTick.Trigger) {
        ticks.append(ScheduleTick(schedule: schedule.name, due: due, trigger: trigger, state: .owed))
        open += 1
        owed += 1
    }

    private mutating func skip(
        _ reason: ScheduleTick.Reason,
        from first: Int64,
        through last: Int64? = nil,
        count: Int = 1
    ) {
        let trigger: ScheduleTick.Trigger = reason == .missed ? .missed : .timed
        if let latest = ticks.indices.last, ticks[latest].state == .skipped, ticks[latest].reason == reason {
            ticks[latest].last = last ?? first
            ticks[latest].count += count
        } else {
            var tick = ScheduleTick(
                schedule: schedule.name,
                due: first,
                trigger: trigger,
                state: .skipped,
                reason: reason
            )
            tick.last = last ?? first
            tick.count = count
            tick.ended = now
            ticks.append(tick)
        }
    }
}
