import Host
import Journal

/// Which of the open ticks begin now, and which wait or are given up: in the order in which they were due.
package struct Turn: Sendable, Equatable {
    package enum Move: Sendable, Equatable {
        /// Its run is begun, or gone on with.
        case begin
        /// It is owed still, for this reason.
        case hold(ScheduleTick.Reason)
        /// Nothing more is done for it.
        case drop(ScheduleTick.Reason)
        /// Its run makes room for a later one.
        case interrupt
    }

    /// What is known of a tick's schedule.
    package enum Standing: Sendable, Equatable {
        case sound(ScheduleDefinition, isPaused: Bool)
        /// Its file cannot be read: nobody knows how it would be run.
        case broken
        case gone
    }

    package struct Item: Sendable, Equatable {
        package let tick: ScheduleTick
        package let move: Move
    }

    package private(set) var items: [Item] = []
    /// When a tick that waits comes to its time or past its deadline; nil where none does.
    package private(set) var next: Int64?

    private let now: Int64
    private let open: [ScheduleTick]
    private var dropped: Set<Int64> = []
    private var begun: Set<Int64> = []

    /// - Parameters:
    ///   - open: all open ticks, in the order in which they were due.
    ///   - isOthers: whether a tick is another process's, which lives and looks after it.
    ///   - standing: what is known of a schedule.
    ///   - free: how many runs may begin.
    ///   - isClosed: whether none may begin now since the disk is nearly full.
    ///   - now: milliseconds since 1970.
    package init(
        open: [ScheduleTick],
        isOthers: (ScheduleTick) -> Bool,
        standing: (String) -> Standing,
        free: Int,
        isClosed: Bool,
        now: Int64
    ) {
        self.open = open
        self.now = now
        let siblings = Dictionary(grouping: open, by: \.schedule)
        var free = free
        for tick in open where !isOthers(tick) {
            let siblings = siblings[tick.schedule] ?? []
            guard let move = move(of: tick, siblings, standing(tick.schedule), free: free, isClosed: isClosed) else {
                continue
            }
            switch move {
            case .begin:
                free -= 1
                begun.insert(tick.number)
            case .drop: dropped.insert(tick.number)
            case .hold, .interrupt: break
            }
            items.append(Item(tick: tick, move: move))
        }
    }

    /// Nil where nothing is to be done.
    private mutating func move(
        of tick: ScheduleTick,
        _ siblings: [ScheduleTick],
        _ standing: Standing,
        free: Int,
        isClosed: Bool
    ) -> Move? {
        guard case .sound(let schedule, let isPaused) = standing else {
            // A run goes on whatever becomes of its file; one that is to be tried again waits until the file is mended.
            if tick.state == .running || tick.state == .waiting && standing == .broken { return nil }
            return .drop(.broken)
        }
        if schedule.overlap == .replace, siblings.contains(where: { $0.state == .owed && Self.isBefore(tick, $0) }) {
            return tick.state == .running ? .interrupt : .drop(.replaced)
        }
        switch tick.state {
        case .owed:
            if let deadline = schedule.deadline, tick.trigger != .manual {
                if now - tick.due > deadline { return .drop(.deadline) }
                look(at: tick.due + deadline + 1)
            }
            if isPaused { return .drop(.paused) }
            if schedule.overlap != .allow, isBlocked(tick, siblings) { return .hold(.overlap) }
            if isClosed { return .hold(.disk) }
            return free > 0 ? .begin : .hold(.busy)
        case .waiting:
            // No pause is that long: the clock was set back meanwhile.
            if let next = tick.next, next > now, next <= now + max(schedule.retries.longest, 0) {
                look(at: next)
                return nil
            }
            if isPaused || isClosed || free <= 0 { return nil }
            return schedule.overlap != .allow && isBlocked(tick, siblings) ? nil : .begin
        case .running, .done, .failed, .skipped: return nil
        }
    }

    /// Whether another one of its schedule comes first.
    private func isBlocked(_ tick: ScheduleTick, _ siblings: [ScheduleTick]) -> Bool {
        siblings.contains { other in
            guard other.number != tick.number, !dropped.contains(other.number) else { return false }
            return other.state == .running || begun.contains(other.number) || Self.isBefore(other, tick)
        }
    }

    private static func isBefore(_ one: ScheduleTick, _ other: ScheduleTick) -> Bool {
        (one.due, one.number) < (other.due, other.number)
    }

    private mutating func look(at time: Int64) { next = min(next ?? time, time) }
}
