import JSON
import Simulator
import Testing

@Suite("Changes of users")
struct ChangeEndpointTests {
    private let unknown = "00000000-0000-4000-8000-000000000000"

    private func path(_ client: SimulatorClient, _ rest: String) -> String {
        "/organization/\(client.ready.orgID)/\(rest)"
    }

    private func write(_ client: SimulatorClient, _ method: String, _ rest: String, _ body: JSONValue) async throws
        -> TestAnswer
    {
        try await client.send(
            method,
            path(client, rest),
            headers: ["Content-Type": "application/json"],
            body: String(decoding: body.encoded(), as: UTF8.self)
        )
    }

    private func objects(_ client: SimulatorClient, _ list: String) async throws -> [JSONObject] {
        try #require(try await client.send("GET", path(client, list)).json()["data"]?.array).compactMap(\.object)
    }

    private func user(_ client: SimulatorClient, _ id: String) async throws -> JSONObject {
        try #require(try await client.send("GET", path(client, "user/\(id)")).json().object)
    }

    private func reason(_ answer: TestAnswer) throws -> String {
        try #require(try answer.json()["error"]?["message"]?[0]?["description"]?.string)
    }

    @Test("a PATCH changes what it names, counts the version up, and later reads show it")
    func patch() async throws {
        let clock = TestClock()
        try await withSimulator({ $0.now = { clock.now } }) { client async throws in
            let before = try #require(try await objects(client, "v2/user").first)
            let id = try #require(before["id"]?.string)
            let sites = try await objects(client, "v2/site")
            let site = try #require(sites.first { $0["id"] != before["siteId"] })
            let team = try #require(try await objects(client, "v2/team").last?["id"])
            let changes: JSONValue = ["teamIds": [team], "siteId": try #require(site["id"]), "workPhone": nil]
            let answer = try await write(client, "PATCH", "user/\(id)", changes)
            var wanted = before
            wanted["teamIds"] = [team]
            wanted["siteId"] = site["id"]
            wanted["siteName"] = site["name"]
            wanted["workPhone"] = nil
            wanted["version"] = 2
            wanted["lastUpdatedTime"] = .integer(clock.now)
            #expect(answer.status == 200)
            #expect(try answer.json() == .object(wanted))
            #expect(try await user(client, id) == wanted)
            #expect(try await objects(client, "v2/user").first == wanted)
            #expect(try await write(client, "PATCH", "user/\(id)", changes).json()["version"] == 2, "nothing changed")
            let counts = try await client.send("GET", "/_control/writes").json()["writes"]
            #expect(counts?.object?.count == 1 && counts?["user/\(id)"] == 2)
        }
    }

    @Test("filters see a change, whether they were used before or not")
    func filtersSeeChanges() async throws {
        try await withSimulator { client async throws in
            let first = try #require(try await objects(client, "v2/user").first)
            let id = try #require(first["id"]?.string)
            let team = try #require(try await objects(client, "v2/team").last?["id"]?.string)
            let filter = "v2/user?filter=teamIds%3D%3D\(team)"
            let before = try await objects(client, filter).count
            _ = try await write(client, "PATCH", "user/\(id)", ["teamIds": [.string(team)], "timezone": "Europe/Rome"])
            let isMember = first["teamIds"]?.array?.contains(.string(team)) == true
            #expect(try await objects(client, filter).count == before + (isMember ? 0 : 1))
            #expect(try await objects(client, "v2/user?filter=timezone%3D%3D%22Europe/Rome%22").count == 1)
            _ = try await write(client, "PATCH", "user/\(id)", ["teamIds": nil])
            #expect(try await objects(client, filter).count == before - (isMember ? 1 : 0))
        }
    }

    @Test("a PUT replaces: what is missing goes, lists too")
    func put() async throws {
        try await withSimulator { client async throws in
            let before = try #require(try await objects(client, "v2/user").first)
            let id = try #require(before["id"]?.string)
            #expect(try await write(client, "PUT", "user/\(id)", .object(before)).json() == .object(before))
            var body = before
            for key in ["teamIds", "mobile", "skillProfileId"] { body[key] = nil }
            let after = try #require(try await write(client, "PUT", "user/\(id)", .object(body)).json().object)
            #expect(after["teamIds"] == [] && after["mobile"] == nil && after["skillProfileId"] == nil)
            #expect(after["version"] == 2 && after["createdTime"] == before["createdTime"])
            body["ciUserId"] = nil
            let refused = try await write(client, "PUT", "user/\(id)", .object(body))
            #expect(refused.status == 400)
            #expect(try reason(refused) == "user.update: ciUserId is required")
        }
    }

    @Test("an old version is taken or refused as told", arguments: [false, true])
    func staleVersion(isRefused: Bool) async throws {
        try await withSimulator({ $0.refusesStaleVersions = isRefused }) { client async throws in
            var user = try #require(try await objects(client, "v2/user").first)
            let id = try #require(user["id"]?.string)
            _ = try await write(client, "PATCH", "user/\(id)", ["mobile": "1"])
            user["mobile"] = "2"
            #expect(try await write(client, "PUT", "user/\(id)", .object(user)).status == (isRefused ? 409 : 200))
            user["version"] = isRefused ? 2 : 3
            #expect(try await write(client, "PUT", "user/\(id)", .object(user)).status == 200)
        }
    }

    @Test("what cannot be is refused and changes nothing")
    func refusals() async throws {
        try await withSimulator { client async throws in
            let before = try #require(try await objects(client, "v2/user").first)
            let id = try #require(before["id"]?.string)
            let wrong: [JSONValue] = [
                ["teamIds": [.string(unknown)]], ["siteId": .string(unknown)], ["siteId": 5], ["teamIds": "x"],
                ["nickname": "x"], ["email": nil], ["id": .string(unknown)], [],
            ]
            for body in wrong { #expect(try await write(client, "PATCH", "user/\(id)", body).status == 400) }
            let team = try await write(client, "PATCH", "user/\(id)", ["teamIds": [.string(unknown)]])
            #expect(try reason(team) == "teamIds: no team has the id \(unknown)")
            #expect(try await client.send("PATCH", path(client, "user/\(id)"), body: "{").status == 400)
            #expect(try await write(client, "PATCH", "user/\(unknown)", ["mobile": "1"]).status == 404)
            #expect(try await user(client, id) == before)
            #expect(try await client.send("GET", "/_control/stats").json()["writes"] == 0)
        }
    }

    @Test("in bulk each item has its own outcome, told by its identifier")
    func bulk() async throws {
        try await withSimulator { client async throws in
            let ids = try await objects(client, "v2/user").prefix(2).compactMap { $0["id"]?.string }
            func item(_ identifier: Int64, _ fields: JSONValue, action: String = "SAVE") -> JSONValue {
                ["itemIdentifier": .integer(identifier), "item": fields, "requestAction": .string(action)]
            }
            let answer = try await write(
                client,
                "PATCH",
                "user/bulk",
                [
                    "items": [
                        item(10, ["id": .string(ids[0]), "mobile": "1"]), item(11, ["id": .string(unknown)]),
                        item(12, ["id": .string(ids[1]), "teamIds": [.string(unknown)]]), item(13, ["mobile": "1"]),
                        item(14, ["id": .string(ids[1])], action: "DELETE"),
                        item(15, ["id": .string(ids[1]), "mobile": nil]),
                    ]
                ]
            )
            #expect(answer.status == 207)
            let items = try #require(try answer.json()["items"]?.array)
            let statuses = Dictionary(uniqueKeysWithValues: items.map { ($0["itemIdentifier"]?.integer, $0["status"]) })
            #expect(statuses == [10: 200, 11: 404, 12: 400, 13: 400, 14: 400, 15: 200])
            #expect(items.first?["itemIdentifier"] != 10, "their order promises nothing")
            for item in items { #expect((item["apiError"] == nil) == (item["status"] == 200)) }
            let missing = items.first { $0["itemIdentifier"] == 11 }?["apiError"]
            #expect(missing?["error"]?["key"] == "404" && missing?["trackingId"]?.string != nil)
            #expect(try await user(client, ids[0])["mobile"] == "1")
            #expect(try await user(client, ids[1])["mobile"] == nil)
        }
    }

    @Test("a bulk request that is too long or cannot be told apart is refused whole")
    func bulkAsAWhole() async throws {
        try await withSimulator({ $0.bulkCap = 2 }) { client async throws in
            let id = try #require(try await objects(client, "v2/user").first?["id"])
            func items(_ identifiers: [Int64]) -> JSONValue {
                [
                    "items": .array(
                        identifiers.map { ["itemIdentifier": .integer($0), "item": ["id": id, "mobile": "9"]] }
                    )
                ]
            }
            for wrong in [[0, 1, 2], [0, 0], []] as [[Int64]] {
                #expect(try await write(client, "PATCH", "user/bulk", items(wrong)).status == 400)
            }
            #expect(try await write(client, "PATCH", "user/bulk", ["items": [["item": ["id": id]]]]).status == 400)
            #expect(try await client.send("GET", "/_control/stats").json()["writes"] == 0)
            #expect(try await write(client, "PATCH", "user/bulk", items([0, 1])).status == 207)
            let stats = try await client.send("GET", "/_control/stats").json()
            #expect(stats["writes"] == 2 && stats["written_objects"] == 1 && stats["most_writes_of_one"] == 2)
        }
    }

    @Test("changes made at once by many are all kept")
    func together() async throws {
        try await withSimulator { client async throws in
            let ids = try await objects(client, "v2/user").prefix(4).compactMap { $0["id"]?.string }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<32 {
                    group.addTask { () async throws in
                        let body: JSONValue = ["mobile": .string("\(round)")]
                        #expect(try await write(client, "PATCH", "user/\(ids[round % 4])", body).status == 200)
                    }
                }
                try await group.waitForAll()
            }
            for id in ids { #expect(try await user(client, id)["version"] == 9) }
        }
    }
}
