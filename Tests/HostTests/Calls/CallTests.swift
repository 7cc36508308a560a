import JSON
import TestSupport
import Testing

@testable import Host

@Suite("Calls as a script writes them")
struct CallTests {
    private let changes: JSONValue = ["workPhone": "+1"]

    @Test(
        "the newest version is called unless an option names another, and one there is not is told with those there are"
    )
    func versions() async throws {
        let bench = try await CallBench { _ in .init(200, #"{"data":[],"meta":{}}"#) }
        try await bench.call("user.list", [[:]])
        try await bench.call("user.list", [["page": 1], ["v": 1]])
        #expect(
            bench.server.requests.map(\.target) == [
                "/organization/org-1/v2/user", "/organization/org-1/user?page=1",
            ]
        )
        let refusal = try #require(await bench.refusal("user.list", [[:], ["v": 9]]))
        #expect(refusal == "invalid; user.list: has no version 9; there is version 1 and 2")
    }

    @Test("an operation of the other module is told by its name there, an unknown one by a near name")
    func modules() async throws {
        let bench = try await CallBench()
        let refusal = await bench.refusal("person.list", [[:]], module: "cc")
        #expect(refusal == "invalid; cc.person.list: is no operation of cc; it is webex.person.list")
        #expect(await bench.refusal("user.lists", [[:]])?.contains("user.list") == true)
        #expect(bench.server.requests.isEmpty)
    }

    @Test("an option that there is not, a wrong one, and one argument too many are refused")
    func options() async throws {
        let bench = try await CallBench()
        for options in [["stric": false], ["strict": "no"], ["all": 1], ["save": ""], ["timeout": "soon"]]
            as [JSONValue]
        {
            #expect(await bench.refusal("user.list", [[:], options])?.hasPrefix("invalid") == true)
        }
        #expect(await bench.refusal("user.list", [[:], ["stric": false]])?.contains("strict") == true)
        #expect(await bench.refusal("user.list", [[:], [:], [:]])?.contains("2 arguments") == true)
        #expect(await bench.refusal("user.get", [[:]])?.contains("must be the id of the path") == true)
        #expect(bench.server.requests.isEmpty)
        try await bench.call("user.get", ["1", [:], ["timeout": nil, "strict": nil, "save": nil]])
    }

    @Test("a wrong parameter is refused before anything is sent, and with strict = false it is sent")
    func strictness() async throws {
        let bench = try await CallBench()
        #expect(await bench.refusal("user.list", [["filtre": "x"]])?.contains("did you mean filter?") == true)
        #expect(await bench.refusal("user.patch", ["1", ["workPhon": "+1"]])?.contains("workPhone") == true)
        #expect(bench.server.requests.isEmpty)
        try await bench.call("user.patch", ["1", ["workPhon": 7], ["strict": false]])
        #expect(bench.server.requests.map(\.text) == [#"{"workPhon":7}"#])
    }

    @Test("a field of a body that no document knows is sent, with one warning in a run")
    func unknownField() async throws {
        let bench = try await CallBench()
        for _ in 0..<3 { try await bench.call("user.patch", ["1", ["favouriteColour": "red"]]) }
        #expect(bench.server.requests.map(\.text) == Array(repeating: #"{"favouriteColour":"red"}"#, count: 3))
        #expect(bench.warnings == ["user.patch: the field favouriteColour is in no document; it is sent as it stands"])
        let item: JSONValue = ["id": "u", "favouriteColour": 1]
        let items: JSONValue = ["items": [["itemIdentifier": 0, "item": item], ["itemIdentifier": 1, "item": item]]]
        try await bench.call("user.bulk_patch", [items])
        #expect(bench.warnings.last?.contains("the field items[].item.favouriteColour") == true)
        #expect(bench.warnings.count == 2)
    }

    @Test("the head tells how the list comes, and where its next page is")
    func head() async throws {
        let bench = try await CallBench { request in
            .init(200, #"{"items":[]}"#, headers: [("Link", "<\(request.path)?cursor=2>; rel=\"next\"")])
        }
        let (head, body) = try await bench.call("person.list", [["max": 1]], module: "webex")
        #expect(head["paging"] == "link" && head["list"] == "items" && head["status"] == 200)
        #expect(head["next"] == .string(bench.server.url + "/v1/people?cursor=2") && body == #"{"items":[]}"#)
        try await bench.call("person.list", [[:]], link: bench.server.url + "/v1/people?cursor=2")
        #expect(bench.server.requests.last?.target == "/v1/people?cursor=2")
        let refusal = await CallBench.refusal {
            try await bench.call("person.list", [[:]], link: bench.server.url + "/v1/licenses?cursor=2")
        }
        #expect(refusal?.hasPrefix("denied") == true)
        let queues = try await bench.call("queue.list", [[:]]).head
        #expect(queues["omits_arrays"] == true && queues["paging"] == "page" && queues["list"] == "data")
    }

    @Test("a list is the body where the operation takes one, an empty table too")
    func list() async throws {
        let bench = try await CallBench { _ in .init(202, "{}") }
        let steps: JSONValue = [["op": "add", "path": "/firstName", "value": "Ada"]]
        try await bench.call("journey_person.patch", ["w", "p", steps])
        try await bench.call("journey_person.patch", ["w", "p", [:], ["strict": false]])
        #expect(
            bench.server.requests.map { $0.headers["content-type"] } == [
                "application/json-patch+json", "application/json-patch+json",
            ]
        )
        #expect(bench.server.requests.map(\.text) == [#"[{"op":"add","path":"/firstName","value":"Ada"}]"#, "[]"])
        #expect(
            await bench.refusal("journey_person.patch", ["w", "p", ["op": "add"]])?.contains("takes a list") == true
        )
    }

    @Test("the token that an operation answers with never reaches a script, and it is told so once")
    func withheld() async throws {
        let bench = try await CallBench { _ in .init(200, #"{"id":"1","accessToken":"canary-guest-token"}"#) }
        for _ in 0..<2 {
            let body = try await bench.call(
                "guest.create",
                [["displayName": "Ada", "subject": "a"], ["strict": false]]
            ).body
            #expect(body == #"{"id":"1","accessToken":null}"#)
        }
        #expect(bench.warnings == ["guest.create: its answer holds a secret, which no script gets: accessToken"])
        let save = await bench.refusal(
            "guest.create",
            [["displayName": "Ada"], ["save": "work/token", "strict": false]]
        )
        #expect(save?.hasPrefix("denied") == true)
        #expect(bench.server.requests.count == 2)
    }

    @Test("an answer that is no JSON is given as text where the operation answers so")
    func stream() async throws {
        let bench = try await CallBench { _ in .init(200, "data: 1\n\n") }
        #expect(try await bench.call("journey_event.stream", ["w", "i", [:]]).body == "bytes:data: 1\n\n")
        #expect(await bench.refusal("user.list", [[:]])?.contains("no JSON") == true)
    }
}
