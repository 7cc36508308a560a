import Host
import Journal

/// Something that a scheduler did or met, for logs, metrics and whoever sends what is to be told.
package enum SchedulerEvent: Sendable {
    /// A run was begun or gone on with; `tick` has its id and how often that was.
    case began(tick: ScheduleTick, RunOrder.Way)
    /// A run that was begun before this daemon is watched from now on.
    case adopted(tick: ScheduleTick)
    /// A tick is over: done or failed.
    case ended(tick: ScheduleTick)
    /// A run ended badly or was cut off, and is gone on with at `tick.next`.
    case waits(tick: ScheduleTick)
    /// A tick cannot begin yet; `tick.reason` says why.
    case held(tick: ScheduleTick)
    /// A tick was left out; `tick.reason` says why, `tick.count` how many times it stands for.
    case skipped(tick: ScheduleTick)
    /// A run is asked to end, so that another one can begin or the daemon can stop.
    case interrupted(tick: ScheduleTick)
    /// A run did not end in order though it was asked to, and is ended at once.
    case killed(tick: ScheduleTick)
    /// Something is to be told to people.
    case noticed(count: Int)
    /// A schedule is accounted for from now on, or anew since it is due at other times now.
    case watched(schedule: String)
    case broken(schedule: String, HostError)
    case mended(schedule: String)
    case removed(schedule: String)
    /// The clock was set forward, or the machine slept: this many milliseconds more passed than were waited for.
    case clockForward(Int64)
    /// The clock was set back by this many milliseconds.
    case clockBack(Int64)
    /// Nothing can be read or entered; it is tried again, and nothing is lost.
    case journalFailed(JournalError)
    case journalRecovered
    /// How a run stands cannot be found out; it is tried again.
    case failed(schedule: String, run: String, HostError)
}

/// Who is told what a scheduler does; called in the order in which it happens.
package protocol SchedulerListener: Sendable {
    func heard(_ event: SchedulerEvent)
}
