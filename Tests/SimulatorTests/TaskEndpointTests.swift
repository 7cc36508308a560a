import JSON
import Simulator
import Testing

@Suite("GET /v1/tasks")
struct TaskEndpointTests {
    private func created(_ tasks: [JSONValue]) throws -> [Int64] {
        try tasks.map { try #require($0["attributes"]?["createdTime"]?.integer) }
    }

    private func ids(_ tasks: [JSONValue]) -> [String] { tasks.compactMap { $0["id"]?.string } }

    @Test("all tasks lie in the window, ascending, each with its own id")
    func window() async throws {
        try await withSimulator({ $0.tasks = 700 }) { client async throws in
            let tasks = try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000")
            let times = try created(tasks)
            #expect(tasks.count == 700 && Set(ids(tasks)).count == 700)
            #expect(times == times.sorted())
            #expect(try #require(times.first) >= client.ready.from)
            #expect(try #require(times.last) < client.ready.to)
            #expect(client.ready.to - client.ready.from == 7 * 86_400_000 && client.ready.to % 86_400_000 == 0)
            #expect(Set(times).count < 700, "some share a millisecond")
        }
    }

    @Test("the same seed gives the same tasks, another one others")
    func determinism() async throws {
        var found: [[String]] = []
        for seed: UInt64 in [7, 7, 8] {
            try await withSimulator({ $0.seed = seed }) { client async throws in
                found.append(self.ids(try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000")))
            }
        }
        #expect(found[0] == found[1])
        #expect(Set(found[0]).isDisjoint(with: found[2]))
    }

    @Test("the same seed gives the same ids a week later")
    func sameIDsAnyDay() async throws {
        let clock = TestClock()
        var found: [[String]] = []
        for _ in 0..<2 {
            try await withSimulator({ $0.now = { clock.now } }) { client async throws in
                found.append(self.ids(try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000")))
            }
            clock.advance(seconds: 7 * 86_400)
        }
        #expect(found[0] == found[1] && found[0].count == 200)
    }

    @Test("whether `from` is inclusive is an option", arguments: [true, false])
    func fromInclusive(isInclusive: Bool) async throws {
        try await withSimulator({ $0.fromIsInclusive = isInclusive }) { client async throws in
            let first = try #require(try await client.tasks("from=\(client.ready.from - 1)&pageSize=1").first)
            let time = try #require(first["attributes"]?["createdTime"]?.integer)
            let again = self.ids(try await client.tasks("from=\(time)"))
            #expect(again.contains(try #require(first["id"]?.string)) == isInclusive)
            let before = self.ids(try await client.tasks("from=\(time - 1)"))
            #expect(before.contains(try #require(first["id"]?.string)))
        }
    }

    @Test("a page may be full of one single millisecond")
    func burst() async throws {
        try await withSimulator({
            $0.tasks = 1000
            $0.burst = 300
        }) { client async throws in
            let all = try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000")
            let times = try self.created(all)
            let largest = try #require(Dictionary(grouping: times, by: \.self).max { $0.value.count < $1.value.count })
            #expect(largest.value.count == 300 && times == times.sorted())
            let page = try self.created(try await client.tasks("from=\(largest.key - 1)"))
            #expect(page == Array(repeating: largest.key, count: 100))
        }
    }

    @Test("pageSize is 100 by default, cut to 1000 in silence, and refused below 1")
    func pageSize() async throws {
        try await withSimulator({ $0.tasks = 1500 }) { client async throws in
            let from = "from=\(client.ready.from - 1)"
            #expect(try await client.tasks(from).count == 100)
            #expect(try await client.tasks("\(from)&pageSize=5000").count == 1000)
            #expect(try await client.send("GET", "/v1/tasks?\(from)&pageSize=0").status == 400)
        }
    }

    @Test("only tasks of the channels asked for, created before `to`")
    func channelsAndEnd() async throws {
        try await withSimulator { client async throws in
            let from = "from=\(client.ready.from - 1)"
            let calls = try await client.tasks("\(from)&channelTypes=telephony&pageSize=1000")
            #expect(calls.count > 100 && calls.allSatisfy { $0["attributes"]?["channelType"]?.string == "telephony" })
            let others = try await client.tasks("\(from)&channelTypes=chat%2Cemail,social&pageSize=1000")
            #expect(calls.count + others.count == 200)
            #expect(try await client.send("GET", "/v1/tasks?\(from)&channelTypes=phone").status == 400)
            let end = try #require(calls[50]["attributes"]?["createdTime"]?.integer)
            let earlier = try self.created(try await client.tasks("\(from)&to=\(end)&pageSize=1000"))
            #expect(try #require(earlier.last) < end)
        }
    }

    @Test("fields that may be missing or null are so for some tasks")
    func gaps() async throws {
        try await withSimulator({ $0.tasks = 1000 }) { client async throws in
            let tasks = try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000").compactMap {
                $0["attributes"]
            }
            #expect(tasks.contains { $0["captureRequested"] == .null })
            #expect(tasks.contains { $0["captureRequested"] == .bool(true) })
            #expect(tasks.contains { $0["owner"] == nil } && tasks.contains { $0["owner"]?["name"]?.string != nil })
            #expect(tasks.contains { $0["queue"] == nil } && tasks.contains { $0["queue"]?["id"]?.string != nil })
        }
    }

    @Test("a bad request is answered with the API's error body and a tracking id")
    func errors() async throws {
        try await withSimulator { client async throws in
            let answer = try await client.send("GET", "/v1/tasks", headers: ["TrackingId": "mine-1"])
            #expect(answer.status == 400 && answer.header("TrackingId") == "mine-1")
            let body = try answer.json()
            #expect(body["trackingId"] == "mine-1" && body["error"]?["key"] == "400")
            #expect(body["error"]?["message"]?[0]?["description"] == "from is required")
            #expect(try await client.send("GET", "/v1/tasks?from=yesterday").status == 400)
        }
    }

    @Test("a page out of the middle of a million tasks is right, and tasks are looked up by id")
    func million() async throws {
        try await withSimulator({ $0.tasks = 1_000_000 }) { client async throws in
            let middle = (client.ready.from + client.ready.to) / 2
            let tasks = try await client.tasks("from=\(middle)&pageSize=200")
            let times = try created(tasks)
            #expect(times.count == 200 && times == times.sorted())
            #expect(try #require(times.first) > middle)
            #expect(try #require(times.last) < middle + 600_000)
            let captures = try await client.captures(Array(ids(tasks).prefix(10))).json()["data"]?.array
            #expect(captures?.contains { $0["recording"] != [] } == true)
        }
    }
}
