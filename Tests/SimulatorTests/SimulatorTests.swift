import JSON
import Testing

@testable import Simulator

@Suite("Starting and ending a simulator")
struct SimulatorTests {
    @Test("the ready line is one line of JSON with snake_case keys")
    func readyLine() async throws {
        try await withSimulator { client async throws in
            let line = client.ready.line
            #expect(!line.contains("\n"))
            let fields = try JSONValue(parsing: line)
            #expect(
                fields.object?.keys == [
                    "api_url", "auth_url", "org_id", "client_id", "client_secret", "access_token", "refresh_token",
                    "from", "to", "service_app",
                ]
            )
            #expect(fields["service_app"]?.object?.keys == ["application_id", "client_id", "client_secret"])
            #expect(fields["from"]?.integer == client.ready.from)
            #expect(client.ready.authURL == client.ready.apiURL + "/v1")
        }
    }

    @Test("after its end nothing answers, and its port is free")
    func stop() async throws {
        let first = try await Simulator.start()
        let client = SimulatorClient(first)
        #expect(try await client.send("GET", "/v1/tasks?from=1").status == 200)
        await first.stop()
        await #expect(throws: (any Error).self) { try await client.send("GET", "/v1/tasks?from=1") }
        var options = SimulatorOptions()
        options.port = try #require(first.ready.apiURL.split(separator: ":").last.flatMap { Int($0) })
        let second = try await Simulator.start(options)
        #expect(second.ready.apiURL == first.ready.apiURL)
        await second.stop()
    }

    @Test("a port that is taken and sizes that cannot be are told")
    func refusals() async throws {
        let first = try await Simulator.start()
        var options = SimulatorOptions()
        options.port = try #require(first.ready.apiURL.split(separator: ":").last.flatMap { Int($0) })
        let taken = await #expect(throws: SimulatorError.self) { try await Simulator.start(options) }
        #expect(taken?.description == "port \(options.port) of 127.0.0.1 is taken (--port 0 takes a free one)")
        await first.stop()
        options.port = 0
        options.recordingSeconds = 0
        let small = await #expect(throws: SimulatorError.self) { try await Simulator.start(options) }
        #expect(small?.description == "recording seconds is 0 (it must be 1 to 86400)")
    }

    @Test("SipHash gives what its authors say")
    func sipHash() {
        let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
        #expect(SipHash.of((0..<15).map { UInt8($0) }, key: key) == 0xA129_CA61_49BE_45E5)
    }

    @Test("tasks never go back in time, wherever a burst meets the small ones that always are", arguments: 0..<5)
    func ascending(burst: Int) {
        let window = TimeWindow(before: 1_790_000_000_000)
        for seed: UInt64 in 0..<100 {
            let hash = SeededHash(seed: seed)
            let book = TaskBook(count: 100, burst: burst, window: window, hash: hash)
            let times = (0..<100).map(book.createdTime)
            #expect(times == times.sorted() && times.allSatisfy { (window.from..<window.to).contains($0) })
            let task = Int(seed)
            #expect(times[book.firstTask(createdAtOrAfter: times[task])] == times[task])
        }
    }

    @Test("an id leads back to its index, and one that was made up to none")
    func seededIDs() {
        let ids = SeededID(SeededHash(seed: 3), .task)
        for index in [0, 1, 17, 999_999, 16_000_003] {
            #expect(ids.index(of: ids.text(index)) == index)
            #expect(ids.index(of: ids.text(index).uppercased()) == index)
        }
        let made = "1" + ids.text(5).dropFirst()
        #expect(ids.index(of: made == ids.text(5) ? "2" + made.dropFirst() : made) == nil)
        #expect(SeededID(SeededHash(seed: 4), .task).index(of: ids.text(5)) == nil)
    }

    @Test(
        "a Range header is read as HTTP says",
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-9", .part(0..<10)), ("bytes=90-", .part(90..<100)),
            ("bytes=95-400", .part(95..<100)), ("bytes=-5", .part(95..<100)), ("bytes=-500", .part(0..<100)),
            ("bytes=100-", .outside), ("bytes=-0", .outside), ("bytes=5-4", .whole), ("bytes=0-1,5-6", .whole),
            ("lines=1-2", .whole), ("bytes=a-b", .whole),
        ] as [(String?, ByteRange)]
    )
    func byteRanges(header: String?, range: ByteRange) {
        #expect(ByteRange(header, length: 100) == range)
    }
}
