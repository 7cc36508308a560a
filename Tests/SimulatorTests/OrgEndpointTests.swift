import JSON
import Simulator
import Testing

@Suite("The org's collections")
struct OrgEndpointTests {
    private static let lists = [
        "v2/user", "v2/team", "v2/site", "v2/contact-service-queue", "v3/user-profile", "v2/agent-profile",
        "v2/multimedia-profile", "v2/skill-profile", "v2/business-hours", "v2/holiday-list",
    ]
    private static let gets = [
        "user", "team", "site", "v2/contact-service-queue", "v3/user-profile", "agent-profile", "multimedia-profile",
        "skill-profile", "business-hours", "holiday-list",
    ]

    private func path(_ client: SimulatorClient, _ rest: String) -> String {
        "/organization/\(client.ready.orgID)/\(rest)"
    }

    @Test("every listed object can be read by its id", arguments: zip(lists, gets))
    func listAndGet(list: String, get: String) async throws {
        try await withSimulator { client async throws in
            let data = try #require(try await client.send("GET", path(client, list)).json()["data"]?.array)
            #expect(!data.isEmpty && Set(data.compactMap { $0["id"]?.string }).count == data.count)
            for entry in data.prefix(3) {
                let id = try #require(entry["id"]?.string)
                let answer = try await client.send("GET", path(client, "\(get)/\(id)"))
                let whole = try answer.json()
                #expect(answer.status == 200 && whole["id"]?.string == id && whole["version"] == 1)
                for member in try #require(entry.object) { #expect(whole[member.key] == member.value) }
            }
        }
    }

    @Test(
        "lists that are said to leave arrays out do so, and the others do not",
        arguments: [
            ("v2/contact-service-queue", true), ("v2/agent-profile", true), ("v2/user", false), ("v2/team", false),
        ]
    )
    func omittedArrays(list: String, omits: Bool) async throws {
        try await withSimulator { client async throws in
            let data = try #require(try await client.send("GET", path(client, list)).json()["data"]?.array)
            #expect(data.contains { $0.object?.contains { $0.value.array != nil } == true } == !omits)
        }
    }

    @Test("pages count from 0, their size is cut in silence, and the total is told")
    func pages() async throws {
        try await withSimulator({ $0.users = 250 }) { client async throws in
            var emails: [String] = []
            for page in 0..<3 {
                let answer = try await client.send("GET", path(client, "v2/user?page=\(page)&pageSize=5000")).json()
                let meta = try #require(answer["meta"])
                #expect(meta["pageSize"] == 100 && meta["totalPages"] == 3 && meta["totalRecords"] == 250)
                #expect(meta["page"]?.integer == Int64(page) && meta["orgid"]?.string == client.ready.orgID)
                emails += try #require(answer["data"]?.array).compactMap { $0["email"]?.string }
                #expect((meta["links"]?["next"] == nil) == (page == 2))
            }
            #expect(Set(emails).count == 250)
            let beyond = try await client.send("GET", path(client, "v2/user?page=3")).json()
            #expect(beyond["data"] == [])
            #expect(try await client.send("GET", path(client, "v2/user?page=-1")).status == 400)
        }
    }

    @Test("the link to the next page is of no use, as at the service")
    func misleadingLink() async throws {
        try await withSimulator({ $0.users = 150 }) { client async throws in
            let answer = try await client.send("GET", path(client, "v2/user")).json()
            let link = try #require(answer["meta"]?["links"]?["next"]?.string)
            #expect(try await client.send("GET", link).status == 404)
        }
    }

    @Test("what a user refers to exists")
    func references() async throws {
        try await withSimulator { client async throws in
            let users = try #require(try await client.send("GET", path(client, "v2/user")).json()["data"]?.array)
            for user in users.prefix(8) {
                let teams = try #require(user["teamIds"]?.array)
                #expect(!teams.isEmpty)
                let references = [
                    ("team", teams.first), ("site", user["siteId"]), ("v3/user-profile", user["userProfileId"]),
                    ("agent-profile", user["agentProfileId"]), ("skill-profile", user["skillProfileId"]),
                    ("multimedia-profile", user["multimediaProfileId"]),
                ]
                for (resource, id) in references {
                    let id = try #require(id?.string)
                    #expect(try await client.send("GET", path(client, "\(resource)/\(id)")).status == 200)
                }
            }
        }
    }

    @Test("an unknown id, path or org is refused")
    func refusals() async throws {
        try await withSimulator { client async throws in
            let missing = try await client.send("GET", path(client, "user/00000000-0000-4000-8000-000000000000"))
            #expect(missing.status == 404)
            #expect(try missing.json()["error"]?["message"]?[0]?["description"]?.string?.contains("user") == true)
            #expect(try await client.send("GET", path(client, "v9/user")).status == 404)
            #expect(try await client.send("GET", "/organization/other/v2/user").status == 403)
            let unsupported = try await client.send("GET", path(client, "v2/user?queueId=x"))
            #expect(unsupported.status == 400, "an answer to another question than was asked would be worse")
        }
    }

    @Test("there is something for an audit to find")
    func findings() async throws {
        try await withSimulator { client async throws in
            let users = try #require(try await client.send("GET", path(client, "v2/user")).json()["data"]?.array)
            #expect(users.contains { $0["teamIds"] == [] } && users.contains { $0["active"] == false })
            let list = try #require(
                try await client.send("GET", path(client, "v2/business-hours")).json()["data"]?.array
            )
            var lapsed = 0
            for id in list.compactMap({ $0["holidaysId"]?.string }) {
                let answer = try await client.send("GET", path(client, "holiday-list/\(id)")).json()
                let holidays = try #require(answer["holidays"]?.array)
                let frequencies = Set(holidays.compactMap { $0["frequency"]?.string })
                lapsed += frequencies == ["DontRepeat"] ? 1 : 0
            }
            #expect(lapsed == 1)
            #expect(list.contains { $0["holidaysId"] == nil })
        }
    }

    @Test("two teams of a user are at the user's site")
    func teamsOfASite() async throws {
        try await withSimulator({ $0.users = 100 }) { client async throws in
            let teams = try #require(try await client.send("GET", path(client, "v2/team")).json()["data"]?.array)
            let users = try #require(try await client.send("GET", path(client, "v2/user")).json()["data"]?.array)
            let sites = Dictionary(uniqueKeysWithValues: teams.map { ($0["id"]?.string, $0["siteId"]?.string) })
            for user in users {
                for team in user["teamIds"]?.array ?? [] { #expect(sites[team.string] == user["siteId"]?.string) }
            }
            #expect(users.contains { $0["teamIds"]?.array?.count == 2 })
        }
    }

    @Test("the same seed gives the same org on any day")
    func determinism() async throws {
        let clock = TestClock()
        var found: [[UInt8]] = []
        for _ in 0..<2 {
            try await withSimulator({ $0.now = { clock.now } }) { client async throws in
                found.append(try await client.send("GET", path(client, "v2/user")).body)
            }
            clock.advance(seconds: 3 * 86_400)
        }
        #expect(found[0] == found[1] && !found[0].isEmpty)
    }
}
