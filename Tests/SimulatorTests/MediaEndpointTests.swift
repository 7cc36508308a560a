import JSON
import Simulator
import Testing

@Suite("Signed addresses and the audio behind them")
struct MediaEndpointTests {
    /// The first recording's address and id.
    private func first(_ client: SimulatorClient) async throws -> (address: String, id: String) {
        let recording = try #require(try await client.recordings().first)
        let address = try #require(recording["attributes"]?["filePath"]?.string)
        return (address, try #require(recording["id"]?.string))
    }

    private func integer(_ bytes: [UInt8], at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    @Test("a recording is a WAV file of the promised length that names its capture")
    func wav() async throws {
        try await withSimulator({ $0.recordingSeconds = 4 }) { client async throws in
            let (address, id) = try await first(client)
            let answer = try await client.send("GET", address)
            #expect(answer.status == 200 && answer.header("Content-Type") == "audio/wav")
            #expect(answer.header("Content-Length") == String(answer.body.count))
            #expect(answer.body.count == 100 + 4 * 16_000)
            #expect(String(decoding: answer.body.prefix(4), as: UTF8.self) == "RIFF")
            #expect(integer(answer.body, at: 4) == answer.body.count - 8)
            #expect(integer(answer.body, at: 24) == 8000 && integer(answer.body, at: 28) == 16_000)
            #expect(String(decoding: answer.body[56..<92], as: UTF8.self) == id)
            #expect(String(decoding: answer.body[92..<96], as: UTF8.self) == "data")
            #expect(integer(answer.body, at: 96) == 4 * 16_000)
            #expect(Set(answer.body.dropFirst(100)).count > 50, "it is not silence")
        }
    }

    @Test("the same seed gives the same bytes, and each capture its own")
    func determinism() async throws {
        var bodies: [[UInt8]] = []
        for _ in 0..<2 {
            try await withSimulator { client async throws in
                for recording in try await client.recordings().prefix(2) {
                    let address = try #require(recording["attributes"]?["filePath"]?.string)
                    bodies.append(try await client.send("GET", address).body)
                }
            }
        }
        #expect(bodies[0] == bodies[2] && bodies[1] == bodies[3])
        #expect(bodies[0] != bodies[1])
    }

    @Test("a long recording is streamed, and its parts fit together")
    func longRecording() async throws {
        try await withSimulator({ $0.recordingSeconds = 90 }) { client async throws in
            let (address, _) = try await first(client)
            let whole = try await client.send("GET", address)
            #expect(whole.body.count == 100 + 90 * 16_000)
            let middle = 700_001
            let tail = try await client.send("GET", address, headers: ["Range": "bytes=\(middle)-"])
            #expect(tail.status == 206 && tail.body == Array(whole.body[middle...]))
            let head = try await client.send("GET", address, headers: ["Range": "bytes=0-\(middle - 1)"])
            #expect(head.body == Array(whole.body[..<middle]))
        }
    }

    @Test("a range is answered with just that part")
    func ranges() async throws {
        try await withSimulator { client async throws in
            let (address, _) = try await first(client)
            let whole = try await client.send("GET", address)
            let length = whole.body.count
            let tag = try #require(whole.header("ETag"))
            let part = try await client.send("GET", address, headers: ["Range": "bytes=90-199", "If-Range": tag])
            #expect(part.status == 206 && part.body == Array(whole.body[90..<200]))
            #expect(part.header("Content-Range") == "bytes 90-199/\(length)")
            let last = try await client.send("GET", address, headers: ["Range": "bytes=-10"])
            #expect(last.body == Array(whole.body.suffix(10)))
            let changed = try await client.send(
                "GET",
                address,
                headers: ["Range": "bytes=90-", "If-Range": "\"other\""]
            )
            #expect(changed.status == 200 && changed.body == whole.body)
            let head = try await client.send("HEAD", address)
            #expect(head.status == 200 && head.header("Content-Length") == "\(length)" && head.body.isEmpty)
            let outside = try await client.send("GET", address, headers: ["Range": "bytes=\(length)-"])
            #expect(outside.status == 416 && outside.header("Content-Range") == "bytes */\(length)")
        }
    }

    @Test("the bearer token is refused, as an object store does")
    func bearer() async throws {
        try await withSimulator { client async throws in
            let (address, _) = try await first(client)
            let answer = try await client.send(
                "GET",
                address,
                headers: ["Authorization": "Bearer \(client.ready.accessToken)"]
            )
            #expect(answer.status == 400 && answer.text.contains("<Code>InvalidArgument</Code>"))
            #expect(try await client.send("GET", address).status == 200)
        }
    }

    @Test("an address lapses after its minutes")
    func lapse() async throws {
        let clock = TestClock()
        try await withSimulator({ $0.now = { clock.now } }) { client async throws in
            let (address, _) = try await first(client)
            clock.advance(seconds: 30 * 60 - 1)
            #expect(try await client.send("GET", address).status == 200)
            clock.advance(seconds: 1)
            let answer = try await client.send("GET", address)
            #expect(answer.status == 403 && answer.text.contains("Request has expired"))
        }
    }

    @Test("an address that was changed is refused")
    func tampered() async throws {
        try await withSimulator { client async throws in
            let (address, _) = try await first(client)
            let later = address.replacing("expires=1", with: "expires=2")
            #expect(later != address)
            #expect(try await client.send("GET", later).text.contains("SignatureDoesNotMatch"))
            let decoded = address.replacing("%20", with: "+")
            #expect(decoded != address)
            #expect(try await client.send("GET", decoded).status == 403, "the address must be used just as it is")
            let bare = try #require(address.split(separator: "?").first)
            #expect(try await client.send("GET", String(bare)).status == 403)
        }
    }

    @Test("a transcript is WebVTT")
    func transcript() async throws {
        try await withSimulator { client async throws in
            let transcript = try #require(try await client.transcripts().first)
            let answer = try await client.send("GET", try #require(transcript["filePath"]?.string))
            #expect(answer.status == 200 && answer.header("Content-Type") == "text/vtt")
            #expect(answer.text.hasPrefix("WEBVTT\n\n") && answer.text.contains("\n00:00:00.000 --> 00:00:02.000\n"))
        }
    }
}
