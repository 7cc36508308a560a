/// One time that a schedule was due, and what became of it: run, tried again, or left out and why.
///
/// Times are milliseconds since 1970.
package struct ScheduleTick: Sendable, Equatable {
    /// Why it was due.
    package enum Trigger: String, Sendable, CaseIterable {
        /// The schedule's time came while the daemon watched.
        case timed
        /// The schedule's time had come while nobody watched, or the clock jumped over it.
        case missed
        /// A person asked for it.
        case manual
    }

    /// How it stands.
    package enum State: String, Sendable, CaseIterable {
        /// To be run, and not begun: it waits for another run's end, for a free place, or for room on the disk.
        case owed
        /// Its run has an id and was handed to a process.
        case running
        /// Its run ended badly, and goes on at `next`.
        case waiting
        case done
        /// Its run ended badly, and nothing more is tried.
        case failed
        /// It was never run; `reason` says why.
        case skipped
    }

    /// Why it was skipped, or why an owed one has not begun yet.
    package enum Reason: String, Sendable, CaseIterable {
        /// The run before was not over, and runs of this schedule do not overlap.
        case overlap
        /// Another one took its place while it waited or ran.
        case replaced
        /// The schedule was paused.
        case paused
        /// Nobody watched at its time, and the schedule makes up for fewer than were missed.
        case missed
        /// Its deadline had passed before it could begin.
        case deadline
        /// As many runs were under way as may be at once.
        case busy
        /// The disk is nearly full.
        case disk
        /// The schedule cannot be run as it is: its file, script or profile is wrong or gone.
        case broken
        /// Its run was cut off, and the schedule has such runs reported, not gone on with; or it was cut off too often.
        case cutOff = "cut_off"
    }

    /// The number it is kept by; 0 until it is entered.
    package var number: Int64 = 0
    package var schedule: String
    /// When it was to begin, jitter included.
    package var due: Int64
    /// The last of the times that a skipped one stands for; `due` where that is the only one.
    package var last: Int64
    /// How many times it stands for: more than 1 only where it was skipped.
    package var count = 1
    package var trigger: Trigger
    package var state: State
    package var reason: Reason?
    /// The id of its run, given before the run's process is started.
    package var run: String?
    /// How often its run was begun or gone on with, by us.
    package var attempts = 0
    /// How often it was tried again after it had ended badly.
    package var retries = 0
    /// How often in a row its run was cut off by the end of a daemon or machine.
    package var cutOffs = 0
    /// When it is tried again; of a waiting one alone.
    package var next: Int64?
    /// The process that started its run and will hear of its end, as `ProcessIdentity` writes it.
    package var owner: String?
    /// When its run first began.
    package var began: Int64?
    /// When it was over.
    package var ended: Int64?
    /// The contract's exit code of the latest attempt.
    package var exitCode: Int32?
    /// What went wrong in the latest attempt, as it was told.
    package var failure: String?

    package init(schedule: String, due: Int64, trigger: Trigger, state: State, reason: Reason? = nil) {
        self.schedule = schedule
        self.due = due
        last = due
        self.trigger = trigger
        self.state = state
        self.reason = reason
    }

    /// Whether something is still to be done for it.
    package var isOpen: Bool { [.owed, .running, .waiting].contains(state) }
}

/// What a schedule was due for since its cursor, one after the other.
package struct ScheduleAccount: Sendable, Equatable {
    package var schedule: String
    /// The cursor that it begins at.
    package var from: Int64
    /// The cursor from then on.
    package var through: Int64
    /// In the order in which they were due.
    package var ticks: [ScheduleTick]

    package init(schedule: String, from: Int64, through: Int64, ticks: [ScheduleTick] = []) {
        self.schedule = schedule
        self.from = from
        self.through = through
        self.ticks = ticks
    }
}

/// Which ticks are wanted; what is nil does not matter.
package struct TickQuery: Sendable, Equatable {
    package var schedule: String?
    /// Empty for any.
    package var states: Set<ScheduleTick.State> = []
    /// Only those that were due then or later, in milliseconds since 1970.
    package var since: Int64?
    /// How many at most.
    package var most: Int?

    package init() {}
}
