import Glibc
import Synchronization
import TestSupport
import Testing
import Transfer

/// Requests and answers over real sockets.
@Suite struct TransferTests {
    @Test func `an answer comes whole, with its status and headers`() async throws {
        let server = try ScriptedServer { request in
            .init(404, "echo \(request.method) \(request.target) \(request.text)", headers: [("X-Thing", " a b ")])
        }
        defer { server.stop() }
        let transfer = Transfer()
        let response = try await transfer.perform(
            TransferRequest(
                method: "PATCH",
                url: server.url + "/a%20b?c=d",
                headers: [("X-Mine", "1"), ("Content-Type", "text/x")],
                body: Array("hello".utf8)
            )
        )
        #expect(response.status == 404)
        #expect(response.headers["x-THING"] == "a b")
        #expect(response.headers["absent"] == nil)
        #expect(String(decoding: response.body, as: UTF8.self) == "echo PATCH /a%20b?c=d hello")
        let seen = try #require(server.requests.first)
        #expect(seen.headers["x-mine"] == "1")
        #expect(seen.headers["content-type"] == "text/x")
        #expect(seen.headers["expect"] == nil)
    }

    @Test func `a handle that is used again carries nothing over from the request before`() async throws {
        let server = try ScriptedServer { request in .init(200, "\(request.method)|\(request.text)") }
        defer { server.stop() }
        let transfer = Transfer()
        let plans: [(String, String?, String)] = [
            ("POST", "body", "POST|body"), ("GET", nil, "GET|"), ("DELETE", nil, "DELETE|"), ("PUT", nil, "PUT|"),
            ("HEAD", nil, ""), ("GET", nil, "GET|"), ("DELETE", "x", "DELETE|x"), ("POST", nil, "POST|"),
        ]
        for (method, body, expected) in plans {
            let request = TransferRequest(
                method: method,
                url: server.url + "/",
                headers: body == nil ? [] : [("Authorization", "once")],
                body: body.map { Array($0.utf8) }
            )
            let response = try await transfer.perform(request)
            #expect(String(decoding: response.body, as: UTF8.self) == expected)
        }
        #expect(server.connections == 1)
        #expect(server.requests.map { $0.headers["authorization"] != nil } == plans.map { $0.1 != nil })
        #expect(server.requests.allSatisfy { $0.headers["content-type"] == nil })
    }

    @Test func `hundreds of requests at once share a bounded number of connections`() async throws {
        let server = try ScriptedServer { request in .init(200, request.target) }
        defer { server.stop() }
        let transfer = Transfer(settings: TransferSettings(connectionsPerHost: 4))
        let url = server.url
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let response = try await transfer.perform(TransferRequest(url: "\(url)/\(number)"))
                    return String(decoding: response.body, as: UTF8.self) == "/\(number)"
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 400)
        #expect(server.connections <= 4)
    }

    @Test func `a sink gets the body in order, once the head has said so`() async throws {
        let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let server = try ScriptedServer { _ in .init(206, bytes: content, headers: [("ETag", "\"x\"")]) }
        defer { server.stop() }
        let got = Mutex<[UInt8]>([])
        let response = try await Transfer().perform(
            TransferRequest(url: server.url),
            onHead: { head in
                #expect(head.status == 206 && head.headers["etag"] == "\"x\"")
                return .sink
            },
            onBody: { piece in got.withLock { $0.append(contentsOf: piece) } }
        )
        #expect(got.withLock { $0 } == content)
        #expect(response.body.isEmpty)
    }

    @Test func `sinks on several threads share the bound of connections`() async throws {
        let server = try ScriptedServer { request in .init(200, request.target) }
        defer { server.stop() }
        let transfer = Transfer(settings: TransferSettings(connectionsPerHost: 4, sinkThreads: 2))
        let (url, bytes) = (server.url, ByteCount())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try await transfer.perform(
                        TransferRequest(url: "\(url)/0123456789"),
                        onBody: { piece in
                            bytes.add(piece.count)
                        }
                    )
                }
            }
            try await group.waitForAll()
        }
        #expect(bytes.total == 1100)
        #expect((2...4).contains(server.connections))
    }

    @Test(.timeLimit(.minutes(1))) func `a sink that takes long holds up no call`() async throws {
        let server = try ScriptedServer { _ in .init(200, "x") }
        defer { server.stop() }
        let transfer = Transfer()
        let (url, callIsDone) = (server.url, Gate())
        async let download = transfer.perform(TransferRequest(url: url), onBody: { _ in callIsDone.wait() })
        _ = try await transfer.perform(TransferRequest(url: url))
        callIsDone.open()
        #expect(try await download.status == 200)
    }

    @Test func `a head that says so has its body collected instead`() async throws {
        let server = try ScriptedServer { _ in .init(403, "why") }
        defer { server.stop() }
        let response = try await Transfer().perform(
            TransferRequest(url: server.url),
            onHead: { $0.status == 200 ? .sink : .collect },
            onBody: { _ in Issue.record("the sink was called") }
        )
        #expect(String(decoding: response.body, as: UTF8.self) == "why")
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let server = try ScriptedServer { _ in .init(302, "", headers: [("Location", "/elsewhere")]) }
        defer { server.stop() }
        let response = try await Transfer().perform(TransferRequest(url: server.url + "/here"))
        #expect(response.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `a proxy is asked for the whole address`() async throws {
        let proxy = try ScriptedServer { .init(200, $0.target) }
        defer { proxy.stop() }
        let transfer = Transfer(settings: TransferSettings(proxy: proxy.url))
        let response = try await transfer.perform(TransferRequest(url: "http://service.invalid/a?b"))
        #expect(String(decoding: response.body, as: UTF8.self) == "http://service.invalid/a?b")
    }

    @Test func `an address is sent just as it stands, dots and doubled slashes included`() async throws {
        let server = try ScriptedServer { .init(200, $0.target) }
        defer { server.stop() }
        let target = "/a/../b//c/./d?sig=%2B+/=="
        let response = try await Transfer().perform(TransferRequest(url: server.url + target))
        #expect(String(decoding: response.body, as: UTF8.self) == target)
    }
}

/// Holds a thread until it is opened.
private final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) { sched_yield() } }
}

private final class ByteCount: Sendable {
    private let count = Atomic(0)

    var total: Int { count.load(ordering: .relaxed) }
    func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }
}
