import JSON
import Synchronization
import TestSupport
import Testing
import Transfer

@testable import Webex

/// Downloads into targets that take their time.
@Suite struct SlowTargetTests {
    private static let content = [UInt8](unsafeUninitializedCapacity: 64 << 20) { buffer, count in
        for index in stride(from: 0, to: 64 << 20, by: 64) {
            for place in index..<index + 64 { buffer[place] = UInt8(truncatingIfNeeded: index >> 6) }
        }
        count = 64 << 20
    }
    private static let task = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    private let capture = CaptureReference(taskID: task, captureID: "c1", kind: .recording)

    /// Keeps what it was given, and waits before each piece until it may go on.
    private actor SlowTarget: AsyncDownloadTarget {
        struct Full: Error {}

        private(set) var bytes: [UInt8] = []
        private(set) var restarts = 0
        private var isOpen: Bool
        private let limit: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private let reached: AsyncStream<Void>.Continuation

        init(isOpen: Bool = true, limit: Int = .max, reached: AsyncStream<Void>.Continuation) {
            self.isOpen = isOpen
            self.limit = limit
            self.reached = reached
        }

        func write(_ piece: [UInt8]) async throws {
            reached.yield()
            if !isOpen { await withCheckedContinuation { waiting.append($0) } }
            guard bytes.count + piece.count <= limit else { throw Full() }
            bytes += piece
        }

        func restart() {
            bytes = []
            restarts += 1
        }

        func open() {
            isOpen = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }

    private func bench(_ media: @escaping @Sendable (Int) -> ScriptedServer.Reply) throws -> Bench {
        let count = Mutex(0)
        return try Bench { request in
            if request.path == "/other" { return .init(200) }
            if request.path.hasPrefix("/media") {
                return media(
                    count.withLock { count in
                        defer { count += 1 }
                        return count
                    }
                )
            }
            let host = "http://" + (request.headers["host"] ?? "")
            return .init(
                200,
                #"{"data":[{"taskId":"\#(Self.task)","recording":[{"id":"c1","attributes":{"filePath":"\#(host)/media"}}]}]}"#
            )
        }
    }

    @Test func `while the target is busy the download is held, and no more than a little waits`() async throws {
        let bench = try bench { _ in .init(200, bytes: Self.content) }
        let reached = AsyncStream.makeStream(of: Void.self)
        let target = SlowTarget(isOpen: false, reached: reached.continuation)
        let session = bench.session
        async let downloaded = session.download(capture, into: target)
        var iterator = reached.stream.makeAsyncIterator()
        await iterator.next()
        // Other requests go on meanwhile; when many have, all of it would be there, were it let. What is beyond the
        // pipe's own limit lies in the buffers of the two sockets.
        let other = Transfer()
        for _ in 0..<300 { _ = try await other.perform(TransferRequest(url: bench.server.url + "/other")) }
        #expect(bench.server.bytesSent < 32 << 20)
        await target.open()
        #expect(try await downloaded.bytes == 64 << 20)
        #expect(await target.bytes == Self.content)
    }

    @Test func `a pipe takes what goes beyond its limit once, and is open again when that was delivered`() async throws
    {
        let pipe = DownloadPipe()
        let flow = BodyFlow { _, _ in true }
        let piece = [UInt8](repeating: 1, count: 200_000)
        var put = 0
        while pipe.admits(flow) {
            try piece.withUnsafeBytes { try pipe.write($0) }
            put += 1
        }
        #expect(put == 3)
        let target = SlowTarget(reached: AsyncStream.makeStream(of: Void.self).continuation)
        pipe.end(dropping: false)
        #expect(await pipe.deliver(to: target) == nil)
        #expect(await target.bytes.count == 600_000 && pipe.admits(flow))
    }

    @Test func `one that begins again begins again in the target`() async throws {
        let half = Array(Self.content.prefix(3 << 20))
        let bench = try bench { number in
            number == 0
                ? .init(200, bytes: half, announcedLength: Self.content.count, ending: .close)
                : .init(200, bytes: Self.content)
        }
        let target = SlowTarget(reached: AsyncStream.makeStream(of: Void.self).continuation)
        #expect(try await bench.session.download(capture, into: target).bytes == 64 << 20)
        #expect(await target.bytes == Self.content)
        #expect(await target.restarts == 1)
    }

    @Test func `what the target throws ends it, and is the cause`() async throws {
        let bench = try bench { _ in .init(200, bytes: Self.content) }
        let target = SlowTarget(limit: 5 << 20, reached: AsyncStream.makeStream(of: Void.self).continuation)
        do throws(WebexError) {
            _ = try await bench.session.download(capture, into: target)
            Issue.record("it ended well")
        } catch { #expect(error.cause is SlowTarget.Full, "\(error)") }
    }
}
