import JSON
import Journal
import TestSupport
import Testing

@testable import Host

@Suite("Files and secrets of calls")
struct CallFileTests {
    private let info: JSONValue = ["name": "hello.wav", "contentType": "AUDIO_WAV"]

    @Test("a permitted file is uploaded, and no other is opened")
    func upload() async throws {
        let bench = try await CallBench { _ in .init(200, #"{"id":"1"}"#) }
        try bench.folder.write("work/hello.wav", "RIFF-sound")
        try bench.folder.write("elsewhere.wav", "not yours")
        try await bench.call("audio_file.create", [["audioFileInfo": info, "audioFile": "work/hello.wav"]])
        let request = try #require(bench.server.requests.first)
        #expect(request.headers["content-type"]?.hasPrefix("multipart/form-data") == true)
        #expect(request.text.contains("filename=\"hello.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF-sound\r\n"))
        #expect(request.text.contains("{\"name\":\"hello.wav\",\"contentType\":\"AUDIO_WAV\"}"))
        for (path, kind) in [("elsewhere.wav", "denied"), ("work/gone.wav", "not_found"), ("work", "invalid")] {
            let body: JSONValue = ["audioFileInfo": info, "audioFile": .string(path)]
            #expect(await bench.refusal("audio_file.create", [body])?.hasPrefix(kind) == true, "\(path)")
        }
        let number: JSONValue = ["audioFileInfo": info, "audioFile": 7]
        #expect(await bench.refusal("audio_file.create", [number])?.contains("must be the path of a file") == true)
        #expect(bench.server.requests.count == 1)
    }

    @Test("an upload is known by what the file holds, not by its path")
    func identity() async throws {
        let bench = try await CallBench { _ in .init(200, #"{"id":"1"}"#) }
        for sound in ["RIFF-sound", "RIFF-other", "RIFF-sound", String(repeating: "long", count: 200_000)] {
            try bench.folder.write("work/hello.wav", sound)
            try await bench.call("audio_file.create", [["audioFileInfo": info, "audioFile": "work/hello.wav"]])
        }
        try await bench.journal.writer.settle()
        let writes = try await bench.journal.store.recollection(of: "bench").writes
        #expect(writes.values.map(\.count).sorted() == [1, 1, 2])
    }

    @Test("an answer is saved as it came, where the script may write")
    func save() async throws {
        let flow = "{ \"orgId\" : 9007199254740993, \"x\":1.0 }"
        let bench = try await CallBench { _ in .init(200, flow) }
        let (head, body) = try await bench.call("flow.export", ["p", "f", [:], ["save": "work/out/flow.json"]])
        #expect(head["path"] == "work/out/flow.json" && head["bytes"] == .integer(Int64(flow.utf8.count)))
        #expect(body.isEmpty)
        #expect(try bench.folder.text("work/out/flow.json") == flow)
        #expect(bench.server.requests.first?.target == "/flow-store/org-1/project/p/flows/f:export")
        #expect(
            await bench.refusal("flow.export", ["p", "f", [:], ["save": "flow.json"]])?.hasPrefix("denied") == true
        )
        #expect(bench.server.requests.count == 1)
    }

    @Test("what fails leaves no file behind")
    func saveFailed() async throws {
        let bench = try await CallBench { _ in .init(404, "{}") }
        #expect(
            await bench.refusal("flow.export", ["p", "f", [:], ["save": "work/f.json"]])?.hasPrefix("not_found") == true
        )
        #expect(try bench.folder.names("work").isEmpty)
    }

    private func token(_ secret: JSONValue) -> [JSONValue] {
        ["app", ["clientId": "c", "clientSecret": secret, "targetOrgId": "o"]]
    }

    @Test("a parameter that is a secret takes a handle of one that was granted, and no plain text")
    func secret() async throws {
        let bench = try await CallBench(secrets: ["hook"]) {
            .init(200, "{\"said\":\(JSONValue.string($0.text).encodedText)}")
        }
        let body = try await bench.call("service_app.create_token", token([["secret": "hook"]])).body
        #expect(bench.server.requests.first?.text.contains("canary-hook-0123") == true)
        #expect(!body.contains("canary"), "the service says back what it was sent")
        #expect(
            await bench.refusal("service_app.create_token", token([["secret": "other"]]))?.hasPrefix("denied") == true
        )
        let plain = try #require(await bench.refusal("service_app.create_token", token("plain")))
        for list in [["plain"], [["plain"]]] as [JSONValue] {
            #expect(await bench.refusal("service_app.create_token", token(list))?.contains("is a secret") == true)
        }
        #expect(plain.hasPrefix("invalid") && plain.contains("clientSecret") && plain.contains("patchbay secret set"))
        #expect(bench.server.requests.count == 1)
    }

    @Test("no other parameter takes a handle: what a script may read again would give it away")
    func handleElsewhere() async throws {
        let bench = try await CallBench(secrets: ["hook"])
        let handle: JSONValue = ["Bearer ", ["secret": "hook"]]
        let refusals = [
            await bench.refusal("user.patch", ["1", ["workPhone": handle]]),
            await bench.refusal("user.list", [["filter": handle]]),
            await bench.refusal("user.patch", ["1", ["dynamicSkills": [["textValue": handle]]], ["strict": false]]),
            await bench.refusal("user.patch", ["1", ["made": ["up": handle]], ["strict": false]]),
        ]
        for refusal in refusals { #expect(refusal?.contains("takes no stored secret") == true) }
        #expect(bench.server.requests.isEmpty)
    }
}

extension JSONValue {
    fileprivate var encodedText: String { String(decoding: encoded(), as: UTF8.self) }
}
