import Testing

@testable import Journal

/// What every store owes to what happens in a run.
@Suite("Store contract: entries")
struct EntryContractTests {
    @Test("entries of every kind come back as they were, by another connection too", arguments: StoreUnderTest.all)
    func everyKind(kind: StoreUnderTest) async throws {
        let open = try kind.fresh()
        let store = try open()
        try await store.begin(Sample.run())
        let entries = Sample.entries(Sample.everyKind)
        try await store.append(entries, to: "run-1")
        #expect(try await open().all() == entries)
    }

    @Test("fields that are not there stay so, and every outcome keeps its word", arguments: StoreUnderTest.all)
    func sparse(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        var events: [JournalEntry.Event] = [
            Sample.write(1, body: nil), Sample.row("/rows", key: nil, content: nil),
            .step(JournalEntry.Step(scope: "/step/a", value: "null", content: nil, incomplete: nil)),
            .end(RunRecord.End(time: 5, exitCode: 0, failure: nil, summary: "{}")),
        ]
        events += JournalEntry.Outcome.State.allCases.map { Sample.outcome(1, nil, $0) }
        let entries = Sample.entries(events)
        try await store.append(entries, to: "run-1")
        #expect(try await store.all() == entries)
    }

    @Test("entries are chosen by number, kind and count, in order", arguments: StoreUnderTest.all)
    func chosen(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        try await store.begin(Sample.run("run-2"))
        let events = (0..<30).map { $0 % 3 == 0 ? Sample.write($0) : Sample.line("\($0)") }
        try await store.append(Sample.entries(events), to: "run-1")
        try await store.append(Sample.entries([Sample.line("another's")]), to: "run-2")
        func numbers(after: Int64 = 0, _ kinds: Set<EntryKind> = [], most: Int = 100) async throws -> [Int64] {
            try await store.entries(of: "run-1", after: after, kinds: kinds, most: most).map(\.number)
        }
        #expect(try await numbers() == Array(1...30))
        #expect(try await numbers(after: 12, most: 3) == [13, 14, 15])
        #expect(try await numbers(after: 2, [.write], most: 2) == [4, 7])
        #expect(try await numbers([.write, .line], most: 4) == [1, 2, 3, 4])
        #expect(try await numbers([.step]).isEmpty)
        #expect(try await numbers(after: 30).isEmpty)
        #expect(try await numbers(most: 0).isEmpty)
        #expect(try await numbers(most: -1).isEmpty)
        #expect(try await numbers(after: .min).count == 30)
        #expect(try await numbers(after: .max).isEmpty)
    }

    @Test("a batch of which one entry cannot be kept enters nothing", arguments: StoreUnderTest.all)
    func atomic(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        try await store.append(Sample.entries([Sample.line("a")]), to: "run-1")
        // The same number a second time; numbers that no entry can have.
        for number in [1, 0, -1, .max, .min] as [Int64] {
            var batch = Sample.entries([Sample.write(), Sample.line("b")], from: 2)
            batch.append(JournalEntry(number: number, time: 1, event: Sample.line("c")))
            await #expect(throws: JournalError.self) { try await store.append(batch, to: "run-1") }
        }
        #expect(try await store.all().map(\.number) == [1])
    }

    @Test(
        "several connections enter their runs at once, and each finds its own in order",
        arguments: StoreUnderTest.all
    )
    func atOnce(kind: StoreUnderTest) async throws {
        let open = try kind.fresh()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<4 {
                group.addTask {
                    let store = try open()
                    try await store.begin(Sample.run("run-\(index)"))
                    for batch in 0..<15 {
                        let events = (0..<10).map { Sample.line("\(index)-\(batch * 10 + $0)") }
                        try await store.append(Sample.entries(events, from: Int64(batch * 10 + 1)), to: "run-\(index)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let store = try open()
        for index in 0..<4 {
            let expected = Sample.entries((0..<150).map { Sample.line("\(index)-\($0)") })
            #expect(try await store.all("run-\(index)") == expected)
        }
    }

    @Test("a page of a long run is read without the rest", arguments: StoreUnderTest.all)
    func pages(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let count: Int64 = 50_000
        for first in stride(from: Int64(1), to: count, by: 10_000) {
            let events = (first..<first + 10_000).map { $0 % 2 == 0 ? Sample.write($0) : Sample.line("\($0)") }
            try await store.append(Sample.entries(events, from: first), to: "run-1")
        }
        var last: Int64 = 0
        while case let page = try await store.entries(of: "run-1", after: last, kinds: [], most: 7000), !page.isEmpty {
            #expect(page.map(\.number) == Array(last + 1...min(last + 7000, count)))
            last = page.last?.number ?? last
        }
        #expect(last == count)
    }

    @Test("a cancelled task still hears what became of what it asked", arguments: StoreUnderTest.all)
    func cancelled(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.append(Sample.entries([Sample.line("a")]), to: "run-1")
            return try await store.all().count
        }
        #expect(try await task.value == 1)
    }
}
