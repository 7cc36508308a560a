/// Where it is kept what schedules are owed, what became of it, and whom that must be told.
///
/// One transaction is one call: it is durable when the call returns, or nothing of it happened. Several processes may
/// use the same store at once.
package protocol ScheduleStore: Sendable {
    /// What is known of a schedule; nil when nobody has watched it yet.
    func state(of schedule: String) async throws(JournalError) -> ScheduleState?

    /// What is known of all schedules, by name.
    func states() async throws(JournalError) -> [ScheduleState]

    /// Begins to account for schedules, or begins anew where one was due at other times before; else without effect.
    ///
    /// - Parameters:
    ///   - timings: when each is due, as `ScheduleState.timing` has it; empty for one that is gone.
    ///   - cursor: where those begin that begin now.
    /// - Returns: what is known of each of them now.
    /// - Throws: `JournalError`.
    func watch(_ timings: [String: String], from cursor: Int64) async throws(JournalError) -> [ScheduleState]

    /// Enters what schedules were due for since their cursors, and moves these, all or nothing.
    ///
    /// An account whose schedule has another cursor than its `from` by now, or none, is left out: another process has
    /// accounted for it meanwhile. A time that has a tick keeps it, so that nothing is owed twice. Those that are skipped
    /// for the same reason, with nothing in between, become one.
    ///
    /// - Returns: the ticks that are new, with their numbers, each as it was given even where it became one with another;
    ///   and the schedules whose accounts were left out.
    func enter(
        _ accounts: [ScheduleAccount]
    ) async throws(JournalError) -> (entered: [ScheduleTick], leftOut: Set<String>)

    /// Enters a tick that a person asked for.
    ///
    /// - Parameters:
    ///   - tick: the tick; its trigger is `manual`.
    ///   - alone: whether only where nothing else of its schedule is open.
    /// - Returns: the tick with its number; nil, and nothing entered, where another one is open.
    /// - Throws: `JournalError`.
    func enter(_ tick: ScheduleTick, alone: Bool) async throws(JournalError) -> ScheduleTick?

    /// Sets the cursor of a schedule back to now, since the clock was set back.
    ///
    /// Times after it that were left out come again, and what was entered of that is forgotten; those that were run, or
    /// are to be, keep their ticks.
    func setBack(_ schedule: String, to cursor: Int64) async throws(JournalError)

    /// Changes what is known of a tick, and enters what is to be told of it, all or nothing.
    ///
    /// - Parameters:
    ///   - tick: what it is now.
    ///   - before: what it was for all that the caller knows.
    ///   - isFailing: how its schedule stands from now on; nil leaves that.
    ///   - notices: what is to be told.
    /// - Returns: false where another process has changed the tick meanwhile; nothing was changed then.
    /// - Throws: `JournalError`.
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
