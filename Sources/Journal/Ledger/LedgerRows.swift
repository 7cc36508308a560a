import GRDB

/// What rows of the ledger's tables say.
enum LedgerRows {
    private static let copies = """
        SELECT sink, place, location, bytes, sha256, saved, state AS copy_state, checked, has_metadata
        FROM capture_copies WHERE capture = ? ORDER BY sink, place
        """

    static func facts(_ row: Row) -> CaptureFacts {
        CaptureFacts(
            key: CaptureKey(organization: row["organization"], captureID: row["capture_id"], kind: row["kind"]),
            taskID: row["task_id"],
            flat: row["facts"],
            started: row["started"]
        )
    }

    static func copy(_ row: Row) -> CaptureCopy {
        CaptureCopy(
            sink: row["sink"],
            place: row["place"],
            location: row["location"],
            bytes: row["bytes"],
            sha256: row["sha256"],
            saved: row["saved"],
            // What a newer look might call otherwise is not taken for whole.
            state: CaptureCopy.State(rawValue: row["copy_state"]) ?? .changed,
            checked: row["checked"],
            hasMetadata: row["has_metadata"]
        )
    }

    /// A capture with its copies.
    static func record(_ row: Row, _ connection: Database) throws -> CaptureRecord {
        let number: Int64 = row["number"]
        let statement = try connection.cachedStatement(sql: copies)
        return CaptureRecord(
            facts: facts(row),
            state: CaptureRecord.State(rawValue: row["state"]) ?? .seen,
            reason: row["reason"],
            rule: row["rule"],
            problem: row["problem"],
            tries: row["tries"],
            run: row["run"],
            updated: row["updated"],
            copies: try Row.fetchAll(statement, arguments: [number]).map(copy)
        )
    }
}
