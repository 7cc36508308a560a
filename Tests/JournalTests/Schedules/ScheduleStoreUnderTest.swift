import Testing

@testable import Journal

/// A kind of store of schedules that the contract holds for: a name, and how to make one that is empty.
struct ScheduleStoreUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes an empty store; what it gives opens that same store, each time by a connection of its own.
    let fresh: @Sendable () -> @Sendable () -> any ScheduleStore

    var testDescription: String { name }

    /// Every kind there is: a further one is a line here.
    static let all = [
        ScheduleStoreUnderTest(name: "SQLite") {
            let folder = TemporaryFolder()
            return {
                // The folder is there for as long as what opens stores in it.
                withExtendedLifetime(folder) { SQLiteScheduleStore(JournalOnDemand(folder: folder.path)) }
            }
        }
    ]

    /// An empty store, opened once, with schedules that are accounted for up to 1000.
    ///
    /// It is gone when `body` returns.
    func opened(watching names: String..., body: (any ScheduleStore) async throws -> Void) async throws {
        let open = fresh()
        defer { withExtendedLifetime(open) {} }
        let store = open()
        let timings = Dictionary(uniqueKeysWithValues: names.map { ($0, "every 1m") })
        _ = try await store.watch(timings, from: 1000)
        try await body(store)
    }
}

extension ScheduleTick {
    static func owed(_ due: Int64, _ schedule: String = "a", trigger: Trigger = .timed) -> ScheduleTick {
        ScheduleTick(schedule: schedule, due: due, trigger: trigger, state: .owed)
    }

    static func skipped(_ due: Int64, through last: Int64? = nil, count: Int = 1, _ reason: Reason) -> ScheduleTick {
        var tick = ScheduleTick(schedule: "a", due: due, trigger: .timed, state: .skipped, reason: reason)
        tick.last = last ?? due
        tick.count = count
        tick.ended = tick.last
        return tick
    }
}

extension ScheduleStore {
    /// Enters ticks of schedule a, whose cursor moves to the last of them.
    @discardableResult
    func enter(_ ticks: [ScheduleTick], through cursor: Int64? = nil) async throws -> [ScheduleTick] {
        let from = try await state(of: "a")?.cursor ?? 0
        let account = ScheduleAccount(
            schedule: "a",
            from: from,
            through: cursor ?? ticks.map(\.last).max() ?? from,
            ticks: ticks
        )
        return try await enter([account]).entered
    }

    func all(_ schedule: String? = "a") async throws -> [ScheduleTick] {
        var query = TickQuery()
        query.schedule = schedule
        return try await ticks(query).reversed()
    }
}
