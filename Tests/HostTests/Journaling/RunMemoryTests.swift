import JSON
import Journal
import Testing
import Webex
import Wire

@testable import Host

@Suite("What may have been overwritten since is done again")
struct RunMemoryTests {
    private static let row = "/rows/k"

    @Test(
        "a row that holds what it held before the last time has its changes sent again",
        arguments: ["done", "failed"]
    )
    func backAgain(status: String) async throws {
        let bench = try await ChangeBench()
        for (content, phone, sent) in [(1, "A", ["A"]), (2, "B", ["B"]), (1, "A", ["A"]), (1, "A", [])]
            as [(Int64, String, [String])]
        {
            let isKnown = bench.isKnown(Self.row, holding: content)
            #expect(isKnown == (sent.isEmpty && status == "done"))
            try await bench.patch(phone, scope: Self.row)
            #expect(bench.phones == sent)
            bench.end(Self.row, holding: content, status: status)
            try await bench.nextAttempt()
        }
    }

    @Test("so it is when the attempt between was cut off, and when the one that went back was too")
    func cutOff() async throws {
        let bench = try await ChangeBench()
        try await bench.patch("A", scope: Self.row)
        try await bench.patch("last", scope: Self.row)
        bench.end(Self.row, holding: 1)
        try await bench.nextAttempt()
        #expect(!bench.isKnown(Self.row, holding: 2))
        try await bench.patch("B", scope: Self.row)
        try await bench.nextAttempt()
        #expect(!bench.isKnown(Self.row, holding: 1))
        try await bench.patch("A", scope: Self.row)
        #expect(bench.phones == ["A"])
        try await bench.nextAttempt()
        #expect(!bench.isKnown(Self.row, holding: 1))
        try await bench.patch("A", scope: Self.row)
        try await bench.patch("last", scope: Self.row)
        #expect(bench.phones == ["last"])
    }

    @Test("within it so are scopes beneath it, and other rows are not")
    func beneath() async throws {
        let bench = try await ChangeBench()
        let step = Self.row + "/step/s"
        for scope in [step, "/rows/other"] { try await bench.patch("A", scope: scope) }
        bench.journal.writer.enter(.step(JournalEntry.Step(scope: step, value: "1", content: 1, incomplete: nil)))
        try await bench.nextAttempt()
        #expect(!bench.isKnown(Self.row, holding: 2) && !bench.isKnown("/rows/other", holding: 1))
        #expect(bench.journal.memory?.step(step, content: 1) == nil)
        for scope in [step, "/rows/other"] { try await bench.patch("A", scope: scope) }
        #expect(bench.phones == ["A"])
    }

    @Test("a create of it is not done a second time")
    func creates() async throws {
        let bench = try await ChangeBench()
        for content in [1, 2, 1] as [Int64] {
            #expect(!bench.isKnown(Self.row, holding: content))
            _ = try await bench.change("team.create", ["name": "Owls", "siteId": "s"], scope: Self.row)
            bench.end(Self.row, holding: content, status: "failed")
            try await bench.nextAttempt()
        }
        #expect(try await bench.states() == [.done])
    }

    @Test("what followed a change in doubt is sent once more behind it, by later attempts too")
    func order() async throws {
        let bench = try await ChangeBench()
        await #expect(throws: WebexError.self) { try await bench.patch("1", answer: ChangeBench.lost) }
        for (id, phone) in [("u", "2"), ("v", "1"), ("u", "3")] { try await bench.patch(phone, of: id) }
        try await bench.nextAttempt()
        for phone in ["1", "2"] { try await bench.patch(phone) }
        #expect(bench.phones == ["1", "2"])
        try await bench.nextAttempt()
        for phone in ["1", "2", "3"] { try await bench.patch(phone) }
        try await bench.patch("1", of: "v")
        #expect(bench.phones == ["3"])
    }

    @Test("what an equal one followed that happened is not in doubt")
    func tried() async throws {
        let bench = try await ChangeBench()
        await #expect(throws: WebexError.self) { try await bench.patch("1", answer: ChangeBench.lost) }
        try await bench.patch("1")
        await #expect(throws: WebexError.self) { try await bench.patch("2", answer: ChangeBench.lost) }
        try await bench.nextAttempt()
        #expect(bench.journal.memory?.leftInDoubt == [6])
        #expect(try await bench.store.counts(of: "bench").doubtful == 1)
        for phone in ["1", "2"] { try await bench.patch(phone) }
        #expect(bench.phones == ["2"] && bench.journal.memory?.leftInDoubt == [])
        try await bench.nextAttempt()
        #expect(try await bench.store.counts(of: "bench").doubtful == 0)
    }

    @Test("of two equal ones in doubt each is looked for by itself")
    func equals() async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["name": "Owls", "siteId": "s"]
        for _ in 0..<2 {
            await #expect(throws: WebexError.self) { try await bench.change("team.create", body, ChangeBench.lost) }
        }
        try await bench.nextAttempt()
        let memory = try #require(bench.journal.memory)
        let draft = WriteDraft(scope: "", operation: "team.create", target: "", body: body, safety: "create")
        #expect(memory.recall(draft) == .doubtful(write: 2))
        #expect(memory.recall(draft) == .doubtful(write: 4))
        memory.putBack(2, draft.identity)
        memory.settle(2, draft.identity, as: .settledNot, entry: 9)
        #expect(memory.recall(draft) == .new)
        memory.putBack(4, draft.identity)
        #expect(memory.recall(draft) == .doubtful(write: 4))
    }

    @Test("a create that was said to have happened is looked for, and never sent", arguments: [true, false])
    func settled(isThere: Bool) async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["name": "Owls", "siteId": "s"]
        await #expect(throws: WebexError.self) { try await bench.change("team.create", body, ChangeBench.lost) }
        try await bench.journal.writer.commit { _ in
            [.outcome(JournalEntry.Outcome(first: 2, last: 2, state: .settledDone))]
        }
        try await bench.nextAttempt()
        let told = try await bench.change("team.create", body)
        #expect(told.head["doubts"]?[0]?["write"] == 2, "\(told)")
        let found: JSONValue = isThere ? ["id": "t", "name": "Owls"] : .null
        let settle = { try await MemoryEffects(journal: bench.journal).settle(["write": 2, "found": found], []) }
        if isThere {
            _ = try await settle()
            #expect(try await bench.change("team.create", body).body == found)
        } else {
            await #expect(throws: UndecidedWrite.self) { try await settle() }
        }
        #expect(bench.requests.isEmpty)
    }

    @Test("rows are given as they were, whatever page they lie in")
    func pages() async throws {
        let bench = try await ChangeBench()
        for row in 1...1200 {
            let columns = "{\"n\":\(row)}"
            bench.journal.writer.enter(
                .row(
                    JournalEntry.Row(
                        scope: "/rows/\(row)",
                        row: Int64(row),
                        key: "\(row)",
                        status: "done",
                        columns: columns,
                        content: 1
                    )
                )
            )
        }
        try await bench.nextAttempt()
        for row in [1200, 1, 511, 512, 513, 1024, 1] {
            let number = try #require(bench.journal.memory?.row("/rows/\(row)", content: 1))
            #expect(try await bench.journal.rows.row(number)?.columns == "{\"n\":\(row)}")
        }
        #expect(try await bench.journal.rows.row(9999) == nil)
    }
}
