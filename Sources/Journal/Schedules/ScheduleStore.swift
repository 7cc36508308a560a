/// Where it is kept what schedules are owed, what became of it, and whom that must be told.
///
/// One transaction is one call: it is durable when the call returns, or nothing of it happened. Several processes may
/// use the same store at once.
package protocol ScheduleStore: Sendable {
    /// What is known of a schedule; nil when nobody has watched it yet.
    func state(of schedule: String) async throws(JournalError) -> ScheduleState?

    /// What is known of all schedules, by name.
    func states() async throws(JournalError) -> [ScheduleState]

    /// Begins to account for a schedule, or begins anew where it was due at other times before; else without effect.
    ///
    /// - Returns: what is known of it now.
    func watch(_ schedule: String, timing: String, from cursor: Int64) async throws(JournalError) -> ScheduleState

    /// Enters ticks of a schedule and that all its times up to `cursor` have theirs.
    ///
    /// A time that has a tick keeps it, so that nothing is owed twice. Those that are skipped for the same reason, with
    /// nothing in between, become one. A cursor never goes back this way.
    ///
    /// - Returns: those that are to be run and were not there before, with their numbers.
    func enter(
        _ ticks: [ScheduleTick],
        of schedule: String,
        through cursor: Int64
    ) async throws(JournalError) -> [ScheduleTick]

    /// Sets the cursor of a schedule back, since the clock was; times that have their tick keep it.
    func setBack(_ schedule: String, to cursor: Int64) async throws(JournalError)

    /// Changes what is known of a tick, and enters what is to be told of it, all or nothing.
    ///
    /// - Parameters:
    ///   - tick: what it is now.
    ///   - before: what it was for all that the caller knows.
    ///   - isFailing: how its schedule stands from now on; nil leaves that.
    ///   - notices: what is to be told.
    /// - Returns: false where another process has changed the tick meanwhile; nothing was changed then.
    func change(
        _ tick: ScheduleTick,
        from before: ScheduleTick,
        isFailing: Bool?,
        notices: [ScheduleNotice]
    ) async throws(JournalError) -> Bool

    /// The ticks of all schedules for which something is still to be done, in the order in which they were due.
    func openTicks() async throws(JournalError) -> [ScheduleTick]

    /// Ticks, the latest due first.
    func ticks(_ query: TickQuery) async throws(JournalError) -> [ScheduleTick]

    /// A tick by its number; nil when there is none.
    func tick(_ number: Int64) async throws(JournalError) -> ScheduleTick?

    /// Pauses a schedule that is watched or not, or with nil lets it go on.
    func pause(_ schedule: String, _ pause: ScheduleState.Pause?) async throws(JournalError)

    /// Enters something to be told that is about no tick.
    func enter(_ notices: [ScheduleNotice]) async throws(JournalError)

    /// What is to be told by this time, the oldest first.
    func notices(dueBy time: Int64) async throws(JournalError) -> [ScheduleNotice]

    /// Enters that a try to tell it failed, and when the next one is.
    func postpone(_ notice: ScheduleNotice) async throws(JournalError)

    /// Forgets a notice: it was told, or given up.
    func forget(notice: Int64) async throws(JournalError)

    /// Forgets a schedule with all its ticks and notices.
    func remove(_ schedule: String) async throws(JournalError)

    /// Forgets ticks that were over before this time.
    ///
    /// - Returns: how many.
    func removeTicks(endedBefore time: Int64) async throws(JournalError) -> Int
}
