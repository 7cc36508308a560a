import GRDB

extension SQLiteJournal {
    /// Bytes that what is left may have for the file to be written anew: a moment's work, during which others wait.
    private static let most: Int64 = 64 << 20

    package func replaceWords(_ run: RunRecord) async throws(JournalError) {
        let (words, id) = (WordList.text(run.words), run.id)
        try await database().withoutTransaction { connection in
            // What is replaced is else only let go of, and stays readable in the file and in the write-ahead log.
            try connection.execute(sql: "PRAGMA secure_delete = ON")
            defer { try? connection.execute(sql: "PRAGMA secure_delete = OFF") }
            try connection.execute(sql: "UPDATE runs SET words = ? WHERE id = ?", arguments: [words, id])
            try connection.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    package func giveBackSpace() async throws(JournalError) -> Int64 {
        try await database().withoutTransaction { connection in
            let page = try Int64.fetchOne(connection, sql: "PRAGMA page_size") ?? 0
            let pages = try Int64.fetchOne(connection, sql: "PRAGMA page_count") ?? 0
            let free = try Int64.fetchOne(connection, sql: "PRAGMA freelist_count") ?? 0
            // Few free pages are soon used again, and a large file takes long.
            guard free * 4 >= pages, free > 0, (pages - free) * page <= Self.most else { return 0 }
            try connection.execute(sql: "VACUUM")
            // What was written anew is in the write-ahead log until then; where others read, it is left to a later write.
            try connection.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            let left = try Int64.fetchOne(connection, sql: "PRAGMA page_count") ?? pages
            return max(0, pages - left) * page
        }
    }
}

extension JournalStore {
    /// Stores of which the space is somebody else's business give none back.
    package func giveBackSpace() async throws(JournalError) -> Int64 { 0 }
}
