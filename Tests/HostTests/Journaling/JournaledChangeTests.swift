import JSON
import Journal
import Testing
import Webex
import Wire

@testable import Host

@Suite("Changes on their way through the journal")
struct JournaledChangeTests {
    private static func patch(_ ids: Int...) -> JSONValue {
        [
            "items": .array(
                ids.enumerated().map { place, id in
                    [
                        "itemIdentifier": .integer(Int64(place + 1)),
                        "item": ["id": .string("u\(id)"), "active": true],
                        "requestAction": "SAVE",
                    ]
                }
            )
        ]
    }

    /// An answer that tells of each entry; of those in `failing` that it was refused.
    private static func answer(_ drafts: [WriteDraft], failing: Set<String> = []) -> Wire.Answer {
        BulkAnswer.answer(
            drafts.map { draft in
                [
                    "itemIdentifier": draft.item.map(JSONValue.integer) ?? .null,
                    "status": failing.contains(draft.target) ? 409 : 200, "href": .string("/user/\(draft.target)"),
                ]
            },
            head: ["status": 207]
        )
    }

    @Test("one that happened is not sent again: its recorded answer is given, numbers and nulls as they were")
    func recorded() async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["workPhone": "+49"]
        let answer: JSONValue = ["id": "u", "version": .integer(.max), "mobile": .null, "teamIds": []]
        for _ in 0..<2 {
            let told = try await bench.change("user.patch", ids: ["u"], body) { _ in
                Wire.Answer(["status": 200, "tracking_id": "t"], body: .json(answer.encoded()))
            }
            #expect(told.head == ["status": 200, "tracking_id": "t"] && told.body == answer)
            try await bench.nextAttempt()
        }
        #expect(try await bench.states() == [.done])
    }

    @Test(
        "it is known by scope, operation, target and request, whatever the order of the fields; equal ones are counted"
    )
    func identity() async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["workPhone": "+49", "mobile": "+1"]
        _ = try await bench.change("user.patch", ids: ["u"], body, scope: "/rows/a")
        try await bench.nextAttempt()
        _ = try await bench.change("user.patch", ids: ["u"], ["mobile": "+1", "workPhone": "+49"], scope: "/rows/a")
        #expect(bench.requests.isEmpty)
        _ = try await bench.change("user.patch", ids: ["u"], body, scope: "/rows/a")
        _ = try await bench.change("user.patch", ids: ["u"], body, scope: "/rows/b")
        _ = try await bench.change("user.patch", ids: ["v"], body, scope: "/rows/a")
        _ = try await bench.change("user.patch", ids: ["u"], ["workPhone": "+49"], scope: "/rows/a")
        #expect(bench.requests.count == 4)
    }

    @Test("of a request for many only the entries are sent that have not happened, in whatever batches they come")
    func batches() async throws {
        let bench = try await ChangeBench()
        let scopes = ["/rows/1", "/rows/2", "/rows/3"]
        let first = try await bench.change("user.bulk_patch", Self.patch(1, 2, 3), scopes: scopes) {
            Self.answer($0, failing: ["u2"])
        }
        #expect(first.body?["items"]?.array?.count == 3)
        #expect(try await bench.states() == [.done, .refused, .done])
        try await bench.nextAttempt()
        let again = try await bench.change(
            "user.bulk_patch",
            Self.patch(4, 3, 2, 1),
            scopes: ["/rows/4", "/rows/3", "/rows/2", "/rows/1"]
        ) { Self.answer($0) }
        #expect(bench.requests.map(\.count) == [2])
        let told = BulkAnswer.entries(Wire.Answer(again.head, body: .json((again.body ?? .null).encoded())))
        for (number, id) in [1: "u4", 2: "u3", 3: "u2", 4: "u1"] as [Int64: String] {
            #expect(told[number]?["href"] == .string("/user/\(id)"), "\(again)")
        }
        try await bench.nextAttempt()
        _ = try await bench.change("user.bulk_patch", Self.patch(1, 3), scopes: ["/rows/1", "/rows/3"])
        #expect(bench.requests.isEmpty)
    }

    @Test("what the service says of a failure decides whether it is in doubt")
    func failures() async throws {
        let bench = try await ChangeBench()
        for mayHaveHappened in [false, true] {
            await #expect(throws: WebexError.self) {
                try await bench.change("user.patch", ids: ["u"], ["active": .bool(mayHaveHappened)]) { _ in
                    var error = WebexError(.unavailable, "broke off", status: mayHaveHappened ? nil : 400)
                    error.mayHaveHappened = mayHaveHappened
                    throw error
                }
            }
        }
        #expect(try await bench.states() == [.refused, .doubtful])
        try await bench.nextAttempt()
        for mayHaveHappened in [false, true] {
            _ = try await bench.change("user.patch", ids: ["u"], ["active": .bool(mayHaveHappened)])
        }
        #expect(bench.requests.count == 2)
        #expect(try await bench.states() == [.refused, .repeated, .done, .done])
    }

    @Test("a delete in doubt is sent again, and that there is nothing left to delete is a success")
    func deletes() async throws {
        let bench = try await ChangeBench()
        let gone = WebexError(.notFound, "no such user", status: 404)
        await #expect(throws: WebexError.self) {
            try await bench.change("team.delete", ids: ["t"], nil) { _ in
                var error = WebexError(.unavailable, "broke off")
                error.mayHaveHappened = true
                throw error
            }
        }
        await #expect(throws: WebexError.self) {
            try await bench.change("team.delete", ids: ["x"], nil) { _ in throw gone }
        }
        try await bench.nextAttempt()
        let told = try await bench.change("team.delete", ids: ["t"], nil) { _ in throw gone }
        #expect(told.head["status"] == 204)
        await #expect(throws: WebexError.self) {
            try await bench.change("team.delete", ids: ["x"], nil) { _ in throw gone }
        }
    }

    private static func deletes(_ ids: Int...) -> JSONValue {
        let items = ids.enumerated().map { place, id -> JSONValue in
            [
                "itemIdentifier": .integer(Int64(place + 1)), "item": ["id": .string("u\(id)")],
                "requestAction": "DELETE",
            ]
        }
        return ["items": .array(items)]
    }

    private static func gone(_ drafts: [WriteDraft]) -> Wire.Answer {
        let entries = drafts.map { draft -> JSONValue in
            ["itemIdentifier": draft.item.map(JSONValue.integer) ?? .null, "status": 404, "apiError": ["key": "1"]]
        }
        return BulkAnswer.answer(entries, head: ["status": 207])
    }

    @Test(
        "of many that are deleted again, those that are not there are done: one before of which the answer was lost did it"
    )
    func bulkDeletes() async throws {
        let bench = try await ChangeBench()
        await #expect(throws: WebexError.self) {
            try await bench.change("team.bulk_save", Self.deletes(1, 2)) { _ in
                var error = WebexError(.unavailable, "broke off")
                error.mayHaveHappened = true
                throw error
            }
        }
        try await bench.nextAttempt()
        let told = try await bench.change("team.bulk_save", Self.deletes(1, 3, 2)) { Self.gone($0) }
        #expect(told.body?["items"]?.array?.compactMap { $0["status"]?.integer } == [204, 404, 204])
        #expect(told.body?["items"]?[0]?["apiError"] == nil)
        #expect(try await bench.states() == [.repeated, .repeated, .done, .refused, .done])
        try await bench.nextAttempt()
        let again = try await bench.change("team.bulk_save", Self.deletes(1), isRepeat: true) { Self.gone($0) }
        #expect(bench.requests.isEmpty && again.body?["items"]?[0]?["status"] == 204)
        let retried = try await bench.change("team.bulk_save", Self.deletes(4), isRepeat: true) { Self.gone($0) }
        #expect(retried.body?["items"]?[0]?["status"] == 204)
    }

    @Test("what an item's status says of it is what one of a whole answer does")
    func itemStatuses() async throws {
        let bench = try await ChangeBench()
        _ = try await bench.change("user.bulk_patch", Self.patch(1, 2, 3, 4)) { drafts in
            let statuses: [Int64] = [408, 409, 500, 503]
            let entries = zip(drafts, statuses).map { draft, status -> JSONValue in
                ["itemIdentifier": draft.item.map(JSONValue.integer) ?? .null, "status": .integer(status)]
            }
            return BulkAnswer.answer(entries, head: ["status": 207])
        }
        #expect(try await bench.states() == [.doubtful, .refused, .doubtful, .refused])
    }

    @Test(
        "a create in doubt is looked for by its natural key, and adopted or sent as that turns out",
        arguments: [true, false]
    )
    func creates(isThere: Bool) async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["name": "Sales", "siteId": "s"]
        await #expect(throws: WebexError.self) {
            try await bench.change("team.create", body) { _ in
                var error = WebexError(.inDoubt, "no answer")
                error.mayHaveHappened = true
                throw error
            }
        }
        try await bench.nextAttempt()
        let told = try await bench.change("team.create", body)
        let doubt = told.head["doubts"]?[0]
        #expect(doubt?["key"] == "name" && doubt?["value"] == "Sales" && bench.requests.isEmpty, "\(told)")
        let found: JSONValue = isThere ? ["id": "t", "name": "Sales"] : .null
        _ = try await MemoryEffects(journal: bench.journal).settle(
            ["write": doubt?["write"] ?? .null, "found": found],
            []
        )
        let answer = try await bench.change("team.create", body)
        #expect(bench.requests.count == (isThere ? 0 : 1))
        #expect(answer.body == (isThere ? Optional(found) : Optional<JSONValue>.none))
        #expect(try await bench.states() == (isThere ? [.adopted] : [.settledNot, .done]))
    }

    @Test("one that can be neither sent again nor looked for is for a person, however often it is asked for")
    func undecided() async throws {
        let bench = try await ChangeBench()
        let body: JSONValue = ["destination": "+49"]
        await #expect(throws: WebexError.self) {
            try await bench.change("task.create", body) { _ in
                var error = WebexError(.inDoubt, "no answer")
                error.mayHaveHappened = true
                throw error
            }
        }
        for _ in 0..<2 {
            try await bench.nextAttempt()
            await #expect(throws: UndecidedWrite.self) { try await bench.change("task.create", body) }
            #expect(bench.requests.isEmpty)
        }
    }

    @Test("nothing is sent that could not be entered")
    func journalFirst() async throws {
        let bench = try await ChangeBench()
        _ = try await bench.store.remove(["bench"])
        await #expect(throws: JournalError.self) { try await bench.change("user.patch", ids: ["u"], ["active": true]) }
        #expect(bench.requests.isEmpty)
    }
}
