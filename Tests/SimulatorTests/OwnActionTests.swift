import Catalog
import JSON
import Simulator
import Testing

@Suite("What single operations do")
struct OwnActionTests {
    @Test("a search answers with tasks, and with errors under 200 for what is none")
    func search() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let query = "query($from: Long!) { task(from: $from, to: \(client.ready.to)) { tasks { id status } } }"
            let body: JSONValue = ["query": .string(query), "variables": ["from": .integer(client.ready.from)]]
            let tasks = try #require(
                try await catalog.call("task.search", body: body).json()["data"]?["task"]?["tasks"]?.array
            )
            #expect(tasks.count == 200 && tasks[0].object?.keys.sorted() == ["id", "status"])
            let wrong = try await catalog.call("task.search", body: ["query": "{ nothing }"])
            #expect(wrong.status == 200)
            #expect(try wrong.json()["errors"]?[0]?["message"]?.string != nil)
        }
    }

    @Test("files come in parts, all of which must be there")
    func parts() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let info: JSONValue = ["name": "hello.wav", "contentType": "AUDIO_WAV"]
            let made = try await catalog.call("audio_file.create", body: ["audioFileInfo": info, "audioFile": "RIFF"])
            #expect(made.status == 200, "\(made.text)")
            #expect(try made.json()["name"] == "hello.wav")
            #expect(try await catalog.call("audio_file.create", body: ["audioFileInfo": info]).status == 400)
            #expect(try await catalog.call("audio_file.create", body: ["audioFile": "RIFF"]).status == 400)
            let half: JSONValue = ["audioFileInfo": ["name": "other.wav"], "audioFile": "RIFF"]
            #expect(try await catalog.call("audio_file.create", body: half).status == 400)
            let json = try await client.send(
                "POST",
                "/organization/\(client.ready.orgID)/audio-file",
                headers: ["Content-Type": "application/json"],
                body: "{}"
            )
            #expect(json.status == 400)
        }
    }

    @Test("an org that a header must name is refused when it is not")
    func organizationHeader() async throws {
        try await withSimulator { client async throws in
            #expect(
                try await CatalogClient(client: client).call("agent_burnout.record_action", body: [:]).status == 200
            )
            let bare = try await client.send(
                "POST",
                "/v1/agentburnout/action",
                headers: ["Content-Type": "application/json"],
                body: "{}"
            )
            #expect(bare.status == 400)
        }
    }

    @Test("nobody knows the waiting time of a queue that is not there")
    func waitingTime() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            var query = ["queueId": try await catalog.firstID("queue"), "lookbackMinutes": "10"]
            let known = try await catalog.call("queue.estimated_wait_time", query: query)
            #expect(known.status == 200)
            #expect(try known.json()["estimatedWaitTime"]?.number != nil)
            query["queueId"] = "00000000-0000-4000-8000-000000000000"
            #expect(try await catalog.call("queue.estimated_wait_time", query: query).status == 204)
        }
    }

    @Test("the admin API's errors are its own, and its paths stand below /v1")
    func adminErrors() async throws {
        try await withSimulator { client async throws in
            let missing = try await client.send("GET", "/v1/people/none")
            #expect(missing.status == 404)
            #expect(try missing.json()["errors"]?[0]?["description"]?.string != nil)
            #expect(try await client.send("GET", "/people").status == 404)
        }
    }

    @Test("queues gain and lose agents, and are found by them")
    func agents() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let queue = try await catalog.firstID("queue")
            let user = try await catalog.firstID("user")
            let add: JSONValue = ["add": [.string(user)], "remove": []]
            #expect(try await catalog.call("queue.reassign_agents", [queue], body: add).status == 200)
            #expect(try await catalog.list("queue.agent_based_by_user", [user]).first?["id"]?.string == queue)
            let teams = try await catalog.call("user.get", [user]).json()["teamIds"]
            let team = try #require(teams?[0]?.string)
            let serving = try await catalog.list("queue.team_based_by_team", [team]).compactMap { $0["id"]?.string }
            let references = try await catalog.call("team.references", [team], query: ["type": "queue"]).json()
            #expect(references["data"]?.array?.compactMap { $0["id"]?.string } == serving)
        }
    }

    @Test("a number that nobody may dial is known by itself, as it stands in the path")
    func doNotCall() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let body: JSONValue = ["phoneNumber": "+14155550123", "source": "customer"]
            let made = try await catalog.call("dnc_number.create", ["list"], body: body)
            #expect(made.status == 201, "\(made.text)")
            #expect(try made.json()["phoneNumber"] == "+14155550123")
            #expect(try await catalog.call("dnc_number.get", ["list", "+14155550123"]).json()["source"] == "customer")
            #expect(try await catalog.call("dnc_number.get", ["other", "+14155550123"]).status == 404)
            #expect(try await catalog.call("dnc_number.create", ["list"], body: body).status == 409)
            #expect(try await catalog.call("dnc_number.delete", ["list", "+14155550123"]).status == 204)
            #expect(try await catalog.call("dnc_number.get", ["list", "+14155550123"]).status == 404)
        }
    }

    @Test("all dial numbers go at once")
    func deleteAll() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            #expect(try await catalog.call("dial_number.numbers").json().array?.count == 2)
            #expect(try await catalog.call("dial_number.delete_all").status == 200)
            #expect(try await catalog.call("dial_number.numbers").json() == [])
        }
    }

    @Test("a file may be longer than any JSON")
    func longFiles() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let info: JSONValue = ["name": "long.wav", "contentType": "AUDIO_WAV"]
            let audio = JSONValue.string(String(repeating: "R", count: 2 << 20))
            let made = try await catalog.call("audio_file.create", body: ["audioFileInfo": info, "audioFile": audio])
            #expect(made.status == 200, "\(made.text)")
            let long = JSONValue.string(String(repeating: "n", count: 2 << 20))
            #expect(try await catalog.call("team.create", body: ["name": long]).status == 413)
        }
    }

    @Test("a token in an answer is long and no word of the documents")
    func tokens() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let body: JSONValue = ["subject": "a", "displayName": "Ada"]
            let answer = try await catalog.call("guest.create", body: body)
            let token = try #require(try answer.json()["accessToken"]?.string)
            #expect(token.count >= 32 && !token.lowercased().contains("token"), "\(token)")
            #expect(try await catalog.call("guest.create", body: body).json()["accessToken"]?.string == token)
        }
    }
}
