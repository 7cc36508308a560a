import GRDB
import Glibc
import Testing

@testable import Journal

@Suite("Ledger of captures")
struct CaptureLedgerTests {
    private let folder = TemporaryFolder()

    private func ledger() throws -> CaptureLedger { try CaptureLedger(JournalDatabase(folder: folder.path)) }

    private func facts(_ id: String, started: Int64 = 5, task: String = "task", flat: String? = nil) -> CaptureFacts {
        CaptureFacts(
            key: CaptureKey(organization: "org", captureID: id, kind: "recording"),
            taskID: task,
            flat: flat,
            started: started
        )
    }

    private func copy(_ place: String, in sink: String = "folder", bytes: Int64 = 5) -> CaptureCopy {
        CaptureCopy(sink: sink, place: place, location: place, bytes: bytes, sha256: "ab", saved: 7)
    }

    private let stamp = LedgerStamp(time: 7, run: "run", form: "form")

    private func asking(_ captures: [CaptureFacts], isSettled: Bool = true, at time: Int64 = 7) -> LedgerNote {
        .asked(
            TaskAsking(
                organization: "org",
                taskID: "task",
                stamp: LedgerStamp(time: time, run: "run", form: "form"),
                isSettled: isSettled,
                captures: captures
            )
        )
    }

    private func known(_ ledger: CaptureLedger, form: String = "form") throws -> KnownTask? {
        try ledger.known(tasks: ["task", "other"], form: form, organization: "org")["task"]
    }

    @Test("what was saved is found by its place, by another opening of the file too, and no other place is")
    func foundAgain() throws {
        try ledger().enter([
            .saved(facts("one"), copy("/out/a.wav"), stamp), .saved(facts("two"), copy("/out/b.wav"), stamp),
        ])
        let found = try #require(try ledger().copy(in: "folder", at: "/out/b.wav"))
        #expect(found.owner == facts("two") && found.copy == copy("/out/b.wav"))
        #expect(try ledger().copy(in: "folder", at: "/out/c.wav") == nil)
        #expect(try ledger().copy(in: "s3://bucket", at: "/out/b.wav") == nil)
    }

    @Test("what is saved in the same place replaces what was known, another capture too")
    func replaced() throws {
        let ledger = try ledger()
        try ledger.enter([.saved(facts("one"), copy("/out/a.wav"), stamp)])
        try ledger.enter([.saved(facts("two"), copy("/out/a.wav", bytes: 9), stamp)])
        let found = try #require(try ledger.copy(in: "folder", at: "/out/a.wav"))
        #expect(found.owner.key.captureID == "two" && found.copy.bytes == 9)
        #expect(try ledger.record(facts("one").key)?.copies.isEmpty == true)
    }

    @Test("a capture may lie in several places and sinks, and is exported only when that is entered")
    func copies() throws {
        let ledger = try ledger()
        let places = [copy("/a.wav"), copy("/b.wav"), copy("a.wav", in: "s3://bucket")]
        for copy in places { try ledger.enter([.saved(facts("one"), copy, stamp)]) }
        #expect(try ledger.record(facts("one").key)?.state == .seen)
        try ledger.enter([.exported(facts("one"), stamp, place: "/a.wav", rule: "r.lua")])
        let record = try #require(try ledger.record(facts("one").key))
        #expect(record.state == .exported && record.rule == "r.lua" && record.copies == places)
    }

    @Test("failures are counted with their cause, and a success leaves the count")
    func failures() throws {
        let ledger = try ledger()
        try ledger.enter([.failed(facts("one"), stamp, problem: "no bucket")])
        try ledger.enter([.failed(facts("one"), stamp, problem: "no space")])
        var record = try #require(try ledger.record(facts("one").key))
        #expect(record.state == .failed && record.tries == 2 && record.problem == "no space")
        try ledger.enter([.exported(facts("one"), stamp, place: nil, rule: nil)])
        record = try #require(try ledger.record(facts("one").key))
        #expect(record.state == .exported && record.tries == 2 && record.problem == nil)
    }

    @Test("a task is done when nothing more is expected and each of its captures is exported or skipped")
    func settled() throws {
        let ledger = try ledger()
        #expect(try known(ledger) == nil)
        try ledger.enter([asking([facts("one"), facts("two", started: 6)])])
        #expect(try known(ledger)?.isDone == false)
        try ledger.enter([.exported(facts("one"), stamp, place: "/a.wav", rule: nil)])
        #expect(try known(ledger)?.isDone == false)
        try ledger.enter([.skipped(facts("two"), stamp, reason: "short", rule: "r.lua")])
        let task = try #require(try known(ledger))
        #expect(task.isDone && task.captures.map(\.state) == [.exported, .skipped])
        #expect(task.captures.map(\.decision) == [.init(isFinal: true, place: "/a.wav"), .init(isFinal: true)])
        // Another form has decided nothing of it, and what one that failed decided is open again.
        #expect(try known(ledger, form: "other") == nil)
        try ledger.enter([.failed(facts("two"), stamp, problem: "full")])
        #expect(try known(ledger)?.isDone == false)
        // Asked anew, and one is not listed any more.
        try ledger.enter([asking([facts("one")], isSettled: false, at: 9)])
        let again = try #require(try known(ledger))
        #expect(again.asked == 9 && !again.isDone && again.captures.map(\.facts.key.captureID) == ["one"])
    }

    @Test("what a sink has stays exported under a rule that would leave it out, and that rule's form is done with it")
    func skippedLater() throws {
        let ledger = try ledger()
        try ledger.enter([asking([facts("one")])])
        let elsewhere = LedgerStamp(time: 7, form: "elsewhere")
        try ledger.enter([.saved(facts("one"), copy("/a.wav"), elsewhere)])
        try ledger.enter([.exported(facts("one"), elsewhere, place: "/a.wav", rule: nil)])
        try ledger.enter([.skipped(facts("one"), stamp, reason: "short", rule: "r.lua")])
        #expect(try ledger.record(facts("one").key)?.state == .exported)
        #expect(try known(ledger)?.isDone == true)
    }

    @Test("a copy that a look does not find, or finds changed, makes its capture failed and its task not done")
    func checked() throws {
        let ledger = try ledger()
        try ledger.enter([asking([facts("one")]), .saved(facts("one"), copy("/a.wav"), stamp)])
        try ledger.enter([.exported(facts("one"), stamp, place: "/a.wav", rule: nil)])
        try ledger.enter([.checked(sink: "folder", place: "/a.wav", .done, at: 8)])
        #expect(try known(ledger)?.isDone == true)
        #expect(try ledger.record(facts("one").key)?.copies.first?.checked == 8)
        try ledger.enter([.checked(sink: "folder", place: "/a.wav", .missing, at: 9)])
        let record = try #require(try ledger.record(facts("one").key))
        #expect(record.state == .failed && record.problem == "/a.wav in folder is missing" && record.tries == 0)
        #expect(record.copies.first?.state == .missing)
        #expect(try known(ledger)?.isDone == false)
    }

    @Test("what is forgotten is unknown, its copies and the asking of its task too")
    func forgotten() throws {
        let ledger = try ledger()
        try ledger.enter([asking([facts("one"), facts("two")]), .saved(facts("one"), copy("/a.wav"), stamp)])
        #expect(try ledger.forget([facts("one").key, facts("absent").key]) == 1)
        #expect(try ledger.record(facts("one").key) == nil)
        #expect(try ledger.copy(in: "folder", at: "/a.wav") == nil)
        #expect(try known(ledger) == nil)
        #expect(try ledger.record(facts("two").key)?.state == .seen)
    }

    @Test("pages hold each capture that a filter lets pass once, by its beginning, also where many began at once")
    func pages() throws {
        let ledger = try ledger()
        let flat = #"{"task":{"queue":"Billing","queue_id":"q1","agent":"Ann"}}"#
        try ledger.enter(
            (0..<25).map { .failed(facts("\($0)", started: Int64($0 / 10 + 1), flat: flat), stamp, problem: "x") }
                + [.skipped(facts("skipped"), stamp, reason: nil, rule: nil)]
        )
        var filter = LedgerFilter(organization: "org")
        (filter.from, filter.state, filter.queue, filter.agent) = (2, .failed, "billing", "ANN")
        var (seen, cursor): ([String], LedgerCursor?) = ([], nil)
        repeat {
            let page = try ledger.page(filter, after: cursor, count: 4)
            seen += page.records.map(\.facts.key.captureID)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (10..<25).map(String.init))
        (filter.to, filter.queue) = (3, "Q1")
        #expect(try ledger.page(filter, after: nil, count: 100).records.count == 10)
        filter.sink = "folder"
        #expect(try ledger.page(filter, after: nil, count: 100).records.isEmpty)
        filter = LedgerFilter(organization: "another")
        #expect(try ledger.page(filter, after: nil, count: 100).records.isEmpty)
    }

    @Test("a journal of the version before brings what it knew along")
    func migrated() throws {
        let old = try DatabasePool(path: folder.path + "/journal.sqlite")
        try JournalSchema.migrator.migrate(old, upTo: "writes of rows")
        try old.write { connection in
            for (path, id, time) in [("/a.wav", "one", 5), ("/b.wav", "one", 9), ("/t.txt", "two", 6)] {
                try connection.execute(
                    sql: "INSERT INTO exports VALUES (?, 'org', ?, 3, 'ab', 'task', 'recording', ?)",
                    arguments: [path, id, time]
                )
            }
        }
        try old.close()
        let record = try #require(try ledger().record(facts("one").key))
        #expect(record.state == .exported && record.updated == 9)
        // Nobody knows when it began: the time of saving stands for that.
        #expect(record.facts.started == 9)
        #expect(record.copies.map(\.location) == ["/a.wav", "/b.wav"] && record.copies.map(\.saved) == [5, 9])
        let found = try #require(try ledger().copy(in: "folder", at: "/t.txt"))
        #expect(found.owner.key.captureID == "two" && found.copy.bytes == 3 && found.copy.state == .done)
    }

    @Test("several openings at once migrate once and lose no entry")
    func concurrent() async throws {
        let path = folder.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let ledger = try CaptureLedger(JournalDatabase(folder: path))
                    for round in 0..<20 {
                        let name = "\(index)-\(round)"
                        try ledger.enter([.saved(self.facts(name), self.copy("/out/\(name).wav"), self.stamp)])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try ledger().page(LedgerFilter(organization: "org"), after: nil, count: 1000).records.count == 160)
    }

    @Test("a ledger on demand opens the journal when it is first asked, and not before")
    func onDemand() throws {
        let ledger = CaptureLedger(JournalOnDemand(folder: folder.path))
        #expect(access(folder.path + "/journal.sqlite", F_OK) != 0)
        try ledger.enter([.saved(facts("a"), copy("/out/a.wav"), stamp)])
        #expect(access(folder.path + "/journal.sqlite", F_OK) == 0)
        let absent = CaptureLedger(JournalOnDemand(folder: folder.path + "/absent"))
        #expect(throws: JournalError.self) { try absent.copy(in: "folder", at: "/out/a.wav") }
    }

    @Test("a writer that waits longer than the busy timeout says who is in the way")
    func busy() throws {
        let holder = try JournalDatabase(folder: folder.path)
        let waiting = try CaptureLedger(JournalDatabase(folder: folder.path, busyTimeout: 0.05))
        let error = try holder.write { connection in
            try connection.execute(sql: "DELETE FROM captures")
            return #expect(throws: JournalError.self) { try waiting.enter([asking([])]) }
        }
        #expect(error?.kind == .busy)
    }
}
