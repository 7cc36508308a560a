@testable import Journal

/// A store whose calls a test has fail, before or after they did what they are for; all else is a real one's.
struct FaultyStore: ScheduleStore {
    enum Moment { case before, after }

    let inner: any ScheduleStore
    /// Told of each call, twice; what it throws, the call throws.
    let fault: @Sendable (_ call: String, Moment) throws(JournalError) -> Void

    static let full = JournalError(kind: .full, file: "journal.sqlite", value: "no room is left", hint: "free some")

    private func pass<Value>(
        _ call: String,
        _ body: () async throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        try fault(call, .before)
        let value = try await body()
        try fault(call, .after)
        return value
    }

    func state(of schedule: String) async throws(JournalError) -> ScheduleState? {
        try await pass("state") { () throws(JournalError) in try await inner.state(of: schedule) }
    }

    func states() async throws(JournalError) -> [ScheduleState] {
        try await pass("states") { () throws(JournalError) in try await inner.states() }
    }

    func watch(_ timings: [String: String], from cursor: Int64) async throws(JournalError) -> [ScheduleState] {
        try await pass("watch") { () throws(JournalError) in try await inner.watch(timings, from: cursor) }
    }

    func enter(
        _ accounts: [ScheduleAccount]
    ) async throws(JournalError) -> (entered: [ScheduleTick], leftOut: Set<String>) {
        try await pass("enter") { () throws(JournalError) in try await inner.enter(accounts) }
    }

    func enter(_ tick: ScheduleTick, alone: Bool) async throws(JournalError) -> ScheduleTick? {
        try await pass("enter") { () throws(JournalError) in try await inner.enter(tick, alone: alone) }
    }

    func setBack(_ schedule: String, to cursor: Int64) async throws(JournalError) {
        try await pass("setBack") { () throws(JournalError) in try await inner.setBack(schedule, to: cursor) }
    }

    func change(
        _ tick: ScheduleTick,
        from before: ScheduleTick,
        isFailing: Bool?,
        notices: [ScheduleNotice]
    ) async throws(JournalError) -> Bool {
        try await pass("change") { () throws(JournalError) in
            try await inner.change(tick, from: before, isFailing: isFailing, notices: notices)
        }
    }

    func openTicks() async throws(JournalError) -> [ScheduleTick] {
        try await pass("openTicks") { () throws(JournalError) in try await inner.openTicks() }
    }

    func ticks(_ query: TickQuery) async throws(JournalError) -> [ScheduleTick] { try await inner.ticks(query) }
    func tick(_ number: Int64) async throws(JournalError) -> ScheduleTick? { try await inner.tick(number) }

    func pause(_ schedule: String, _ pause: ScheduleState.Pause?) async throws(JournalError) {
        try await inner.pause(schedule, pause)
    }

    func enter(_ notices: [ScheduleNotice]) async throws(JournalError) {
        try await pass("notices") { () throws(JournalError) in try await inner.enter(notices) }
    }

    func notices(dueBy time: Int64) async throws(JournalError) -> [ScheduleNotice] {
        try await inner.notices(dueBy: time)
    }

    func postpone(_ notice: ScheduleNotice) async throws(JournalError) { try await inner.postpone(notice) }
    func forget(notice: Int64) async throws(JournalError) { try await inner.forget(notice: notice) }
    func remove(_ schedule: String) async throws(JournalError) { try await inner.remove(schedule) }

    func removeTicks(endedBefore time: Int64) async throws(JournalError) -> Int {
        try await inner.removeTicks(endedBefore: time)
    }
}
