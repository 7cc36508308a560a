import JSON
import Journal
import Testing

@testable import Catalog
@testable import Host

@Suite("What a run has done, object by object")
struct RunDeedsTests {
    /// What is to be done: the kind and target of each object, with its fields as they were and were left.
    private func told(_ changes: [DeedSample]) async throws -> [String] {
        try await DeedSample.deeds(changes).objects.map { object in
            let fields = object.fields.map { field in
                "\(field.name) \(String(decoding: field.was.encoded(), as: UTF8.self))"
                    + " -> \(String(decoding: field.left.encoded(), as: UTF8.self))"
            }
            let unknown = object.unknown.sorted().map { "\($0) ?" }
            return ([object.kind?.rawValue ?? "", object.target] + fields + unknown).joined(separator: " ")
        }
    }

    @Test("several changes of an object are one: what was there first, and what was left last")
    func several() async throws {
        let before: JSONObject = ["id": "u", "workPhone": "1", "mobile": "m", "version": 3]
        let after: JSONObject = ["id": "u", "workPhone": "2", "mobile": "m", "version": 4]
        let told = try await told([
            DeedSample("user.patch", "u", body: ["workPhone": "2"], before: before, answer: after),
            DeedSample("user.patch", "u", body: ["workPhone": "3", "mobile": .null]),
        ])
        #expect(told == [#"updated u workPhone "1" -> "3" mobile "m" -> null"#])
    }

    @Test("what is in an answer counts, not what was sent; what the service changes besides is nobody's change")
    func answers() async throws {
        let told = try await told([
            DeedSample(
                "user.patch",
                "u",
                body: ["workPhone": " 2", "siteId": "b"],
                before: ["id": "u", "workPhone": "1", "siteId": "a", "siteName": "A"],
                answer: ["id": "u", "workPhone": "2", "siteId": "b", "siteName": "B"]
            )
        ])
        #expect(told == [#"updated u siteId "a" -> "b" workPhone "1" -> "2""#])
    }

    @Test("a whole object that is sent clears what it goes without")
    func whole() async throws {
        let told = try await told([
            DeedSample(
                "site.update",
                "s",
                body: ["id": "s", "name": "B", "active": true],
                before: ["id": "s", "name": "A", "active": true, "description": "d"]
            )
        ])
        #expect(told == [#"updated s description "d" -> null name "A" -> "B""#])
    }

    @Test("fields of an object that had not been read are not known; one that was known before stays so")
    func unread() async throws {
        let told = try await told([
            DeedSample("user.patch", "u", body: ["mobile": "1"]),
            DeedSample(
                "user.patch",
                "u",
                body: ["mobile": "2", "workPhone": "3"],
                before: ["id": "u", "mobile": "1"]
            ),
        ])
        #expect(told == [#"updated u workPhone null -> "3" mobile ?"#])
    }

    @Test("the last object comes first; what was created and deleted again is nothing")
    func kinds() async throws {
        let told = try await told([
            DeedSample("site.create", "", body: ["name": "A"], answer: ["id": "a", "name": "A"]),
            DeedSample("site.create", "", body: ["name": "B"], answer: ["id": "b", "name": "B"]),
            DeedSample("site.delete", "c", before: ["id": "c", "name": "C"]),
            DeedSample("site.delete", "b"),
            DeedSample("site.delete", "d"),
        ])
        #expect(told == ["deleted d", "deleted c", "created a"])
    }

    @Test("what was changed before it was deleted is created again as it was at first")
    func deleted() async throws {
        let deeds = try await DeedSample.deeds([
            DeedSample("site.update", "s", body: ["name": "B"], before: ["id": "s", "name": "A"]),
            DeedSample("site.delete", "s", before: ["id": "s", "name": "B", "active": true]),
        ])
        #expect(deeds.objects.first?.before == ["id": "s", "name": "A", "active": true])
    }

    @Test("entries of a request for many are changes of their own, and creates among them have their ids")
    func bulk() async throws {
        let told = try await told([
            DeedSample(
                "user.bulk_patch",
                "u",
                body: ["item": ["id": "u", "mobile": "2"]],
                before: ["id": "u"],
                item: 4
            ),
            DeedSample(
                "site.bulk_save",
                "",
                body: ["item": ["name": "S"], "requestAction": "SAVE"],
                answer: ["items": [["itemIdentifier": 1, "status": 201, "href": "/site/new"]]],
                item: 1
            ),
        ])
        #expect(told == ["created new", #"updated u mobile null -> "2""#])
    }

    @Test("licences belong to the person that gets them")
    func licenses() async throws {
        let told = try await told([
            DeedSample(
                "license.assign",
                "",
                body: ["personId": "p", "licenses": [["id": "l", "operation": "add"]]],
                before: ["id": "p", "licenses": ["k"]],
                answer: ["personId": "p", "licenses": ["k", "l"]]
            )
        ])
        #expect(told == [#"updated p licenses ["k"] -> ["k","l"]"#])
    }

    @Test("of a change that was sent again the first time knew what was there before")
    func again() async throws {
        let told = try await told([
            DeedSample("user.patch", "u", body: ["mobile": "2"], before: ["id": "u", "mobile": "1"], state: .repeated),
            DeedSample("user.patch", "u", body: ["mobile": "2"], before: ["id": "u", "mobile": "2"]),
        ])
        #expect(told == [#"updated u mobile "1" -> "2""#])
    }

    @Test("a repetition that finds something else than was sent shows that the first time changed nothing")
    func neverHappened() async throws {
        let first = DeedSample(
            "user.patch",
            "u",
            body: ["mobile": "2", "workPhone": " 5"],
            before: ["id": "u", "mobile": "1", "workPhone": "4"],
            state: .repeated
        )
        let second = DeedSample(
            "user.patch",
            "u",
            body: ["mobile": "2", "workPhone": " 5"],
            before: ["id": "u", "mobile": "9", "workPhone": "5"],
            answer: ["id": "u", "mobile": "2", "workPhone": "5"]
        )
        // The service writes the number in a way of its own: that did happen.
        #expect(try await told([first, second]) == [#"updated u mobile "9" -> "2" workPhone "4" -> "5""#])
    }

    @Test("what somebody changed between two changes of the run goes back, where it is sure what the run had left")
    func between() async throws {
        let before: JSONObject = ["id": "s", "name": "A", "version": 1]
        let left: JSONObject = ["id": "s", "name": "B", "version": 2]
        let found: JSONObject = ["id": "s", "name": "X", "version": 3]
        let first = DeedSample("skill.update", "s", body: ["name": "B"], before: before, answer: left)
        let told = try await told([
            first,
            DeedSample(
                "skill.update",
                "s",
                body: ["name": "C"],
                before: found,
                answer: ["id": "s", "name": "C", "version": 4]
            ),
        ])
        #expect(told == [#"updated s name "X" -> "C""#])
        let deleted = try await DeedSample.deeds([first, DeedSample("skill.delete", "s", before: found)])
        #expect(deleted.objects.first?.before?["name"] == "X")
        let unsure = try await self.told([
            DeedSample("skill.update", "s", body: ["name": "B"], before: before),
            DeedSample("skill.update", "s", body: ["name": "C"], before: found),
        ])
        #expect(unsure == [#"updated s name "A" -> "C""#])
    }

    @Test("an object that somebody changed between the run's read and its change is not known as it was")
    func stale() async throws {
        let told = try await told([
            DeedSample(
                "user.patch",
                "s",
                body: ["mobile": "B"],
                before: ["id": "s", "version": 1],
                answer: ["id": "s", "mobile": "B", "version": 3]
            )
        ])
        #expect(told == ["updated s mobile ?"])
        // Two that the run made at once had both read what was there first.
        let atOnce = try await self.told([
            DeedSample(
                "user.patch",
                "s",
                body: ["mobile": "B"],
                before: ["id": "s", "mobile": "A", "version": 1],
                answer: ["id": "s", "mobile": "B", "version": 2]
            ),
            DeedSample(
                "user.patch",
                "s",
                body: ["mobile": "C"],
                before: ["id": "s", "mobile": "A", "version": 1],
                answer: ["id": "s", "mobile": "C", "version": 3]
            ),
        ])
        #expect(atOnce == [#"updated s mobile "A" -> "C""#])
    }

    @Test("an answer that has the object beside what the service says of it tells the same")
    func wrapped() async throws {
        let told = try await told([
            DeedSample(
                "subscription.patch",
                "s",
                body: ["description": "b"],
                before: ["meta": [:], "data": ["id": "s", "description": "a"]],
                answer: ["meta": [:], "data": ["id": "s", "description": "b"]]
            ),
            DeedSample("subscription.create", "", body: ["name": "n"], answer: ["meta": [:], "data": ["id": "new"]]),
        ])
        #expect(told == ["created new", #"updated s description "a" -> "b""#])
    }

    @Test("a secret that was left out is not known, and never goes back")
    func secrets() async throws {
        let told = try await told([
            DeedSample(
                "user.patch",
                "u",
                body: ["mobile": "2"],
                before: ["id": "u", "mobile": "(secret)"],
                answer: ["id": "u", "mobile": "2"]
            )
        ])
        #expect(told == ["updated u mobile ?"])
        let deleted = try await DeedSample.deeds([
            DeedSample("site.delete", "s", before: ["id": "s", "key": "(secret)"])
        ])
        let object = try #require(deleted.objects.first)
        #expect(object.before == ["id": "s"])
        #expect(UndoStep(deeds: object, catalog: .bundled).lost.count == 1)
    }

    @Test("what was refused is nothing, what is in doubt is told, and what nobody knows is counted")
    func others() async throws {
        let deeds = try await DeedSample.deeds([
            DeedSample("user.patch", "u", body: ["mobile": "2"], before: ["id": "u"], state: .refused),
            DeedSample("user.patch", "v", body: ["mobile": "2"], before: ["id": "v"], state: .doubtful),
            DeedSample("http.post", "https://example.com/x"), DeedSample("http.post", "https://example.com/y"),
            DeedSample("site.create", "", body: ["name": "A"], state: .settledDone),
        ])
        #expect(deeds.objects.isEmpty)
        #expect(deeds.doubts == [RunDeeds.Doubt(number: 4, operation: "user.patch", target: "v")])
        let posts = RunDeeds.Others(count: 2, targets: ["https://example.com/x", "https://example.com/y"])
        #expect(deeds.others == ["http.post": posts] && deeds.nameless == ["site": 1] && deeds.changes == 3)
    }
}

/// One change of a run, as a test writes it.
struct DeedSample {
    private let write: JournalEntry.Write
    private let answer: JSONObject?
    private let state: JournalEntry.Outcome.State

    init(
        _ operation: String,
        _ target: String,
        body: JSONObject? = nil,
        before: JSONObject? = nil,
        answer: JSONObject? = nil,
        item: Int64? = nil,
        state: JournalEntry.Outcome.State = .done
    ) {
        func text(_ object: JSONObject?) -> String? {
            object.map { String(decoding: JSONValue.object($0).encoded(), as: UTF8.self) }
        }
        let isCreate = operation.hasSuffix(".create") || operation.hasSuffix(".bulk_save") && target.isEmpty
        write = JournalEntry.Write(
            scope: "",
            operation: operation,
            target: target,
            body: text(body),
            before: text(before),
            identity: WriteIdentity(high: 0, low: 0),
            safety: isCreate ? "create" : operation.hasSuffix(".delete") ? "delete" : "idempotent",
            item: item
        )
        self.answer = answer
        self.state = state
    }

    /// Its entries, the first of which has this number.
    func events(from number: Int64) -> [JournalEntry.Event] {
        let text = answer.map {
            #"{"head":{"status":200},"json":\#(String(decoding: JSONValue.object($0).encoded(), as: UTF8.self))}"#
        }
        return [
            .write(write), .outcome(JournalEntry.Outcome(first: number, last: number, state: state, answer: text)),
        ]
    }

    /// A run with these changes: what they come to.
    static func deeds(_ changes: [DeedSample]) async throws -> RunDeeds {
        let folder = TemporaryFolder()
        let store = SQLiteJournal(JournalOnDemand(folder: folder.path))
        try await store.begin(record)
        var events: [JournalEntry.Event] = [.attempt(JournalEntry.Attempt(attempt: 1, options: "{}"))]
        for change in changes { events += change.events(from: Int64(events.count) + 1) }
        let entries = events.enumerated().map { place, event in
            JournalEntry(number: Int64(place) + 1, time: 0, event: event)
        }
        try await store.append(entries, to: record.id, in: 1)
        return try await RunDeeds(of: record.id, in: store)
    }

    private static let record = RunRecord(
        id: "deeds",
        kind: .script,
        script: "/deeds.lua",
        scriptHash: "",
        words: [],
        profile: "test",
        isSimulated: false,
        user: "test",
        folder: "/",
        started: 0,
        seed: 0,
        options: "{}",
        version: "0"
    )
}
