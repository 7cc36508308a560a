import Catalog
import JSON
import Testing

@testable import Host

@Suite("Objects that a run has seen")
struct SeenObjectsTests {
    private let seen = SeenObjects(isKept: true)

    private func operation(_ name: String) throws -> Operation { try #require(Catalog.bundled[name]) }

    private func note(
        _ body: String,
        _ name: String,
        _ ids: [String] = [],
        query: JSONObject = [:],
        since: Int? = nil,
        in seen: SeenObjects? = nil
    ) throws {
        let seen = seen ?? self.seen
        try seen.note(Array(body.utf8), to: operation(name), ids: ids, query: query, since: since ?? seen.moment)
    }

    private func parts(_ name: String, _ ids: [String], _ body: JSONValue? = nil) throws -> ChangeParts {
        let operation = try operation(name)
        return ChangeParts(operation, ids: ids, query: [:], body: body, safety: operation.safety, scopes: [])
    }

    private func before(
        _ ids: [String],
        _ body: JSONValue? = [:],
        by name: String = "user.patch",
        in seen: SeenObjects? = nil
    ) throws -> [String?] {
        let operation = try operation(name)
        return try parts(name, ids, body).drafts.map { (seen ?? self.seen).before($0, of: operation) }
    }

    private func changed(_ name: String, _ ids: [String], _ body: JSONValue? = nil, answer: String = "") throws {
        try seen.changed(by: operation(name), parts: parts(name, ids, body), answer: Array(answer.utf8))
    }

    @Test("what was read by id or in a list is what it was before, the latest word of it")
    func known() throws {
        try note(#"{"data":[{"id":"a","n":1},{"id":"b","n":1}]}"#, "user.list")
        try note(#"{"id":"a","n":2}"#, "user.get", ["a"])
        #expect(try before(["a"]) == [#"{"id":"a","n":2}"#])
        #expect(try before(["b"]) == [#"{"id":"b","n":1}"#])
        #expect(try before(["c"]) == [nil])
        try note(#"{"data":[{"id":"a","n":3}]}"#, "user.list")
        #expect(try before(["a"], by: "user.update") == [#"{"id":"a","n":3}"#])
        #expect(try before(["a"], by: "site.update") == [nil])
    }

    @Test("licences are given to a person, who is what the change is about")
    func licenses() throws {
        let body: JSONValue = ["personId": "p", "licenses": [["id": "l", "operation": "add"]]]
        try note(#"{"id":"p","licenses":[]}"#, "person.get", ["p"])
        #expect(try before([], body, by: "license.assign") == [#"{"id":"p","licenses":[]}"#])
        try changed("license.assign", [], body, answer: #"{"personId":"p","licenses":["l"]}"#)
        #expect(try before([], body, by: "license.assign") == [nil])
        #expect(try before(["p"], by: "person.update") == [nil])
    }

    @Test("each item of a request for many has its own, and one that is created has none")
    func bulk() throws {
        try note(#"{"data":[{"id":"a"},{"id":"b"}]}"#, "user.list")
        let items: JSONValue = [
            "items": [
                ["itemIdentifier": 1, "item": ["id": "b", "siteId": "s"]],
                ["itemIdentifier": 2, "item": ["id": "x", "siteId": "s"]],
                ["itemIdentifier": 3, "item": ["siteId": "s"]],
            ]
        ]
        #expect(try before([], items, by: "user.bulk_patch") == [#"{"id":"b"}"#, nil, nil])
        try changed("user.bulk_patch", [], items, answer: #"{"items":[{"id":"b"}]}"#)
        #expect(try before(["b"]) == [nil])
        #expect(try before(["a"]) == [#"{"id":"a"}"#])
    }

    @Test("of an owner's parts each owner's are apart")
    func owned() throws {
        try note(#"{"data":[{"id":"e","n":1}]}"#, "address_book_entry.list", ["one"])
        try note(#"{"data":[{"id":"e","n":2}]}"#, "address_book_entry.list", ["two"])
        #expect(try before(["one", "e"], by: "address_book_entry.update") == [#"{"id":"e","n":1}"#])
        #expect(try before(["two", "e"], by: "address_book_entry.delete") == [#"{"id":"e","n":2}"#])
        #expect(try before(["e"], by: "address_book_entry.delete") == [nil])
    }

    @Test("a list that omits fields, or was asked for some, is none; nor is what cannot be changed kept")
    func notWhole() throws {
        try note(#"{"data":[{"id":"a"}]}"#, "user.list", query: ["attributes": "id"])
        #expect(try before(["a"]) == [nil])
        try note(#"{"data":[{"id":"d"}]}"#, "desktop_profile.list")
        #expect(try before(["d"], by: "desktop_profile.update") == [nil])
        let readOnly = SeenObjects(isKept: false)
        try note(#"{"id":"a"}"#, "user.get", ["a"], in: readOnly)
        #expect(try before(["a"], in: readOnly) == [nil])
    }

    @Test("only parameters that choose objects leave them whole; a group has its members only where they are asked for")
    func parameters() throws {
        try note(#"{"data":[{"id":"a"}]}"#, "user.list", query: ["includeCount": true])
        try note(#"{"id":"a"}"#, "user.get", ["a"], query: ["includeCount": true])
        #expect(try before(["a"]) == [nil])
        try note(#"{"data":[{"id":"a"}]}"#, "user.list", query: ["filter": "x", "page": 0, "pageSize": 9])
        #expect(try before(["a"]) == [#"{"id":"a"}"#])
        try note(#"{"id":"g"}"#, "group.get", ["g"])
        #expect(try before(["g"], by: "group.delete") == [nil])
        try note(#"{"id":"g","members":[]}"#, "group.get", ["g"], query: ["includeMembers": true])
        #expect(try before(["g"], by: "group.delete") == [#"{"id":"g","members":[]}"#])
    }

    @Test("an object that lies in a field of its answer is kept without what is beside it")
    func wrapped() throws {
        try note(#"{"meta":{"orgId":"o"}, "data": {"id":"s","n":1}}"#, "subscription.get", ["s"])
        #expect(try before(["s"], by: "subscription.patch") == [#"{"id":"s","n":1}"#])
        try changed("subscription.patch", ["s"], [:], answer: #"{"meta":{},"data":{"id":"s","n":2}}"#)
        #expect(try before(["s"], by: "subscription.delete") == [#"{"id":"s","n":2}"#])
    }

    @Test("what a change answers is known then, if it is the object; else nothing is")
    func changes() throws {
        try note(#"{"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}"#, "user.list")
        try changed("user.patch", ["a"], [:], answer: #"{"n":2,"id":"a"}"#)
        try changed("user.patch", ["b"], [:], answer: #"{"message":"ok"}"#)
        try changed("user.patch", ["c"], [:])
        #expect(try before(["a"]) == [#"{"n":2,"id":"a"}"#])
        #expect(try before(["b"]) == [nil])
        #expect(try before(["c"]) == [nil])
        try changed("site.create", [], ["name": "x"], answer: #"{"id":"s","name":"x"}"#)
        #expect(try before(["s"], by: "site.delete") == [#"{"id":"s","name":"x"}"#])
        try changed("site.delete", ["s"], answer: #"{"id":"s"}"#)
        #expect(try before(["s"], by: "site.delete") == [nil])
    }

    @Test("an answer that was asked for before a change does not say what is there after it")
    func overtaken() throws {
        let asked = seen.moment
        try changed("user.patch", ["a"], [:], answer: #"{"id":"a","n":2}"#)
        try note(#"{"data":[{"id":"a","n":1},{"id":"b","n":1}]}"#, "user.list", since: asked)
        try note(#"{"id":"a","n":1}"#, "user.get", ["a"], since: asked)
        #expect(try before(["a"]) == [#"{"id":"a","n":2}"#])
        #expect(try before(["b"]) == [#"{"id":"b","n":1}"#])
        // What may have changed any of them leaves none.
        let again = seen.moment
        try changed("user.reskill", ["b"], [:])
        try note(#"{"data":[{"id":"b","n":1}]}"#, "user.list", since: again)
        #expect(try before(["a"]) == [nil])
        #expect(try before(["b"]) == [nil])
        try note(#"{"id":"b","n":3}"#, "user.get", ["b"])
        #expect(try before(["b"]) == [#"{"id":"b","n":3}"#])
    }

    @Test("the oldest go first when there is no room, whether they were looked into or not")
    func bounded() throws {
        let seen = SeenObjects(isKept: true, most: 2000)
        let filler = String(repeating: "x", count: 300)
        for id in ["a", "b", "c", "d", "e", "f"] {
            try note(#"{"data":[{"id":"\#(id)","n":"\#(filler)"}]}"#, "user.list", in: seen)
            if id == "c" { #expect(try before(["a"], in: seen) != [nil]) }
        }
        #expect(
            try ["a", "b", "c", "d", "e", "f"].map { try before([$0], in: seen) != [nil] } == [
                false, false, false, true, true, true,
            ]
        )
        try note(#"{"id":"g","n":"\#(String(repeating: filler, count: 10))"}"#, "user.get", ["g"], in: seen)
        #expect(try before(["g"], in: seen) == [nil])
        #expect(try before(["f"], in: seen) == [nil])
    }

    @Test("many threads at once read, change and ask without harm")
    func concurrent() async throws {
        let names = try (operation("user.list"), operation("user.patch"))
        await withTaskGroup(of: Void.self) { [seen] group in
            for task in 0..<4 {
                group.addTask {
                    for round in 0..<50 {
                        let id = "\(task)-\(round)"
                        let since = seen.moment
                        seen.note(
                            Array(#"{"data":[{"id":"\#(id)"}]}"#.utf8),
                            to: names.0,
                            ids: [],
                            query: [:],
                            since: since
                        )
                        let parts = ChangeParts(
                            names.1,
                            ids: [id],
                            query: [:],
                            body: [:],
                            safety: .idempotent,
                            scopes: []
                        )
                        #expect(seen.before(parts.drafts[0], of: names.1) == #"{"id":"\#(id)"}"#)
                        seen.changed(by: names.1, parts: parts, answer: [])
                        #expect(seen.before(parts.drafts[0], of: names.1) == nil)
                    }
                }
            }
        }
    }

    @Test("of 5,000 users in pages of 100 all are found")
    func many() throws {
        let user = #""firstName":"Anna","lastName":"Ü \"q\"","teamIds":["t1","t2"],"active":true,"siteId":"s","n":12"#
        let rest = String(repeating: #","skill":{"a":[1,2,3],"b":"text"}"#, count: 12)
        for page in 0..<50 {
            let users = (0..<100).map { #"{"id":"user-\#(page * 100 + $0)",\#(user)\#(rest)}"# }
            try note(#"{"meta":{"page":\#(page)},"data":[\#(users.joined(separator: ","))]}"#, "user.list")
        }
        let patch = try operation("user.patch")
        let drafts = try (0..<5000).map { try parts("user.patch", ["user-\($0)"], [:]).drafts[0] }
        var found = 0
        let time = ContinuousClock().measure {
            for draft in drafts where seen.before(draft, of: patch)?.hasPrefix(#"{"id":"user-"#) == true { found += 1 }
        }
        #expect(found == 5000)
        print("before-images of 5,000 users: \(time)")
    }
}
