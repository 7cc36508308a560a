import GRDB

/// The store of schedules in the journal's SQLite database.
package final class SQLiteScheduleStore: ScheduleStore {
    private let journal: JournalOnDemand

    /// The schedules of a state folder, whose journal is opened when it is first asked something.
    package init(_ journal: JournalOnDemand) { self.journal = journal }

    package func state(of schedule: String) async throws(JournalError) -> ScheduleState? {
        try await journal.database().reading { try Self.state(of: schedule, in: $0) }
    }

    package func states() async throws(JournalError) -> [ScheduleState] {
        try await journal.database().reading { connection in
            try Row.fetchAll(connection, sql: "SELECT * FROM schedules ORDER BY name").map(ScheduleState.init(row:))
        }
    }

    package func watch(
        _ schedule: String,
        timing: String,
        from cursor: Int64
    ) async throws(JournalError) -> ScheduleState {
        let database = try journal.database()
        // Asked first without a write: a thousand schedules are watched at each start.
        if let known = try await state(of: schedule), known.timing == timing { return known }
        return try await database.writing { connection in
            try connection.execute(
                sql: """
                    INSERT INTO schedules (name, timing, cursor) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET timing = excluded.timing, cursor = excluded.cursor
                    WHERE timing IS NOT excluded.timing
                    """,
                arguments: [schedule, timing, cursor]
            )
            return try Self.state(of: schedule, in: connection)
                ?? ScheduleState(name: schedule, timing: timing, cursor: cursor)
        }
    }

    package func enter(
        _ ticks: [ScheduleTick],
        of schedule: String,
        through cursor: Int64
    ) async throws(JournalError) -> [ScheduleTick] {
        try await journal.database().writing { connection in
            var owed: [ScheduleTick] = []
            for tick in ticks {
                if tick.state == .skipped, try Self.merge(tick, in: connection) { continue }
                guard let number = try tick.insert(into: connection), tick.isOpen else { continue }
                var entered = tick
                entered.number = number
                owed.append(entered)
            }
            try connection.execute(
                sql: "UPDATE schedules SET cursor = max(coalesce(cursor, 0), ?) WHERE name = ?",
                arguments: [cursor, schedule]
            )
            return owed
        }
    }

    package func setBack(_ schedule: String, to cursor: Int64) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(
                sql: "UPDATE schedules SET cursor = ? WHERE name = ? AND cursor > ?",
                arguments: [cursor, schedule, cursor]
            )
        }
    }

    package func change(
        _ tick: ScheduleTick,
        from before: ScheduleTick,
        isFailing: Bool?,
        notices: [ScheduleNotice]
    ) async throws(JournalError) -> Bool {
        try await journal.database().writing { connection in
            guard try tick.replace(before, in: connection) else { return false }
            if let isFailing {
                try connection.execute(
                    sql: "UPDATE schedules SET is_failing = ? WHERE name = ?",
                    arguments: [isFailing, tick.schedule]
                )
            }
            for notice in notices { try notice.insert(into: connection) }
            return true
        }
    }

    package func openTicks() async throws(JournalError) -> [ScheduleTick] {
        try await journal.database().reading { connection in
            try Row.fetchAll(
                connection,
                sql: """
                    SELECT * FROM schedule_ticks WHERE state IN ('owed', 'running', 'waiting') ORDER BY due, number
                    """
            ).map(ScheduleTick.init(row:))
        }
    }

    package func ticks(_ query: TickQuery) async throws(JournalError) -> [ScheduleTick] {
        try await journal.database().reading { connection in
            var conditions = ["TRUE"]
            var arguments: StatementArguments = []
            if let schedule = query.schedule {
                conditions.append("schedule = ?")
                arguments += [schedule]
            }
            if !query.states.isEmpty {
                let states = query.states.map(\.rawValue).sorted()
                conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
                arguments += StatementArguments(states)
            }
            if let since = query.since {
                conditions.append("last >= ?")
                arguments += [since]
            }
            return try Row.fetchAll(
                connection,
                sql: """
                    SELECT * FROM schedule_ticks WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY due DESC, number DESC LIMIT ?
                    """,
                arguments: arguments + [query.most ?? -1]
            ).map(ScheduleTick.init(row:))
        }
    }

    package func tick(_ number: Int64) async throws(JournalError) -> ScheduleTick? {
        try await journal.database().reading { connection in
            try Row.fetchOne(connection, sql: "SELECT * FROM schedule_ticks WHERE number = ?", arguments: [number])
                .map(ScheduleTick.init(row:))
        }
    }

    package func pause(_ schedule: String, _ pause: ScheduleState.Pause?) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(
                sql: """
                    INSERT INTO schedules (name, paused, paused_by, pause_reason) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET paused = excluded.paused, paused_by = excluded.paused_by,
                        pause_reason = excluded.pause_reason
                    """,
                arguments: [schedule, pause?.since, pause?.user, pause?.reason?.keepable]
            )
        }
    }

    package func enter(_ notices: [ScheduleNotice]) async throws(JournalError) {
        guard !notices.isEmpty else { return }
        try await journal.database().writing { connection in
            for notice in notices { try notice.insert(into: connection) }
        }
    }

    package func notices(dueBy time: Int64) async throws(JournalError) -> [ScheduleNotice] {
        try await journal.database().reading { connection in
            try Row.fetchAll(
                connection,
                sql: "SELECT * FROM schedule_notices WHERE next <= ? ORDER BY number",
                arguments: [time]
            ).map(ScheduleNotice.init(row:))
        }
    }

    package func postpone(_ notice: ScheduleNotice) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(
                sql: "UPDATE schedule_notices SET attempts = ?, next = ?, failure = ? WHERE number = ?",
                arguments: [notice.attempts, notice.next, notice.failure?.keepable, notice.number]
            )
        }
    }

    package func forget(notice: Int64) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(sql: "DELETE FROM schedule_notices WHERE number = ?", arguments: [notice])
        }
    }

    package func remove(_ schedule: String) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(sql: "DELETE FROM schedules WHERE name = ?", arguments: [schedule])
            for table in ["schedule_ticks", "schedule_notices"] {
                try connection.execute(sql: "DELETE FROM \(table) WHERE schedule = ?", arguments: [schedule])
            }
        }
    }

    package func removeTicks(endedBefore time: Int64) async throws(JournalError) -> Int {
        try await journal.database().writing { connection in
            try connection.execute(
                sql: """
                    DELETE FROM schedule_ticks
                    WHERE state IN ('done', 'failed', 'skipped') AND coalesce(ended, last) < ?
                    """,
                arguments: [time]
            )
            return connection.changesCount
        }
    }

    private static func state(of schedule: String, in connection: Database) throws -> ScheduleState? {
        try Row.fetchOne(connection, sql: "SELECT * FROM schedules WHERE name = ?", arguments: [schedule])
            .map(ScheduleState.init(row:))
    }

    /// Lets the latest tick of the schedule stand for one more time, where it was skipped for the same reason.
    private static func merge(_ tick: ScheduleTick, in connection: Database) throws -> Bool {
        try connection.execute(
            sql: """
                UPDATE schedule_ticks SET last = ?, count = count + ?, ended = ?
                WHERE number = (
                    SELECT number FROM schedule_ticks WHERE schedule = ? ORDER BY due DESC, number DESC LIMIT 1
                ) AND state = 'skipped' AND reason IS ? AND trigger = ? AND run IS NULL AND last < ?
                """,
            arguments: [
                tick.last, tick.count, tick.ended, tick.schedule, tick.reason?.rawValue, tick.trigger.rawValue, tick.due,
            ]
        )
        return connection.changesCount > 0
    }
}
