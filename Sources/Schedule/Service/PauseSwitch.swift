import Host
import Journal

/// Pauses schedules and lets them go on, with or without a daemon.
package struct PauseSwitch: Sendable {
    private let store: any ScheduleStore

    package init(_ store: any ScheduleStore) { self.store = store }

    /// Pauses a schedule; a new reason takes the place of an old one.
    ///
    /// - Returns: how it was paused before; nil when it was not.
    /// - Throws: `JournalError`.
    @discardableResult
    package func pause(
        _ name: String,
        _ pause: ScheduleState.Pause
    ) async throws(JournalError) -> ScheduleState.Pause? {
        let before = try await store.state(of: name)?.pause
        try await store.pause(name, pause)
        return before
    }

    /// Lets a schedule go on, and enters what it left out, in case no daemon was there to.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - schedule: what its file says; nil where that is broken.
    ///   - now: milliseconds since 1970.
    /// - Returns: how it was paused; nil when it was not, and nothing was done.
    /// - Throws: `JournalError`.
    package func resume(
        _ name: String,
        _ schedule: ScheduleDefinition?,
        now: Int64
    ) async throws(JournalError) -> ScheduleState.Pause? {
        guard let state = try await store.state(of: name), let pause = state.pause else { return nil }
        if let schedule {
            let times = DueTimes(schedule)
            // What it is owed by times that were changed meanwhile is the daemon's to say.
            if state.timing == times.identity,
                let account = Arrears.account(
                    of: schedule,
                    times,
                    after: state.cursor,
                    now: now,
                    isPaused: true,
                    open: []
                )
            {
                _ = try await store.enter([account])
            }
        }
        try await store.pause(name, nil)
        return pause
    }
}
