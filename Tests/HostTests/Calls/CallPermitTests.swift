import Catalog
import JSON
import TestSupport
import Testing
import Wire

@testable import Host

@Suite("What calls and requests may change")
struct CallPermitTests {
    private func permissions(_ change: (inout Permissions) -> Void) -> Permissions {
        var permissions = Permissions()
        change(&permissions)
        return permissions
    }

    private func items(_ actions: String...) -> JSONValue {
        let team: JSONValue = [
            "id": "t", "active": true, "name": "T", "rankQueuesForTeam": true, "siteId": "s",
            "teamStatus": "IN_SERVICE",
            "teamType": "AGENT",
        ]
        return [
            "items": .array(
                actions.map { ["itemIdentifier": 1, "item": team, "requestAction": .string($0)] }
            )
        ]
    }

    @Test("what erases a collection needs all = true besides the permission to delete")
    func erasure() async throws {
        let bench = try await CallBench(permissions: permissions { $0.allowsDeletes = true }) { _ in .init(200) }
        let refusal = await bench.refusal("dial_number.delete_all", [[:]])
        #expect(refusal?.contains("erases the whole collection") == true && refusal?.contains("all = true") == true)
        #expect(await bench.refusal("recording.purge", [["purgeAll": true]])?.contains("all = true") == true)
        #expect(bench.server.requests.isEmpty)
        try await bench.call("dial_number.delete_all", [[:], ["all": true]])
        try await bench.call("recording.purge", [["purgeAll": false, "recordingIds": ["1"]], ["strict": false]])
        #expect(bench.server.requests.count == 2)
        let careful = try await CallBench()
        #expect(
            await careful.refusal("dial_number.delete_all", [[:], ["all": true]])?.contains("--allow-deletes") == true
        )
    }

    @Test("an item that deletes needs the permission to, and each item counts as a change")
    func bulk() async throws {
        let bench = try await CallBench(permissions: permissions { $0.changes = 3 }) { _ in .init(207, #"{"items":[]}"#)
        }
        #expect(await bench.refusal("team.bulk_save", [items("SAVE", "DELETE")])?.contains("--allow-deletes") == true)
        #expect(
            await bench.refusal("team.bulk_save", [items("SAVE", "delete"), ["strict": false]])?.contains(
                "--allow-deletes"
            ) == true
        )
        try await bench.call("team.bulk_save", [items("SAVE", "SAVE"), ["strict": false]])
        #expect(
            await bench.refusal("team.bulk_save", [items("SAVE", "SAVE"), ["strict": false]])?.contains(
                "changes 3 to 4"
            ) == true
        )
        #expect(bench.server.requests.count == 1)
    }

    @Test("a SCIM bulk needs the permission to delete what its operations delete")
    func scimBulk() async throws {
        let bench = try await CallBench(permissions: permissions { $0.changes = 1 })
        func bulk(_ list: String, _ methods: JSONValue...) -> [JSONValue] {
            let entries = methods.map { ["method": $0, "path": "/Users/1"] as JSONValue }
            return [.object(["schemas": [], "failOnErrors": 1, list: .array(entries)]), ["strict": false]]
        }
        for list in ["operations", "Operations"] {
            let refusal = await bench.refusal("scim_user.bulk", bulk(list, "PATCH", "DELETE"))
            #expect(refusal?.contains("--allow-deletes") == true)
        }
        #expect(await bench.refusal("scim_user.bulk", bulk("operations", "POST", "POST"))?.contains("1 to 2") == true)
        #expect(bench.server.requests.isEmpty)
    }

    @Test("changes of a request that the service refuses whole are given back, and of one in doubt are not")
    func givenBack() async throws {
        let bench = try await CallBench(permissions: permissions { $0.changes = 2 }) { request in
            .init([400, 413, 422, 500, 207][request.index], #"{"items":[]}"#)
        }
        let two: [JSONValue] = [items("SAVE", "SAVE"), ["strict": false]]
        // Nothing of it is sent: the path has no such id.
        let site = await bench.refusal("site.update", ["..", [:], ["strict": false]])
        #expect(site?.contains("which is no id") == true)
        for _ in 0..<3 { #expect(await bench.refusal("team.bulk_save", two)?.hasPrefix("invalid") == true) }
        let one: [JSONValue] = [items("SAVE"), ["strict": false]]
        #expect(await bench.refusal("team.bulk_save", one)?.hasPrefix("unavailable") == true)
        #expect(await bench.refusal("team.bulk_save", two)?.contains("changes 2 to 3") == true)
        try await bench.call("team.bulk_save", one)
        #expect(bench.server.requests.count == 5)
    }

    @Test("a bulk request of which each item has its id is sent again like any change, another is in doubt")
    func repeatedBulk() async throws {
        let bench = try await CallBench { _ in .init(500) }
        #expect(await bench.refusal("team.bulk_save", [items("SAVE")])?.hasPrefix("unavailable") == true)
        let new: JSONValue = ["items": [["itemIdentifier": 1, "item": ["name": "T"], "requestAction": "SAVE"]]]
        let refusal = await bench.refusal("team.bulk_save", [new, ["strict": false]])
        #expect(refusal?.hasPrefix("in_doubt") == true)
    }

    @Test("a request by path takes the options of a call, and so may erase what it says it erases")
    func requestOptions() async throws {
        let bench = try await CallBench(permissions: permissions { $0.allowsDeletes = true })
        var erasing: JSONObject = ["method": "DELETE", "path": "/organization/{orgid}/dial-number"]
        erasing["path"] = .string(try #require(bench.calls.catalog["dial_number.delete_all"]).path)
        let refused = erasing
        let refusal = await CallBench.refusal { try await bench.request(refused) }
        #expect(refusal?.contains("all = true") == true)
        erasing["options"] = ["all": true, "timeout": nil]
        try await bench.request(erasing)
        try await bench.request([
            "path": "/organization/{orgid}/v2/user", "query": ["pag": 1], "options": ["strict": false],
        ])
        try await bench.request(["path": "/odd", "options": ["timeout": "30s", "strict": true]])
        #expect(bench.server.requests.count == 3)
        for options in [["v": 1], ["query": [:]], ["al": true], 7] as [JSONValue] {
            let refusal = await CallBench.refusal { try await bench.request(["path": "/odd", "options": options]) }
            #expect(refusal?.hasPrefix("invalid") == true, "\(refusal ?? "passed")")
        }
    }

    @Test("--read-only lets reads pass that are POSTs")
    func readOnly() async throws {
        let bench = try await CallBench(permissions: permissions { $0.isReadOnly = true }) { _ in
            .init(200, #"{"data":[]}"#)
        }
        let ids: JSONValue = ["taskIds": ["93912f11-6017-404b-bf14-5331890b1797"]]
        try await bench.call("capture.query", [["query": ids]])
        #expect(bench.server.requests.map(\.method) == ["POST"])
        #expect(await bench.refusal("user.patch", ["1", ["workPhone": "+1"]])?.contains("--read-only") == true)
        #expect(
            await CallBench.refusal { try await bench.request(["method": "POST", "path": "/v1/odd"]) }?.contains(
                "--read-only"
            ) == true
        )
    }

    @Test("a request by method and path is the operation that the catalog knows, with its checks and permissions")
    func matched() async throws {
        let bench = try await CallBench { _ in .init(200, #"{"data":[]}"#) }
        let head = try await bench.request(["path": "/organization/{orgid}/v2/user", "query": ["page": 0]]).head
        #expect(head["list"] == "data" && head["paging"] == "page")
        try await bench.request(["path": "/v1/people/a%2Fb"])
        try await bench.request(["method": "patch", "path": "/organization/org-1/user/1/", "body": ["workPhone": "+1"]])
        #expect(
            bench.server.requests.map { "\($0.method) \($0.target)" } == [
                "GET /organization/org-1/v2/user?page=0", "GET /v1/people/a%2Fb", "PATCH /organization/org-1/user/1",
            ]
        )
        let refusals: [(JSONObject, String)] = [
            (["path": "/organization/{orgid}/v2/user", "query": ["pag": 0]], "did you mean page?"),
            (["method": "DELETE", "path": "/organization/{orgid}/team/1"], "--allow-deletes"),
            (["path": "/organization/org-2/v2/user"], "names the organisation org-2"),
        ]
        for (fields, text) in refusals {
            let refusal = await CallBench.refusal { try await bench.request(fields) }
            #expect(refusal?.contains(text) == true, "\(refusal ?? "passed")")
        }
        #expect(bench.server.requests.count == 3)
    }

    @Test("what no operation describes is read without a word, and sent otherwise only by --allow-raw")
    func raw() async throws {
        let bench = try await CallBench { _ in
            .init(200, #"{"access_token":"canary-raw-token","client_secret":"x","password":"y","a":1}"#)
        }
        let body = try await bench.request([
            "path": "/v9/odd%20things/x", "query": ["q": "a b"],
        ]).body
        #expect(body == #"{"access_token":null,"client_secret":null,"password":null,"a":1}"#)
        try await bench.request(["path": "/odd", "base": "webex"])
        #expect(bench.server.requests.map(\.target) == ["/v9/odd%20things/x?q=a%20b", "/v1/odd"])
        #expect(bench.server.requests[0].headers["authorization"] == "Bearer rand_om_cluster_org-1")
        let post: JSONObject = ["method": "POST", "path": "/v9/odd", "body": [1]]
        #expect(await CallBench.refusal { try await bench.request(post) }?.contains("--allow-raw") == true)
        let bold = try await CallBench(permissions: permissions { $0.allowsRaw = true }) { _ in .init(500) }
        #expect(await CallBench.refusal { try await bold.request(post) }?.hasPrefix("in_doubt") == true)
        #expect(bold.server.requests.map(\.text) == ["[1]"], "a create is sent once")
        let delete: JSONObject = ["method": "DELETE", "path": "/v9/odd"]
        #expect(await CallBench.refusal { try await bold.request(delete) }?.contains("--allow-deletes") == true)
        #expect(bold.server.requests.count == 1)
    }

    @Test(
        "a path that leads elsewhere, or to where tokens are made, is refused",
        arguments: [
            "https://evil.example/x", "x", "//evil.example/x", "/a/../b", "/a/%2e%2E/b", "/a?b=c", "/a#b", "/a b",
            "/a\u{0}",
            "/v1/access_token", "/access%5Ftoken", "/organization/org-2/odd", "/a/{id}",
            "/v1/Access_Token", "/a/..%2Faccess_token", "/a%2Faccess_token", "/a%5Cb", "/a/..;/b", "/a%3Bb",
            "/%252e%252e/b",
            "/a%252Fb", "/Organization/org-2/odd", "/organizations/org-2/odd", "/v1/organizations/org-2",
            "/identity/scim/org-2/odd", "/v9/identity/SCIM/org-2/odd",
        ]
    )
    func badPath(path: String) async throws {
        let bench = try await CallBench(permissions: permissions { $0.allowsRaw = true })
        let refusal = await CallBench.refusal { try await bench.request(["method": "POST", "path": .string(path)]) }
        #expect(refusal?.hasPrefix("invalid") == true || refusal?.hasPrefix("denied") == true, "\(refusal ?? "passed")")
        #expect(bench.server.requests.isEmpty)
    }

    @Test("a resource is described as the API has it")
    func describe() async throws {
        let effects = DescribeEffects(catalog: .bundled)
        let answer = try await effects.describe(["resource": "queue", "module": "cc"], [])
        let head = try JSONValue(parsing: answer.head)
        #expect(head["key"] == "name" && head["module"] == "cc" && head["resource"] == "queue")
        let list = try #require(head["operations"]?["list"])
        #expect(list["paging"] == "page" && list["list"] == "data" && list["omits_arrays"] == true && list["ids"] == 0)
        #expect(list["versions"] == [1, 2, 3] && list["safety"] == "read" && list["body"] == false)
        #expect(list["query"]?.array?.contains("filter") == true)
        #expect(head["operations"]?["update"]?["ids"] == 1 && head["operations"]?["update"]?["body"] == true)
        #expect(head["bulk"] == ["patch": "queue.bulk_patch", "save": "queue.bulk_save"])
        #expect(head["read_only"]?.array?.contains("createdTime") == true)
        let unknown = await CallBench.refusal {
            _ = try await effects.describe(["resource": "queu", "module": "cc"], [])
        }
        #expect(unknown?.contains("queue") == true)
        let other = await CallBench.refusal {
            _ = try await effects.describe(["resource": "person", "module": "cc"], [])
        }
        #expect(other?.contains("it is webex.person") == true)
    }
}
