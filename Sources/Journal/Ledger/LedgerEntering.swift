import GRDB

extension CaptureLedger {
    /// Remembers all of these in one transaction, which is durable when this returns: all of them or none.
    ///
    /// - Throws: `JournalError`.
    package func enter(_ notes: [LedgerNote]) throws {
        guard !notes.isEmpty else { return }
        try database().write { connection in
            var entering = LedgerEntering(connection)
            for note in notes { try entering.enter(note) }
        }
    }

    /// Forgets captures, their copies and that their tasks were asked for; what lies in the sinks stays.
    ///
    /// - Returns: how many were known.
    /// - Throws: `JournalError`.
    package func forget(_ keys: [CaptureKey]) throws -> Int {
        guard !keys.isEmpty else { return 0 }
        return try database().write { connection in
            let find = try connection.cachedStatement(
                sql: "SELECT number, task_id FROM captures WHERE organization = ? AND capture_id = ? AND kind = ?"
            )
            var forgotten = 0
            for key in keys {
                let row = try Row.fetchOne(find, arguments: [key.organization, key.captureID, key.kind])
                guard let row else { continue }
                let (number, task): (Int64, String) = (row["number"], row["task_id"])
                try connection.execute(sql: "DELETE FROM captures WHERE number = ?", arguments: [number])
                try connection.execute(sql: "DELETE FROM capture_copies WHERE capture = ?", arguments: [number])
                try connection.execute(sql: "DELETE FROM capture_decisions WHERE capture = ?", arguments: [number])
                try connection.execute(
                    sql: """
                        DELETE FROM capture_tasks WHERE task_id = ?
                        AND form IN (SELECT number FROM capture_forms WHERE organization = ?)
                        """,
                    arguments: [task, key.organization]
                )
                forgotten += 1
            }
            return forgotten
        }
    }
}

/// Enters notes within a transaction.
private struct LedgerEntering {
    private let connection: Database
    private var forms: [String: Int64] = [:]

    init(_ connection: Database) { self.connection = connection }

    mutating func enter(_ note: LedgerNote) throws {
        switch note {
        case .asked(let asking): try enter(asking)
        case .skipped(let facts, let stamp, let reason, let rule):
            // What a sink has stays exported, whatever a later rule would make of it.
            let number = try row(facts, stamp)
            try run(Self.skip, [reason, rule, number])
            try decide(number, facts, stamp, isFinal: true, place: nil)
        case .saved(let facts, let copy, let stamp):
            let number = try row(facts, stamp)
            try run(
                Self.save,
                [
                    copy.sink, copy.place, number, copy.location, copy.bytes, copy.sha256, copy.saved,
                    copy.state.rawValue, copy.checked, copy.hasMetadata,
                ]
            )
        case .exported(let facts, let stamp, let place, let rule):
            let number = try row(facts, stamp)
            try run(Self.export, [rule, number])
            try decide(number, facts, stamp, isFinal: true, place: place)
        case .failed(let facts, let stamp, let problem):
            let number = try row(facts, stamp)
            try run(Self.fail, [problem, number])
            try decide(number, facts, stamp, isFinal: false, place: nil)
        case .checked(let sink, let place, let state, let time): try check(sink, place, state, time)
        }
    }

    private mutating func enter(_ asking: TaskAsking) throws {
        guard let form = try form(asking.organization, asking.stamp) else { return }
        try run(Self.ask, [form, asking.taskID, asking.stamp.time, asking.isSettled])
        // What is listed no more is no part of the task under this form.
        try run(Self.unlist, [form, asking.organization, asking.taskID])
        for facts in asking.captures {
            let number = try row(facts, asking.stamp)
            try run(Self.list, [number, form])
        }
    }

    /// The number of a capture's row, which is made or brought up to date.
    private func row(_ facts: CaptureFacts, _ stamp: LedgerStamp) throws -> Int64 {
        let statement = try connection.cachedStatement(sql: Self.upsert)
        let number = try Int64.fetchOne(
            statement,
            arguments: [
                facts.key.organization, facts.key.captureID, facts.key.kind, facts.taskID, facts.flat, facts.started,
                stamp.run, stamp.time,
            ]
        )
        guard let number else { throw DatabaseError(resultCode: .SQLITE_INTERNAL, message: "no row was entered") }
        return number
    }

    private mutating func decide(
        _ number: Int64,
        _ facts: CaptureFacts,
        _ stamp: LedgerStamp,
        isFinal: Bool,
        place: String?
    ) throws {
        guard let form = try form(facts.key.organization, stamp) else { return }
        try run(Self.decision, [number, form, isFinal, place])
    }

    private func check(_ sink: String, _ place: String, _ state: CaptureCopy.State, _ time: Int64) throws {
        let found = try connection.cachedStatement(sql: Self.look)
        guard let capture = try Int64.fetchOne(found, arguments: [state.rawValue, time, sink, place]) else { return }
        guard state != .done else { return }
        let problem = "\(place) in \(sink) \(state == .missing ? "is missing" : "has changed since it was saved")"
        try run(Self.spoil, [problem, capture])
        try run("UPDATE capture_decisions SET is_final = 0 WHERE capture = ?", [capture])
    }

    private mutating func form(_ organization: String, _ stamp: LedgerStamp) throws -> Int64? {
        guard let form = stamp.form else { return nil }
        let key = organization + "\0" + form
        if let known = forms[key] { return known }
        try run("INSERT OR IGNORE INTO capture_forms (organization, form) VALUES (?, ?)", [organization, form])
        let number = try Int64.fetchOne(connection, sql: CaptureLedger.formNumber, arguments: [organization, form])
        forms[key] = number
        return number
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try connection.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Of what nobody knows when it began, the time at which it was first entered stands for that: it must have a place among
    /// the others, and windows must not take it for older than all.
    private static let upsert = """
        INSERT INTO captures (organization, capture_id, kind, task_id, state, facts, started, run, updated)
        VALUES (?1, ?2, ?3, ?4, 'seen', ?5, CASE ?6 WHEN 0 THEN ?8 ELSE ?6 END, ?7, ?8)
        ON CONFLICT (organization, capture_id, kind) DO UPDATE SET
            task_id = excluded.task_id, facts = coalesce(excluded.facts, facts),
            started = CASE ?6 WHEN 0 THEN started ELSE ?6 END,
            run = excluded.run, updated = excluded.updated
        RETURNING number
        """

    private static let skip = """
        UPDATE captures SET state = 'skipped', reason = ?, rule = ?, problem = NULL
        WHERE number = ? AND NOT EXISTS (SELECT * FROM capture_copies WHERE capture = number)
        """

    private static let save = """
        INSERT INTO capture_copies (sink, place, capture, location, bytes, sha256, saved, state, checked,
            has_metadata)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sink, place) DO UPDATE SET
            capture = excluded.capture, location = excluded.location, bytes = excluded.bytes,
            sha256 = excluded.sha256, saved = excluded.saved, state = excluded.state, checked = excluded.checked,
            has_metadata = excluded.has_metadata
        """

    private static let export = """
        UPDATE captures SET state = 'exported', reason = NULL, rule = ?, problem = NULL WHERE number = ?
        """

    private static let fail = """
        UPDATE captures SET state = 'failed', reason = NULL, problem = ?, tries = tries + 1 WHERE number = ?
        """

    private static let spoil = "UPDATE captures SET state = 'failed', problem = ? WHERE number = ?"

    private static let ask = """
        INSERT INTO capture_tasks (form, task_id, asked, is_settled) VALUES (?, ?, ?, ?)
        ON CONFLICT (form, task_id) DO UPDATE SET asked = excluded.asked, is_settled = excluded.is_settled
        """

    private static let unlist = """
        DELETE FROM capture_decisions WHERE form = ?
        AND capture IN (SELECT number FROM captures WHERE organization = ? AND task_id = ?)
        """

    private static let list = "INSERT OR REPLACE INTO capture_decisions (capture, form, is_final) VALUES (?, ?, 0)"

    private static let decision = """
        INSERT INTO capture_decisions (capture, form, is_final, place) VALUES (?, ?, ?, ?)
        ON CONFLICT (capture, form) DO UPDATE SET is_final = excluded.is_final, place = coalesce(excluded.place, place)
        """

    private static let look = """
        UPDATE capture_copies SET state = ?, checked = ? WHERE sink = ? AND place = ? RETURNING capture
        """
}
