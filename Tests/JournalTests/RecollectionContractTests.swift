import Testing

@testable import Journal

/// What every store remembers for a run that goes on, and counts of one.
@Suite("Store contract: memory and counts")
struct RecollectionContractTests {
    @Test("of each write the latest outcome counts; without one it is in doubt", arguments: StoreUnderTest.all)
    func writes(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let events = [
            Sample.write(1), Sample.write(2), Sample.write(2), Sample.write(3), Sample.outcome(1, 3, .done),
            Sample.outcome(2, nil, .refused), Sample.write(4), Sample.outcome(7, nil, .doubtful),
            Sample.outcome(7, nil, .settledDone), Sample.write(5),
        ]
        try await store.append(Sample.entries(events), to: "run-1")
        let memory = try await store.recollection(of: "run-1")
        func write(_ number: Int64, _ state: JournalEntry.Outcome.State?, _ outcome: Int64) -> Recollection.Write {
            Recollection.Write(number: number, operation: "user.patch", target: "id", state: state, outcome: outcome)
        }
        #expect(memory.writes[WriteIdentity(high: 1, low: -1)] == [write(1, .done, 5)])
        #expect(memory.writes[WriteIdentity(high: 2, low: -2)] == [write(2, .refused, 6), write(3, .done, 5)])
        #expect(memory.writes[WriteIdentity(high: 3, low: -3)] == [write(4, nil, 0)])
        #expect(memory.writes[WriteIdentity(high: 4, low: -4)] == [write(7, .settledDone, 9)])
        #expect(memory.writes[WriteIdentity(high: 5, low: -5)]?.first?.isDoubtful == true)
        #expect(memory.writes.count == 5 && memory.last == 10)
        let counts = try await store.counts(of: "run-1")
        #expect((counts.writes, counts.happened, counts.doubtful) == (6, 3, 2))
    }

    @Test("steps and done rows are remembered by their scope, the latest word of each", arguments: StoreUnderTest.all)
    func marks(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        func step(_ scope: String, _ content: Int64?) -> JournalEntry.Event {
            .step(JournalEntry.Step(scope: scope, value: "1", content: content, incomplete: nil))
        }
        let events = [
            step("/step/a", nil), step("/rows/x/step/a", 3), step("/rows/x/step/a", 4), Sample.row("/rows/x", key: "x"),
            Sample.row("/rows/y", key: "y"), Sample.row("/rows/y", key: "y", status: "failed"),
            Sample.row("/rows/z", key: "z", status: "failed"), Sample.row("/rows/z", key: "z", content: 8),
            Sample.row("/rows", key: nil), Sample.row("/rows", key: nil, status: "failed"),
            Sample.row("/rows/w", key: "w", content: nil),
        ]
        try await store.append(Sample.entries(events), to: "run-1")
        let memory = try await store.recollection(of: "run-1")
        #expect(
            memory.steps == [
                "/step/a": Recollection.Mark(number: 1, content: nil),
                "/rows/x/step/a": Recollection.Mark(number: 3, content: 4),
            ]
        )
        #expect(
            memory.rows == [
                "/rows/x": Recollection.Mark(number: 4, content: 5),
                "/rows/z": Recollection.Mark(number: 8, content: 8),
            ]
        )
        #expect(
            memory.contents == [
                "/rows/x": Recollection.Mark(number: 4, content: 5),
                "/rows/y": Recollection.Mark(number: 0, content: 5),
                "/rows/z": Recollection.Mark(number: 8, content: 8),
            ]
        )
        let counts = try await store.counts(of: "run-1")
        #expect((counts.steps, counts.rows, counts.failedRows) == (2, 6, 2))
    }

    @Test("what a row held last is remembered, whatever tells of it, and since when", arguments: StoreUnderTest.all)
    func contents(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        func step(_ scope: String, _ content: Int64) -> JournalEntry.Event {
            .step(JournalEntry.Step(scope: scope, value: "1", content: content, incomplete: nil))
        }
        let events = [
            step("/rows/x/step/a", 1), Sample.row("/rows/x", key: "x", content: 1), step("/rows/x/step/a", 2),
            Sample.write(1, scope: "/rows/x", content: 3), Sample.row("/rows/y", key: "y", content: 1),
            step("/step/rows/rows.2/y", 7), Sample.row("/rows/y", key: "y", status: "failed", content: 2),
            Sample.row("/rows/y", key: "y", content: 2),
        ]
        try await store.append(Sample.entries(events), to: "run-1")
        let memory = try await store.recollection(of: "run-1")
        #expect(memory.rows == ["/rows/y": Recollection.Mark(number: 8, content: 2)])
        #expect(
            memory.contents == [
                "/rows/x": Recollection.Mark(number: 4, content: 3),
                "/rows/y": Recollection.Mark(number: 7, content: 2),
                "/step/rows/rows.2/y": Recollection.Mark(number: 0, content: 7),
            ]
        )
    }

    @Test("one in doubt that an equal one followed which happened counts as repeated", arguments: StoreUnderTest.all)
    func tried(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let events = [
            Sample.write(1), Sample.outcome(1, nil, .doubtful), Sample.write(1), Sample.outcome(3, nil, .done),
            Sample.write(1), Sample.write(2), Sample.outcome(6, nil, .done), Sample.write(2),
        ]
        try await store.append(Sample.entries(events), to: "run-1")
        let memory = try await store.recollection(of: "run-1")
        #expect(memory.writes[WriteIdentity(high: 1, low: -1)]?.map(\.state) == [.repeated, .done, nil])
        #expect(memory.doubtful == [5, 8])
        #expect(try await store.counts(of: "run-1").doubtful == 2)
    }

    @Test("reports count each, but for those with one key", arguments: StoreUnderTest.all)
    func reports(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        func report(_ key: String?, _ status: String) -> JournalEntry.Event {
            .row(JournalEntry.Row(scope: "", row: 0, key: key, status: status))
        }
        let events = [
            report("a", "failed"), report("b", "failed"), report("c", "done"), report("a", "done"), report(nil, "done"),
            report(nil, "done"), Sample.row("/rows/a", key: "a"), Sample.row("/rows/b", key: "b", status: "failed"),
        ]
        try await store.append(Sample.entries(events), to: "run-1")
        let counts = try await store.counts(of: "run-1")
        #expect((counts.rows, counts.failedRows) == (7, 2))
        let digest = try await RunDigest(Sample.run(), in: store)
        #expect(digest.statuses.map(\.status) == ["failed", "done"] && digest.statuses.map(\.count) == [2, 5])
        #expect(digest.failed == [2, 8])
    }

    @Test("of each input file the latest word is remembered", arguments: StoreUnderTest.all)
    func inputs(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let files = [("/a", "1"), ("/b", nil), ("/a", "3")].map { path, hash in
            JournalEntry.InputFile(path: path, bytes: 1, modified: 5, sha256: hash)
        }
        try await store.append(Sample.entries(files.map(JournalEntry.Event.input)), to: "run-1")
        let found = try await store.recollection(of: "run-1").inputs.sorted { $0.path < $1.path }
        #expect(found == [files[2], files[1]])
    }

    @Test("a run of which nothing was entered remembers nothing", arguments: StoreUnderTest.all)
    func empty(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        #expect(try await store.recollection(of: "run-1") == Recollection())
        #expect(try await store.counts(of: "run-1") == EntryCounts())
    }
}
