import JSON
import Simulator
import Testing

@Suite("POST /v1/captures/query")
struct CaptureEndpointTests {
    private let unknown = "00000000-0000-4000-8000-000000000000"

    private func attributes(_ recordings: [JSONValue]) throws -> [JSONObject] {
        try recordings.map { try #require($0["attributes"]?.object) }
    }

    @Test("without segments a task has one stitched recording, and consult legs beside it")
    func stitched() async throws {
        try await withSimulator { client async throws in
            let recordings = try await client.recordings()
            let types = try attributes(recordings).compactMap { $0["callType"]?.string }
            #expect(Set(types) == ["main", "consult"])
            #expect(recordings.allSatisfy { $0["segment"] == false })
            let ids = recordings.compactMap { $0["id"]?.string }
            #expect(Set(ids).count == recordings.count && recordings.count > 100)
            for fields in try attributes(recordings) {
                let start = try #require(fields["startTime"]?.integer, "a number")
                #expect(try #require(fields["stopTime"]?.integer) > start)
                #expect(fields["participants"]?.array?.isEmpty == false)
            }
        }
    }

    @Test("with segments the main call comes in stretches that follow each other")
    func segments() async throws {
        try await withSimulator { client async throws in
            let stitched = try attributes(try await client.recordings()).filter { $0["callType"] == "main" }
            let segments = try await client.recordings(",\"includeSegments\":true")
            let main = try attributes(segments.filter { $0["segment"] == true })
            #expect(main.count > stitched.count && main.allSatisfy { $0["callType"] == "main" })
            #expect(
                segments.filter { $0["segment"] == false }.allSatisfy { $0["attributes"]?["callType"] == "consult" }
            )
            let length = { (fields: JSONObject) in
                (fields["stopTime"]?.integer ?? 0) - (fields["startTime"]?.integer ?? 0)
            }
            #expect(main.map(length).reduce(0, +) == stitched.map(length).reduce(0, +))
        }
    }

    @Test("recordings with virtual agents come only when asked for")
    func virtualAgents() async throws {
        try await withSimulator { client async throws in
            let plain = try attributes(try await client.recordings())
            let all = try attributes(try await client.recordings(",\"includeVARecordings\":true"))
            #expect(!plain.contains { $0["callType"] == "va-main" })
            #expect(all.contains { $0["callType"] == "va-main" } && all.count > plain.count)
        }
    }

    @Test("transcripts have their times as text")
    func transcripts() async throws {
        try await withSimulator { client async throws in
            let transcripts = try await client.transcripts()
            #expect(!transcripts.isEmpty && transcripts.allSatisfy { $0["startTime"]?.string != nil })
            #expect(transcripts.allSatisfy { $0["Source"]?.string != nil && $0["Provider"]?.string != nil })
        }
    }

    @Test("some tasks have no capture, and an unknown task is answered with empty lists")
    func empty() async throws {
        try await withSimulator { client async throws in
            let tasks = try await client.tasks("from=\(client.ready.from - 1)").compactMap { $0["id"]?.string }
            let some = try await client.captures(Array(tasks.prefix(9)) + [unknown])
            #expect(some.status == 200)
            let data = try #require(try some.json()["data"]?.array)
            #expect(data.compactMap { $0["taskId"]?.string } == Array(tasks.prefix(9)) + [unknown])
            #expect(data.last?["recording"] == [] && data.last?["transcription"] == [])
            #expect(data.dropLast().contains { $0["recording"] == [] })
            #expect(data.contains { $0["recording"] != [] })
        }
    }

    @Test("more than ten, none, doubled and malformed ids are refused")
    func taskIDs() async throws {
        try await withSimulator { client async throws in
            let ids = (10..<21).map { "00000000-0000-4000-8000-0000000000\($0)" }
            #expect(try await client.captures(Array(ids.prefix(10))).status == 200)
            #expect(try await client.captures(ids).status == 400)
            #expect(try await client.captures([]).status == 400)
            #expect(try await client.captures([unknown, unknown]).status == 400)
            #expect(try await client.captures(["42"]).status == 400)
            #expect(try await client.send("POST", "/v1/captures/query", body: "not JSON").status == 400)
        }
    }

    @Test("an address lives 1 to 60 minutes, 30 when nothing is said", arguments: [0, 1, 60, 61])
    func expiration(minutes: Int) async throws {
        try await withSimulator { client async throws in
            let answer = try await client.captures([unknown], ",\"urlExpiration\":\(minutes)")
            #expect((answer.status == 200) == (1...60).contains(minutes))
            #expect(try await client.captures([unknown]).json()["meta"]?["urlExpiration"] == 30)
        }
    }

    @Test("some file names must never become paths")
    func fileNames() async throws {
        try await withSimulator { client async throws in
            let names = try attributes(try await client.recordings()).compactMap { $0["fileName"]?.string }
            #expect(names.contains { $0.contains("../") } && names.contains { $0.hasPrefix("/") })
            #expect(names.contains { $0.unicodeScalars.contains { !$0.isASCII } })
        }
    }
}
