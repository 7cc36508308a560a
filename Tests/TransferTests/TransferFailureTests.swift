import Synchronization
import TestSupport
import Testing
import Transfer

/// What a failure says of itself: its kind, and whether the service may have seen the request.
@Suite struct TransferFailureTests {
    private func failure(_ request: TransferRequest, settings: TransferSettings = TransferSettings()) async
        -> TransferError?
    {
        do {
            _ = try await Transfer(settings: settings).perform(request)
            return nil
        } catch { return error }
    }

    @Test func `a refused connection was never sent`() async throws {
        let deaf = try DeafPort()
        let error = try #require(await failure(TransferRequest(url: deaf.url + "/p?secret=1")))
        guard case .couldNotConnect = error.kind else { Issue.record("\(error)"); return }
        #expect(!error.requestWasSent)
        #expect(error.isConnectFailure)
        #expect(error.message.contains(deaf.url + "/p"))
        #expect(!error.message.contains("secret"))
        #expect(error.hint != nil)
    }

    @Test func `an unknown host was never sent`() async throws {
        let error = try #require(await failure(TransferRequest(url: "http://no-such-host.invalid/x")))
        guard case .couldNotResolve = error.kind else { Issue.record("\(error)"); return }
        #expect(!error.requestWasSent)
    }

    @Test(arguments: [ScriptedServer.Reply.nothing, .reset, .init(200, "half", announcedLength: 10, ending: .close)])
    func `a connection that breaks off was sent`(reply: ScriptedServer.Reply) async throws {
        let server = try ScriptedServer { _ in reply }
        defer { server.stop() }
        let error = try #require(await failure(TransferRequest(url: server.url)))
        guard case .broken = error.kind else { Issue.record("\(error)"); return }
        #expect(error.requestWasSent)
    }

    @Test func `silence times out and counts as sent`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let error = try #require(await failure(TransferRequest(url: server.url, timeout: 500)))
        guard case .timedOut = error.kind else { Issue.record("\(error)"); return }
        #expect(error.requestWasSent)
        #expect(!error.isConnectFailure)
    }

    @Test(arguments: [true, false])
    func `libcurl's own second try on a dead connection is for repeatable requests alone`(repeatable: Bool) async throws
    {
        let server = try ScriptedServer { request in request.index == 1 ? .nothing : .init(200, "ok") }
        defer { server.stop() }
        let transfer = Transfer()
        _ = try await transfer.perform(TransferRequest(url: server.url))
        let create = TransferRequest(method: "POST", url: server.url, body: [1], mayBeResent: repeatable)
        do throws(TransferError) {
            _ = try await transfer.perform(create)
            #expect(repeatable)
        } catch {
            #expect(!repeatable)
            #expect(error.requestWasSent)
        }
        #expect(server.requests.count == (repeatable ? 3 : 2))
    }

    @Test func `what a sink throws ends the transfer and is kept`() async throws {
        struct DiskFull: Error {}
        let server = try ScriptedServer { _ in .init(200, bytes: [UInt8](repeating: 7, count: 1_000_000)) }
        defer { server.stop() }
        do throws(TransferError) {
            _ = try await Transfer().perform(TransferRequest(url: server.url), onBody: { _ in throw DiskFull() })
            Issue.record("it went well")
        } catch {
            guard case .sink(let inner) = error.kind else { Issue.record("\(error)"); return }
            #expect(inner is DiskFull)
        }
    }

    @Test func `a body above the limit is not collected`() async throws {
        let server = try ScriptedServer { _ in .init(200, bytes: [UInt8](repeating: 7, count: 100_000)) }
        defer { server.stop() }
        let error = try #require(await failure(TransferRequest(url: server.url, bodyLimit: 1000)))
        guard case .tooLarge = error.kind else { Issue.record("\(error)"); return }
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "http://[broken/x?secret", "file:///etc/passwd", "", "no scheme at all"])
    func `only http and https are spoken`(url: String) async throws {
        let error = try #require(await failure(TransferRequest(url: url)))
        guard case .invalidRequest = error.kind else { Issue.record("\(url): \(error.kind) \(error)"); return }
        #expect(!error.requestWasSent)
        #expect(!error.message.contains("secret"))
    }

    @Test func `a header with a line break is refused`() async throws {
        let error = try #require(
            await failure(TransferRequest(url: "http://127.0.0.1:1/", headers: [("A", "b\r\nEvil: 1")]))
        )
        guard case .invalidRequest = error.kind else { Issue.record("\(error)"); return }
        #expect(!error.message.contains("Evil"))
    }

    @Test func `a handshake that gets no answer was never sent`() async throws {
        let server = try ScriptedServer { _ in .init() }
        defer { server.stop() }
        let url = server.url.replacing("http://", with: "https://")
        let error = try #require(
            await failure(TransferRequest(url: url), settings: TransferSettings(connectTimeout: 150))
        )
        #expect(error.isConnectFailure)
        #expect(server.requests.isEmpty)
    }

    @Test func `cancelling the task ends the transfer at once`() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { _ in
            arrival.yield()
            return .silence
        }
        defer { server.stop() }
        let transfer = Transfer()
        let url = server.url
        let task = Task { () -> TransferError? in
            do throws(TransferError) {
                _ = try await transfer.perform(TransferRequest(url: url))
                return nil
            } catch { return error }
        }
        for await _ in arrived { break }
        task.cancel()
        let error = try #require(await task.value)
        guard case .cancelled = error.kind else { Issue.record("\(error)"); return }
        #expect(error.requestWasSent)
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = try ScriptedServer { _ in .init() }
        defer { server.stop() }
        let url = server.url
        let transfer = Transfer()
        let error = await Task { () -> TransferError? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(TransferError) {
                _ = try await transfer.perform(TransferRequest(url: url))
                return nil
            } catch { return error }
        }.value
        let found = try #require(error)
        guard case .cancelled = found.kind else { Issue.record("\(found)"); return }
        #expect(!found.requestWasSent)
        #expect(server.requests.isEmpty)
    }

    @Test func `a shutdown ends what is under way, and what comes after`() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { _ in
            arrival.yield()
            return .silence
        }
        defer { server.stop() }
        let transfer = Transfer()
        let url = server.url
        let hanging = Task { try await transfer.perform(TransferRequest(url: url)) }
        for await _ in arrived { break }
        transfer.shutdown()
        await #expect(throws: TransferError.self) { try await hanging.value }
        await #expect(throws: TransferError.self) { try await transfer.perform(TransferRequest(url: url)) }
    }

    @Test func `an address is shown without user, query and fragment`() {
        let safe = TransferRequest.safeAddress
        #expect(safe("https://u:p@h.example:8/a/b?X-Amz-Signature=1#f") == "https://h.example:8/a/b")
        #expect(safe("https://h/a@b") == "https://h/a@b")
        #expect(safe("https://h?x://u@y") == "https://h")
        #expect(safe("nonsense") == "nonsense")
    }

    @Test func `this machine is told from hosts that only look like it`() {
        let isLocal = TransferRequest.isForThisMachine
        for url in ["http://127.0.0.1:80/x", "https://localhost?a", "http://[::1]:9/", "http://127.1"] {
            #expect(isLocal(url))
        }
        for url in [
            "http://127.example.com/", "http://localhost.example/", "http://127.0.0.1@evil.example/", "http://[::12]/",
            "http://localhost:a@evil.example/", "ftp://127.0.0.1/", "127.0.0.1",
        ] { #expect(!isLocal(url)) }
    }
}
