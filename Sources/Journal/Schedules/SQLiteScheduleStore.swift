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
        _ timings: [String: String],
        from cursor: Int64
    ) async throws(JournalError) -> [ScheduleState] {
        guard !timings.isEmpty else { return [] }
        return try await journal.database().writing { connection in
            for (name, timing) in timings {
                try connection.execute(
                    sql: """
                        INSERT INTO schedules (name, timing, cursor) VALUES (?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET timing = excluded.timing, cursor = excluded.cursor
                        WHERE timing IS NOT excluded.timing
                        """,
                    arguments: [name, timing, cursor]
                )
            }
            return try timings.keys.sorted().compactMap { try Self.state(of: $0, in: connection) }
        }
    }

    package func enter(
        _ accounts: [ScheduleAccount]
    ) async throws(JournalError) -> (entered: [ScheduleTick], leftOut: Set<String>) {
        guard !accounts.isEmpty else { return ([], []) }
        return try await journal.database().writing { connection in
            var entered: [ScheduleTick] = []
            var leftOut: Set<String> = []
            for account in accounts {
                try connection.execute(
                    sql: "UPDATE schedules SET cursor = ? WHERE name = ? AND cursor = ?",
                    arguments: [account.through, account.schedule, account.from]
                )
                guard connection.changesCount > 0 else {
                    leftOut.insert(account.schedule)
                    continue
                }
                for var tick in account.ticks {
                    if let number = try tick.merge(in: connection) ?? tick.insert(into: connection) {
                        tick.number = number
                        entered.append(tick)
                    }
                }
            }
            return (entered, leftOut)
        }
    }

    package func enter(_ tick: ScheduleTick, alone: Bool) async throws(JournalError) -> ScheduleTick? {
        try await journal.database().writing { connection in
            var entered = tick
            if alone {
                let isOpen = try Bool.fetchOne(
                    connection,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM schedule_ticks
                            WHERE schedule = ? AND state IN ('owed', 'running', 'waiting'))
                        """,
                    arguments: [tick.schedule]
                )
                guard isOpen == false else { return nil }
            }
            guard let number = try tick.insert(into: connection) else { return nil }
            entered.number = number
            return entered
        }
    }

    package func setBack(_ schedule: String, to cursor: Int64) async throws(JournalError) {
        try await journal.database().writing { connection in
            try connection.execute(
                sql: "UPDATE schedules SET cursor = ? WHERE name = ? AND cursor > ?",
                arguments: [cursor, schedule, cursor]
            )
            guard connection.changesCount > 0 else { return }
            try connection.execute(
                sql: """
                    DELETE FROM schedule_ticks
                    WHERE schedule = ? AND due > ? AND state = 'skipped' AND trigger <> 'manual'
                    """,
                arguments: [schedule, cursor]
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
}
