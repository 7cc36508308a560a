import GRDB

extension ScheduleTick {
    init(row: Row) {
        self.init(
            schedule: row["schedule"],
            due: row["due"],
            // What a later version wrote and this one does not know is told as what needs nothing more.
            trigger: Trigger(rawValue: row["trigger"]) ?? .timed,
            state: State(rawValue: row["state"]) ?? .skipped,
            reason: (row["reason"] as String?).flatMap(Reason.init(rawValue:))
        )
        number = row["number"]
        last = row["last"]
        count = row["count"]
        run = row["run"]
        attempts = row["attempts"]
        retries = row["retries"]
        cutOffs = row["cut_offs"]
        next = row["next"]
        owner = row["owner"]
        began = row["began"]
        ended = row["ended"]
        exitCode = row["exit_code"]
        failure = row["failure"]
    }

    /// Enters it.
    ///
    /// - Returns: its number; nil where its time has a tick already.
    func insert(into connection: Database) throws -> Int64? {
        try connection.execute(
            sql: """
                INSERT INTO schedule_ticks (schedule, due, last, count, trigger, state, reason, run, attempts, retries,
                    cut_offs, next, owner, began, ended, exit_code, failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
            arguments: [
                schedule, due, last, count, trigger.rawValue, state.rawValue, reason?.rawValue, run, attempts, retries,
                cutOffs, next, owner, began, ended, exitCode, failure?.keepable,
            ]
        )
        return connection.changesCount > 0 ? connection.lastInsertedRowID : nil
    }

    /// Lets the latest tick of its schedule stand for this one too, where both were skipped for the same reason.
    ///
    /// - Returns: the number of that one; nil where it does not.
    func merge(in connection: Database) throws -> Int64? {
        guard state == .skipped else { return nil }
        return try Int64.fetchOne(
            connection,
            sql: """
                UPDATE schedule_ticks SET last = ?, count = count + ?, ended = ?
                WHERE number = (
                    SELECT number FROM schedule_ticks WHERE schedule = ? ORDER BY due DESC, number DESC LIMIT 1
                ) AND state = 'skipped' AND reason IS ? AND trigger = ? AND run IS NULL AND last < ?
                RETURNING number
                """,
            arguments: [last, count, ended, schedule, reason?.rawValue, trigger.rawValue, due]
        )
    }

    /// Puts it in the place of what it was.
    ///
    /// - Returns: whether it still was that.
    func replace(_ before: ScheduleTick, in connection: Database) throws -> Bool {
        try connection.execute(
            sql: """
                UPDATE schedule_ticks SET state = ?, reason = ?, run = ?, attempts = ?, retries = ?, cut_offs = ?, next = ?,
                    owner = ?, began = ?, ended = ?, exit_code = ?, failure = ?
                WHERE number = ? AND state = ? AND attempts = ? AND cut_offs = ? AND owner IS ? AND run IS ?
                """,
            arguments: [
                state.rawValue, reason?.rawValue, run, attempts, retries, cutOffs, next, owner, began, ended, exitCode,
                failure?.keepable, before.number, before.state.rawValue, before.attempts, before.cutOffs, before.owner,
                before.run,
            ]
        )
        return connection.changesCount > 0
    }
}

extension ScheduleState {
    init(row: Row) {
        self.init(name: row["name"], timing: row["timing"] ?? "", cursor: row["cursor"] ?? 0)
        if let since: Int64 = row["paused"] {
            pause = Pause(since: since, user: row["paused_by"] ?? "", reason: row["pause_reason"])
        }
        isFailing = row["is_failing"]
    }
}

extension ScheduleNotice {
    init(row: Row) {
        self.init(
            schedule: row["schedule"],
            kind: Kind(rawValue: row["kind"]) ?? .failed,
            channel: row["channel"],
            tick: row["tick"],
            text: row["text"],
            made: row["made"]
        )
        number = row["number"]
        attempts = row["attempts"]
        next = row["next"]
        failure = row["failure"]
    }

    func insert(into connection: Database) throws {
        try connection.execute(
            sql: """
                INSERT INTO schedule_notices (schedule, kind, channel, tick, text, made, attempts, next, failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                schedule, kind.rawValue, channel, tick, text?.keepable, made, attempts, next, failure?.keepable,
            ]
        )
    }
}
