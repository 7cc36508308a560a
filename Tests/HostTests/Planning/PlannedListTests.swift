import Catalog
import JSON
import Testing

@testable import Host
@testable import Webex

@Suite("Pages of lists, as they would be after a plan")
struct PlannedListTests {
    /// A planned object: what it was in the org, and what it would be.
    private static func object(_ id: String, was: JSONObject?, is planned: JSONObject?) -> PlannedOrg.Object {
        func whole(_ fields: JSONObject?) -> JSONObject? {
            fields.map { fields in
                var whole = fields
                whole["id"] = .string(id)
                return whole
            }
        }
        return PlannedOrg.Object(
            resource: "team",
            target: id,
            fields: whole(planned) ?? whole(was) ?? [:],
            isThere: was != nil,
            original: whole(was),
            isDeleted: planned == nil
        )
    }

    /// One is new, one has another name, one is gone.
    private static let planned = [
        object("new", was: nil, is: ["name": "New", "active": true]),
        object("b", was: ["name": "B", "active": true], is: ["name": "Bee", "active": true]),
        object("c", was: ["name": "C", "active": true], is: nil),
    ]

    /// What the service has: a, b, c, d.
    private static let entries = JSONValue.array(
        ["a", "b", "c", "d"].map { ["id": .string($0), "name": .string($0.uppercased()), "active": true] }
    )

    private func operation(_ name: String) throws -> Operation {
        try #require(Catalog.bundled[name])
    }

    private func answer(
        _ name: String,
        _ query: [(String, JSONValue)] = [],
        link: String? = nil,
        objects: [PlannedOrg.Object] = planned,
        to body: JSONValue
    ) throws -> (body: JSONValue, came: PlannedAnswer.Came?) {
        let operation = try operation(name)
        let question = ListQuestion(operation, query: query, link: link, fields: ["name", "active", "id"])
        let list = PlannedList(operation, question, objects)
        let told = try list.applied(to: Webex.Answer(status: 200, body: body.encoded(), trackingID: "t"))
        #expect(told.answer.trackingID == "t")
        return (try JSONValue(parsing: told.answer.body), told.came)
    }

    private func ids(_ list: JSONValue?) -> [String] { (list?.array ?? []).compactMap { $0["id"]?.string } }

    @Test("numbered pages: the first has what is new, all lack what is gone, and the walk ends by the service's pages")
    func numbered() throws {
        let meta: JSONValue = ["page": 0, "pageSize": 4, "totalPages": 2, "totalRecords": 7]
        let (first, came) = try answer("team.list", to: ["meta": meta, "data": Self.entries])
        #expect(ids(first["data"]) == ["a", "b", "d", "new"])
        #expect(first["data"]?[1]?["name"]?.string == "Bee")
        #expect(first["meta"]?["totalPages"]?.integer == 2)
        #expect(first["meta"]?["totalRecords"]?.integer == 7, "one more and one less")
        #expect(came?.count == 4 && came?.first == "a")
        let (second, _) = try answer("team.list", [("page", 1)], to: ["meta": meta, "data": Self.entries])
        #expect(ids(second["data"]) == ["a", "b", "d"])
    }

    @Test("a list that has no object and no page has one of each where one is planned")
    func empty() throws {
        let (body, came) = try answer(
            "team.list",
            [("filter", "name==\"New\"")],
            to: ["meta": ["page": 0, "totalPages": 0, "totalRecords": 0], "data": []]
        )
        #expect(ids(body["data"]) == ["new"])
        #expect(body["meta"]?["totalPages"]?.integer == 1 && body["meta"]?["totalRecords"]?.integer == 1)
        #expect(came?.count == 0)
    }

    @Test("a bare list, and one whose answer has nothing of the plan in it")
    func bare() throws {
        let (body, came) = try answer("team.list@1", to: Self.entries)
        #expect(ids(body) == ["a", "b", "d", "new"] && came?.count == 4)
        let other = JSONValue.array([["id": "x", "name": "X"]])
        let (second, nothing) = try answer("team.list@1", [("page", 3)], to: other)
        #expect(second == other && nothing == nil)
    }

    @Test("positions go on by what the service has, up to what it has")
    func positions() throws {
        let body: JSONValue = ["totalResults": 9, "itemsPerPage": 4, "startIndex": 1, "Resources": Self.entries]
        let (first, came) = try answer("scim_user.list", [("startIndex", 1)], to: body)
        #expect(ids(first["Resources"]) == ["a", "b", "d", "new"])
        #expect(came?.count == 4 && came?.total?.integer == 9)
        let one = [Self.object("c", was: ["name": "C"], is: nil)]
        let (less, counted) = try answer("scim_user.list", objects: one, to: body)
        #expect(less["totalResults"]?.integer == 8 && less["itemsPerPage"]?.integer == 3)
        #expect(counted?.count == 4 && counted?.total?.integer == 9)
        let (second, _) = try answer("scim_user.list", [("startIndex", 5)], to: body)
        #expect(ids(second["Resources"]) == ["a", "b", "d"])
    }

    @Test("a page that a link leads to is not the first; its own link stays")
    func links() throws {
        let (first, _) = try answer("person.list", to: ["items": Self.entries])
        #expect(ids(first["items"]) == ["a", "b", "d", "new"])
        let (second, _) = try answer("person.list", link: "https://x/people?cursor=y", to: ["items": Self.entries])
        #expect(ids(second["items"]) == ["a", "b", "d"])
    }

    @Test("what did not fit and does now is added, what fitted and does not is left out")
    func filtered() throws {
        let objects = [
            Self.object("in", was: ["name": "Old"], is: ["name": "A"]),
            Self.object("out", was: ["name": "A"], is: ["name": "Else"]),
            Self.object("still", was: ["name": "A", "active": true], is: ["name": "A", "active": false]),
            Self.object("never", was: ["name": "X"], is: ["name": "Y"]),
            Self.object("made and gone", was: nil, is: nil),
        ]
        let body: JSONValue = [
            "meta": ["totalPages": 1, "totalRecords": 2],
            "data": [["id": "out", "name": "A"], ["id": "still", "name": "A", "active": true]],
        ]
        let (answer, _) = try answer("team.list", [("filter", "name==A")], objects: objects, to: body)
        #expect(ids(answer["data"]) == ["still", "in"])
        #expect(answer["data"]?[0]?["active"]?.bool == false)
        #expect(answer["meta"]?["totalRecords"]?.integer == 2)
    }

    @Test("what cannot be judged adds nothing; what is there is shown as it would be, and what is gone is left out")
    func unjudged() throws {
        let operation = try operation("team.list")
        for query in [("search", "B"), ("filter", "name!=x"), ("supervisorView", true)] as [(String, JSONValue)] {
            let question = ListQuestion(operation, query: [query], link: nil, fields: ["name"])
            #expect(question.unjudged?.hasPrefix(query.0) == true)
            let (answer, _) = try answer("team.list", [query], to: ["data": Self.entries])
            #expect(ids(answer["data"]) == ["a", "b", "d"])
            #expect(answer["data"]?[1]?["name"]?.string == "Bee")
        }
        for query in [("sort", "name,ASC"), ("supervisorView", false), ("includeCount", true)] as [(String, JSONValue)]
        {
            #expect(ListQuestion(operation, query: [query], link: nil, fields: ["name"]).unjudged == nil)
        }
    }

    @Test("only the fields that were asked for, and no arrays where the list has none")
    func fields() throws {
        let objects = [Self.object("new", was: nil, is: ["name": "N", "active": true, "list": [1]])]
        let (chosen, _) = try answer("team.list", [("attributes", "name, id")], objects: objects, to: ["data": []])
        #expect(chosen["data"]?[0] == ["name": "N", "id": "new"])
        let (short, _) = try answer("queue.list", objects: objects, to: ["data": []])
        #expect(short["data"]?[0] == ["name": "N", "active": true, "id": "new"])
        let (single, _) = try answer(
            "queue.list",
            [("singleObjectResponse", true)],
            objects: objects,
            to: ["data": []]
        )
        #expect(single["data"]?[0]?["list"] != nil)
    }

    @Test("people are found by their address, and by how their name begins")
    func people() throws {
        let ada: JSONObject = ["emails": ["Ada@example.com"], "displayName": "Ada Lovelace"]
        let objects = [Self.object("p", was: nil, is: ada)]
        for (query, count) in [
            ([("email", "ada@EXAMPLE.com")], 1), ([("displayName", "ada l")], 1), ([("displayName", "Lovelace")], 0),
            ([("id", "x,p")], 1), ([("email", "eve@example.com")], 0),
        ] as [([(String, JSONValue)], Int)] {
            let (answer, _) = try answer("person.list", query, objects: objects, to: ["items": []])
            #expect(answer["items"]?.array?.count == count, "\(query)")
        }
    }
}
