import Testing

@testable import Journal

/// Texts and numbers that a database may stumble over.
@Suite("Store contract: odd content")
struct OddContentContractTests {
    static let texts = [
        "", " ", "'", "\"; DROP TABLE runs; --", "a\r\nb\tc", "👩‍👩‍👧‍👦 é e\u{301} ß", "\u{FEFF}x", "\u{FFFF}", "12", "1e5",
        "null",
        String(repeating: "ä", count: 1 << 19),
    ]

    @Test("texts come back as they were", arguments: StoreUnderTest.all, texts)
    func kept(kind: StoreUnderTest, text: String) async throws {
        var run = Sample.run("odd" + text.prefix(50), script: "/" + text)
        run.words = [text, "", text]
        run.end = RunRecord.End(time: 1, exitCode: 1, failure: text, summary: "{}")
        let store = try await kind.opened(with: run)
        let found = try await store.run(run.id)
        #expect(found == run)
        #expect(found?.words.map { Array($0.utf8) } == run.words.map { Array($0.utf8) })
        let entries = Sample.entries([Sample.line(text), Sample.write(scope: text, body: text, before: text)])
        try await store.append(entries, to: run.id)
        #expect(try await store.all(run.id) == entries)
        let key = ValueKey(script: text, profile: text, name: text)
        #expect(try await store.setValue(ValueChange(key, to: text), entering: [], of: run.id))
        #expect(try await store.value(key)?.value == text)
    }

    @Test("a NUL becomes its picture, and what stands behind it is kept", arguments: StoreUnderTest.all)
    func nul(kind: StoreUnderTest) async throws {
        var run = Sample.run()
        run.words = ["a\0b", "\0"]
        let store = try await kind.opened(with: run)
        #expect(try await store.run("run-1")?.words == ["a␀b", "␀"])
        try await store.append(
            Sample.entries([Sample.line("\0a\0b"), Sample.row("/rows/x", key: "x\0y")]),
            to: "run-1"
        )
        let expected = Sample.entries([Sample.line("␀a␀b"), Sample.row("/rows/x", key: "x␀y")])
        #expect(try await store.all() == expected)
        let key = ValueKey(script: "/s", profile: "p", name: "a\0b")
        #expect(try await store.setValue(ValueChange(key, to: "1"), entering: [], of: "run-1"))
        #expect(try await store.value(key)?.value == "1")
        #expect(try await store.value(ValueKey(script: "/s", profile: "p", name: "a")) == nil)
    }

    @Test("numbers at the edges come back as they were", arguments: StoreUnderTest.all, [Int64.min, -1, 0, .max])
    func numbers(kind: StoreUnderTest, number: Int64) async throws {
        var run = Sample.run(started: number)
        run.seed = number
        run.end = RunRecord.End(time: number, exitCode: Int32(truncatingIfNeeded: number), failure: nil, summary: "{}")
        let store = try await kind.opened(with: run)
        #expect(try await store.run("run-1") == run)
        var entries = Sample.entries([
            Sample.write(Int64.max, item: number), Sample.outcome(number, .max, .done),
            Sample.row("/rows/x", key: "x", content: number),
            .reads(JournalEntry.Reads(operation: "user.list", calls: number, bytes: number, failed: number)),
            .input(JournalEntry.InputFile(path: "/x", bytes: number, modified: number, sha256: "")),
        ])
        for place in entries.indices { entries[place].time = number }
        try await store.append(entries, to: "run-1")
        #expect(try await store.all() == entries)
        // An outcome speaks of nothing that was entered after it, however wide it is.
        #expect(try await store.counts(of: "run-1").happened == (number <= 1 ? 1 : 0))
        #expect(try await store.recollection(of: "run-1").rows["/rows/x"]?.content == number)
    }

    @Test("the highest number of an entry is kept, and none above it", arguments: StoreUnderTest.all)
    func highest(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        try await store.begin(Sample.run("run-2"))
        try await store.append(Sample.entries([Sample.line("last")], from: 0xFFFF_FFFE), to: "run-1")
        #expect(try await store.all().map(\.number) == [0xFFFF_FFFE])
        #expect(try await store.all(after: 0xFFFF_FFFE).isEmpty)
        #expect(try await store.all("run-2").isEmpty)
        #expect(try await store.recollection(of: "run-1").last == 0xFFFF_FFFE)
    }
}
