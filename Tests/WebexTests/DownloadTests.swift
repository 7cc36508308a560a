import JSON
import Synchronization
import TestSupport
import Testing

@testable import Webex

/// Downloads over real sockets, against a server that breaks them in every way.
@Suite struct DownloadTests {
    private static let taskID = "11111111-2222-4333-8444-555555555555"
    private static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    /// By another program than the one under test.
    private static let contentHash = "d08928a168952dcd1f23061570816ee3b9d5c5c01ec65e00adbda68d328f4dbb"
    private let capture = CaptureReference(taskID: taskID, captureID: "c1", kind: .recording)

    /// A media host that answers as told, beside a capture.query whose addresses count up.
    private func bench(
        credentials: Credentials? = nil,
        limit: Int = 0,
        _ media: @escaping @Sendable (_ request: ScriptedServer.Request, _ number: Int) -> ScriptedServer.Reply
    ) throws -> Bench {
        let seen = Happenings<String>()
        return try Bench(credentials: credentials, limit: limit) { request in
            if request.path.hasPrefix("/media") {
                seen.add(request.target)
                return media(request, seen.all.count - 1)
            }
            let host = "http://" + (request.headers["host"] ?? "")
            let ids = (try? JSONValue(parsing: request.body))?["query"]?["taskIds"]?.array ?? []
            let data = ids.compactMap(\.string).map { id in
                #"{"taskId":"\#(id)","recording":[{"id":"c1","attributes":{"filePath":"\#(host)/media/\#(request.index)?sig=geheim"}}]}"#
            }
            return .init(200, #"{"data":[\#(data.joined(separator: ","))]}"#)
        }
    }

    private func part(of request: ScriptedServer.Request) -> Int? {
        request.headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
    }

    private func rest(from start: Int) -> ScriptedServer.Reply {
        let count = Self.content.count
        return .init(
            206,
            bytes: Array(Self.content[start...]),
            headers: [("ETag", "\"v1\""), ("Content-Range", "bytes \(start)-\(count - 1)/\(count)")]
        )
    }

    private func expectWhole(_ target: MemoryTarget, _ downloaded: Downloaded) {
        #expect(target.bytes == Self.content)
        #expect(downloaded.bytes == Int64(Self.content.count))
        #expect(downloaded.sha256 == Self.contentHash)
    }

    @Test func `a download comes whole, without the token, and counts against no limit`() async throws {
        let bench = try bench(limit: 1) { _, _ in .init(200, bytes: Self.content) }
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        #expect(bench.server.requests.map(\.method) == ["POST", "GET"])
        #expect(bench.server.requests.last?.target == "/media/0?sig=geheim")
        #expect(bench.server.requests.last?.headers["authorization"] == nil)
        #expect(bench.server.requests.last?.headers["accept-encoding"] == nil)
        #expect(bench.session.tally.requests == 1)
        #expect(bench.session.tally.downloads == 1)
        #expect(bench.session.tally.bytesIn > 300_000)
        // The same again: the address is known, and no call is due that would have to wait.
        _ = try await bench.session.download(capture, into: MemoryTarget())
        #expect(bench.clock.waits.isEmpty)
    }

    @Test func `one that breaks off goes on where it stopped`() async throws {
        let bench = try bench { request, number in
            if let start = part(of: request) { return rest(from: start) }
            #expect(number == 0)
            return .init(
                200,
                bytes: Array(Self.content[..<100_000]),
                headers: [("ETag", "\"v1\"")],
                announcedLength: Self.content.count,
                ending: .close
            )
        }
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        #expect(target.restarts == 0)
        #expect(bench.server.requests.last?.headers["if-range"] == "\"v1\"")
        #expect(bench.server.requests.count == 3)
    }

    @Test func `content that changed meanwhile begins again`() async throws {
        let bench = try bench { _, number in
            if number > 0 { return .init(200, bytes: Self.content, headers: [("ETag", "\"v2\"")]) }
            return .init(
                200,
                bytes: Array(repeating: 1, count: 100_000),
                headers: [("ETag", "\"v1\"")],
                announcedLength: 200_000,
                ending: .reset
            )
        }
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        #expect(target.restarts == 1 || bench.server.requests.last?.headers["range"] == nil)
    }

    @Test func `a part that is not the one asked for is not glued on`() async throws {
        let bench = try bench { request, number in
            switch number {
            case 0:
                return .init(
                    200,
                    bytes: Array(Self.content[..<100_000]),
                    headers: [("ETag", "\"v1\"")],
                    announcedLength: Self.content.count,
                    ending: .close
                )
            case 1:
                return .init(206, bytes: Self.content, headers: [("Content-Range", "bytes 0-299999/300000")])
            default: return .init(200, bytes: Self.content)
            }
        }
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        #expect(target.restarts == 1)
    }

    @Test func `a lapsed address is asked anew, in the way it was asked before`() async throws {
        let bench = try bench { request, _ in
            request.target.hasPrefix("/media/0")
                ? .init(403, "<Error>expired</Error>") : .init(200, bytes: Self.content)
        }
        _ = try await bench.call(
            "capture.query",
            body: ["query": ["taskIds": [.string(Self.taskID)], "includeSegments": true, "urlExpiration": 7]]
        )
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        let asked = try JSONValue(parsing: bench.server.requests[2].body)
        #expect(asked == ["query": ["taskIds": [.string(Self.taskID)], "includeSegments": true, "urlExpiration": 7]])
        #expect(bench.server.requests.count == 4)
    }

    @Test func `an address that stays refused is an error that hides it`() async throws {
        let bench = try bench { _, _ in .init(403, "<Error>sig=geheim</Error>") }
        let error = await failure(bench)
        #expect(error?.kind == .forbidden)
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!dumped.contains("geheim"))
        #expect(bench.server.requests.filter { $0.method == "GET" }.count == 3)
        #expect(bench.server.requests.filter { $0.method == "POST" }.count == 3)
    }

    @Test func `a busy media host is waited for, and holds no call`() async throws {
        let bench = try bench { _, number in
            number < 2 ? .init(503, headers: [("Retry-After", "5")]) : .init(200, bytes: Self.content)
        }
        let target = MemoryTarget()
        expectWhole(target, try await bench.session.download(capture, into: target))
        #expect(bench.clock.waits == [5_000, 5_000])
        #expect(bench.session.tally.waited == 0)
    }

    @Test func `a sign-in page is no recording`() async throws {
        let bench = try bench { _, _ in .init(200, "<html>", headers: [("Content-Type", "text/html")]) }
        let target = MemoryTarget()
        let error = try await #require(throws: WebexError.self) {
            try await bench.session.download(self.capture, into: target)
        }
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("web page"))
        #expect(!error.message.contains("geheim"))
        #expect(target.bytes.isEmpty)
    }

    @Test func `a target that fails ends it, and says why`() async throws {
        let bench = try bench { _, _ in .init(200, bytes: Self.content) }
        let error = await failure(bench, target: MemoryTarget(capacity: 1_000))
        #expect(error?.cause is MemoryTarget.Full)
        #expect(bench.server.requests.filter { $0.method == "GET" }.count == 1)
    }

    @Test func `a capture that the service no longer lists is not found`() async throws {
        let bench = try Bench { _ in .init(200, #"{"data":[]}"#) }
        #expect(await failure(bench)?.kind == .notFound)
    }

    @Test func `an address that is plain http elsewhere is refused`() async throws {
        let taskID = Self.taskID
        let bench = try Bench { _ in
            .init(
                200,
                #"{"data":[{"taskId":"\#(taskID)","recording":[{"id":"c1","filePath":"http://media.example/x?sig=geheim"}]}]}"#
            )
        }
        let error = try #require(await failure(bench))
        #expect(error.kind == .invalid)
        #expect(!"\(error)".contains("geheim"))
    }

    @Test func `many forgotten addresses are asked for in tens`() async throws {
        let bench = try bench { _, _ in .init(200, bytes: [1, 2, 3]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 100..<200 {
                group.addTask {
                    let reference = CaptureReference(
                        taskID: "11111111-2222-4333-8444-555555555\(number)",
                        captureID: "c1"
                    )
                    _ = try await bench.session.download(reference, into: MemoryTarget())
                }
            }
            try await group.waitForAll()
        }
        let asked = bench.server.requests.filter { $0.method == "POST" }.count
        #expect(asked >= 10)
        #expect(asked < 40)
        #expect(bench.session.tally.downloads == 100)
    }

    private func failure(_ bench: Bench, target: MemoryTarget = MemoryTarget()) async -> WebexError? {
        do throws(WebexError) {
            _ = try await bench.session.download(capture, into: target)
            return nil
        } catch { return error }
    }
}

/// A target in memory.
final class MemoryTarget: DownloadTarget {
    struct Full: Error {}
    private struct State {
        var bytes: [UInt8] = []
        var restarts = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = .max) { self.capacity = capacity }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var restarts: Int { state.withLock { $0.restarts } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            guard state.bytes.count + bytes.count <= capacity else { throw Full() }
            state.bytes.append(contentsOf: bytes)
        }
    }

    func restart() {
        state.withLock { state in
            state.bytes = []
            state.restarts += 1
        }
    }
}
