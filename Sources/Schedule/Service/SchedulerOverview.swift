import Host
import Journal

/// How a scheduler stands, for health and metrics.
package struct SchedulerOverview: Sendable {
    /// The schedules that it accounts for, with when each is due next, in milliseconds since 1970; nil where it never is.
    package var next: [String: Int64?] = [:]
    /// Those that cannot be run as they are, and why.
    package var broken: [String: HostError] = [:]
    /// The runs that it watches, in the order of their ids.
    package var running: [ScheduleTick] = []
    /// How many ticks are owed or wait to be tried again.
    package var waiting = 0
    /// What keeps it from reading or entering; nil while it can.
    package var journal: JournalError?
    /// Why no run may begin; nil while they may.
    package var gate: HostError?
    /// When it last looked what is due; nil before the first time.
    package var looked: Int64?
    package var isStopping = false

    package init() {}
}
