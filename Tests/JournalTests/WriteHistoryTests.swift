import Testing

@testable import Journal

@Suite("The writes of a run, each with what became of it")
struct WriteHistoryTests {
    /// The writes of a run with these events: their numbers, and the states that they ended in.
    private func history(_ events: [JournalEntry.Event], size: Int) async throws -> [String] {
        let store = try await StoreUnderTest.all[0].opened(with: Sample.run())
        try await store.append(Sample.entries(events), to: "run-1")
        var history = try await WriteHistory(store, run: "run-1", size: size)
        var found: [String] = []
        while let item = try await history.next() {
            #expect((item.outcome == nil) == (item.answered == nil))
            found.append("\(item.number) \(item.outcome?.state.rawValue ?? "-")")
        }
        return found
    }

    private static func outcome(_ write: Int64, _ state: JournalEntry.Outcome.State) -> JournalEntry.Event {
        Sample.outcome(write, write, state)
    }

    private static let attempt = JournalEntry.Event.attempt(JournalEntry.Attempt(attempt: 1, options: "{}"))

    @Test(
        "each write has its outcome, whatever came between, whether pages are small or large",
        arguments: [1, 2, 3, 500]
    )
    func interleaved(size: Int) async throws {
        let events: [JournalEntry.Event] = [
            Self.attempt, Sample.write(1), Sample.write(2), Sample.line("between"), Sample.write(3),
            Self.outcome(3, .refused), Self.outcome(2, .done), Sample.write(4), Self.outcome(5, .done),
        ]
        #expect(try await history(events, size: size) == ["2 done", "3 refused", "5 done", "8 -"])
    }

    @Test("of one request for many each has its own outcome", arguments: [1, 2, 500])
    func bulk(size: Int) async throws {
        let events: [JournalEntry.Event] = [
            Self.attempt, Sample.write(1, item: 1), Sample.write(2, item: 2), Sample.write(3, item: 3),
            Sample.outcome(2, 4, .done), Self.outcome(3, .refused), Sample.write(4), Self.outcome(7, .done),
        ]
        #expect(try await history(events, size: size) == ["2 done", "3 refused", "4 done", "7 done"])
    }

    @Test("what was found out later of a write in doubt takes the place of the doubt", arguments: [1, 500])
    func later(size: Int) async throws {
        let events: [JournalEntry.Event] = [
            Self.attempt, Sample.write(1), Sample.write(2), Self.outcome(2, .doubtful), Sample.write(3),
            Self.outcome(5, .done), Self.attempt, Self.outcome(3, .repeated), Sample.write(2),
            Self.outcome(9, .done), Self.outcome(2, .settledNot),
        ]
        #expect(try await history(events, size: size) == ["2 settled_not", "3 repeated", "5 done", "9 done"])
    }

    @Test("a write without an outcome holds back only what was under way with it", arguments: [1, 500])
    func cutOff(size: Int) async throws {
        let events: [JournalEntry.Event] = [
            Self.attempt, Sample.write(1), Sample.write(2), Self.outcome(3, .done), Self.attempt, Sample.write(3),
            Self.outcome(6, .done),
        ]
        #expect(try await history(events, size: size) == ["2 -", "3 done", "6 done"])
    }

    @Test("a run that is not there is told")
    func missing() async throws {
        let store = try StoreUnderTest.all[0].opened()
        await #expect { _ = try await WriteHistory(store, run: "none") } throws: { error in
            (error as? JournalError)?.kind == .notFound
        }
    }
}
