import Testing

@testable import Journal

@Suite("What happened in a run, in few words")
struct RunDigestTests {
    private func digest(_ events: [JournalEntry.Event], attempts: Int = 1) async throws -> RunDigest {
        var run = Sample.run()
        run.attempts = attempts
        let store = try await StoreUnderTest.all[0].opened(with: run)
        try await store.append(Sample.entries(events), to: run.id, in: attempts)
        return try await RunDigest(run, in: store)
    }

    private static func attempt(_ number: Int) -> JournalEntry.Event {
        .attempt(JournalEntry.Attempt(attempt: number, options: "{}"))
    }

    private static func reads(_ operation: String, _ calls: Int64) -> JournalEntry.Event {
        .reads(JournalEntry.Reads(operation: operation, calls: calls, bytes: calls * 10, failed: 1))
    }

    private static func words(_ digest: RunDigest) -> [String] { digest.statuses.map { "\($0.count) \($0.status)" } }

    @Test("reads are added up by operation, and of a file that was read twice the latest word counts")
    func sums() async throws {
        let digest = try await digest([
            Self.attempt(1), Self.reads("user.list", 2), Self.reads("site.list", 1), Self.reads("user.list", 3),
            .input(JournalEntry.InputFile(path: "/a", bytes: 1, modified: 0, sha256: "x")),
            .input(JournalEntry.InputFile(path: "/b", bytes: 1, modified: 0, sha256: "x")),
            .input(JournalEntry.InputFile(path: "/a", bytes: 2, modified: 0, sha256: "y")),
        ])
        #expect(digest.reads.map(\.operation) == ["site.list", "user.list"])
        #expect(digest.reads[1] == JournalEntry.Reads(operation: "user.list", calls: 5, bytes: 50, failed: 2))
        #expect(digest.inputs.map(\.path) == ["/a", "/b"] && digest.inputs[0].sha256 == "y")
    }

    @Test("a row that failed and was done by a later attempt is a row that is done")
    func laterAttempt() async throws {
        let digest = try await digest(
            [
                Self.attempt(1), Sample.row("/rows/jane", key: "jane", status: "failed"),
                Sample.row("/rows/joe", key: "joe", status: "failed"), Sample.row("/rows/ann", key: "ann"),
                Self.attempt(2), Sample.row("/rows/jane", key: "jane"),
                Sample.row("/rows/joe", key: "joe", status: "failed"),
            ],
            attempts: 2
        )
        #expect(Self.words(digest) == ["1 failed", "2 done"])
        #expect(digest.failed == [7])
    }

    @Test("rows without a key count each, and so do rows whose key came twice")
    func withoutKey() async throws {
        func twice(_ row: Int64) -> JournalEntry.Event {
            .row(JournalEntry.Row(scope: "/rows.2:email", row: row, key: "jane", status: "failed"))
        }
        let events = [
            Self.attempt(1), Sample.row("/rows", key: nil, status: "failed"), Sample.row("/rows", key: nil), twice(3),
            twice(4),
        ]
        let digest = try await digest(events)
        #expect(Self.words(digest) == ["3 failed", "1 done"])
        #expect(digest.failed == [2, 4, 5])
        let store = try await StoreUnderTest.all[0].opened(with: Sample.run())
        try await store.append(Sample.entries(events), to: "run-1")
        let counts = try await store.counts(of: "run-1")
        #expect(counts.rows == 4 && counts.failedRows == 3)
    }

    @Test("each attempt has its own end, but for one that was cut off")
    func attempts() async throws {
        let end = RunRecord.End(time: 5, exitCode: 6, failure: nil, summary: "{}")
        let digest = try await digest([Self.attempt(1), .end(end), Self.attempt(2), Self.attempt(3)], attempts: 3)
        #expect(digest.attempts.map(\.number) == [1, 2, 3])
        #expect(digest.attempts.map(\.end) == [end, nil, nil])
    }
}
