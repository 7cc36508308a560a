import Synchronization
import TestSupport
import Testing
import Transfer

/// Bodies that are held and go on, and bodies that are read as they leave.
@Suite struct BodyFlowTests {
    /// What a flow was asked, and what came.
    private struct Seen {
        var asked = 0
        var taken = 0
        var whileHeld = 0
        var isHeld = false
    }

    @Test func `a held body takes nothing, holds up no other, and goes on where it stopped`() async throws {
        let content = [UInt8](unsafeUninitializedCapacity: 4 << 20) { buffer, count in
            for index in 0..<(4 << 20) { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 12) }
            count = 4 << 20
        }
        let server = try ScriptedServer { request in
            request.path == "/other" ? .init(200, "x") : .init(200, bytes: content)
        }
        defer { server.stop() }
        let transfer = Transfer(settings: TransferSettings(sinkThreads: 1))
        let seen = Mutex(Seen())
        let kept = Mutex<[UInt8]>([])
        let held = AsyncStream.makeStream(of: Void.self)
        let flow = BodyFlow { _, _ in
            seen.withLock { seen in
                seen.asked += 1
                guard seen.taken > 1 << 20, seen.asked < 1000, !seen.isHeld || seen.whileHeld < 0 else { return true }
                seen.isHeld = true
                held.continuation.yield()
                return false
            }
        }
        async let answer = transfer.perform(
            TransferRequest(url: server.url + "/long"),
            onBody: { piece in
                kept.withLock { $0 += piece }
                seen.withLock { seen in
                    seen.taken += piece.count
                    if seen.isHeld { seen.whileHeld += piece.count }
                }
            },
            flow: flow
        )
        var held1 = held.stream.makeAsyncIterator()
        await held1.next()
        // On the same thread, while the first is held.
        let other = Mutex(0)
        _ = try await transfer.perform(
            TransferRequest(url: server.url + "/other"),
            onBody: { piece in other.withLock { $0 += piece.count } }
        )
        #expect(other.withLock { $0 } == 1)
        #expect(seen.withLock { $0.whileHeld } == 0)
        flow.resume()
        #expect(try await answer.status == 200)
        #expect(kept.withLock { $0 } == content)
    }

    @Test func `a held body is cancelled with its task`() async throws {
        let server = try ScriptedServer { _ in .init(200, bytes: [UInt8](repeating: 1, count: 1 << 20)) }
        defer { server.stop() }
        let transfer = Transfer()
        let held = AsyncStream.makeStream(of: Void.self)
        let url = server.url
        let task = Task {
            try await transfer.perform(
                TransferRequest(url: url),
                onBody: { _ in },
                flow: BodyFlow { _, _ in
                    held.continuation.yield()
                    return false
                }
            )
        }
        var iterator = held.stream.makeAsyncIterator()
        await iterator.next()
        task.cancel()
        do {
            _ = try await task.value
            Issue.record("it ended well")
        } catch let error as TransferError {
            if case .cancelled = error.kind { return }
            Issue.record("\(error)")
        }
    }

    @Test func `a body that is read as it leaves is sent whole, and the next request is none`() async throws {
        let server = try ScriptedServer { request in .init(200, "\(request.method) \(request.body.count)") }
        defer { server.stop() }
        let transfer = Transfer(settings: TransferSettings(connectionsPerHost: 1, sinkThreads: 1))
        let content = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for (method, source) in [("PUT", BodySource(content)), ("POST", BodySource([])), ("GET", nil), ("PUT", nil)] {
            let answer = try await transfer.perform(
                TransferRequest(method: method, url: server.url, source: source),
                onHead: { _ in .collect },
                onBody: { _ in }
            )
            let count = method == "PUT" && source != nil ? content.count : 0
            #expect(String(decoding: answer.body, as: UTF8.self) == "\(method) \(count)")
        }
        #expect(server.requests.first?.body == content)
        #expect(server.requests.first?.headers["content-length"] == "700001")
        #expect(server.requests.first?.headers["transfer-encoding"] == nil)
    }
}

/// A bandwidth that several share, by a clock of the test's.
@Suite struct BandwidthTests {
    private final class Hands: Sendable {
        let now = Mutex<Int64>(1000)
        let waits = Mutex<[Int64]>([])
    }

    private func bandwidth(_ hands: Hands) -> Bandwidth {
        Bandwidth(
            now: { hands.now.withLock { $0 } },
            sleep: { wait in
                hands.waits.withLock { $0.append(wait) }
                hands.now.withLock { $0 += wait }
            }
        )
    }

    @Test func `without a limit everything may come`() {
        let bandwidth = bandwidth(Hands())
        #expect((0..<100).allSatisfy { _ in bandwidth.take(1 << 20) == nil })
    }

    @Test func `over a while as much comes as the limit says, whoever takes it`() {
        let hands = Hands()
        let bandwidth = bandwidth(hands)
        bandwidth.limit = 1_000_000
        var taken = 0
        while hands.now.withLock({ $0 }) < 61_000 {
            if let wait = bandwidth.take(200_000) { hands.now.withLock { $0 += wait } } else { taken += 200_000 }
        }
        #expect((60_000_000...60_400_000).contains(taken))
    }

    @Test func `what was not used for long is not made up for`() {
        let hands = Hands()
        let bandwidth = bandwidth(hands)
        bandwidth.limit = 1_000_000
        hands.now.withLock { $0 += 3_600_000 }
        var taken = 0
        while bandwidth.take(10_000) == nil { taken += 10_000 }
        #expect(taken <= 210_000)
    }

    @Test func `a body is held for as long as it must be, and comes whole`() async throws {
        let content = [UInt8](repeating: 7, count: 3_000_000)
        let server = try ScriptedServer { _ in .init(200, bytes: content) }
        defer { server.stop() }
        let hands = Hands()
        let bandwidth = bandwidth(hands)
        bandwidth.limit = 1_000_000
        let count = Mutex(0)
        _ = try await Transfer().perform(
            TransferRequest(url: server.url),
            onBody: { piece in count.withLock { $0 += piece.count } },
            flow: BodyFlow { bandwidth.admits($0, $1) }
        )
        #expect(count.withLock { $0 } == content.count)
        let waited = hands.waits.withLock { $0.reduce(0, +) }
        #expect((2_500...3_100).contains(waited))
    }
}
