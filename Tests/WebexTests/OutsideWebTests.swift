import JSON
import TestSupport
import Testing

@testable import Webex

/// Requests to hosts that are not the org's, over real sockets.
@Suite struct OutsideWebTests {
    private let web = OutsideWeb(
        profile: Profile(name: "test", apiURL: "https://127.0.0.1", authURL: "https://127.0.0.1")
    )

    private func send(
        _ server: ScriptedServer,
        _ path: String = "/hook/s3cret",
        method: String = "POST",
        timeout: Int64 = 10_000
    ) async throws(WebexError) -> OutsideAnswer {
        try await web.send(
            OutsideRequest(
                method: method,
                url: server.url + path,
                origin: server.url,
                headers: [(name: "X-Mine", value: "1")],
                body: Array("hello".utf8),
                timeout: timeout
            )
        )
    }

    private func failure(_ server: ScriptedServer, timeout: Int64 = 10_000) async -> WebexError? {
        do {
            _ = try await send(server, timeout: timeout)
            return nil
        } catch { return error }
    }

    @Test func `a request goes as it was meant, without a token`() async throws {
        let server = try ScriptedServer { _ in
            .init(201, "fine", headers: [("X-Theirs", " a: b "), ("x-theirs-too", "")])
        }
        let answer = try await send(server)
        #expect(answer.status == 201)
        #expect(answer.body == Array("fine".utf8))
        #expect(answer.headers["x-theirs"] == "a: b")
        #expect(answer.headers["x-theirs-too"] == "")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/hook/s3cret" && request.text == "hello")
        #expect(request.headers["x-mine"] == "1")
        #expect(request.headers["authorization"] == nil)
    }

    @Test func `a redirect is an answer, and not followed`() async throws {
        let server = try ScriptedServer { _ in .init(302, "", headers: [("Location", "/elsewhere")]) }
        let answer = try await send(server)
        #expect(answer.status == 302)
        #expect(answer.headers["location"] == "/elsewhere")
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [400, 404, 429, 500, 503])
    func `a refusal is told with status and answer, and nothing is sent twice`(status: Int) async throws {
        let server = try ScriptedServer { _ in .init(status, "no such hook") }
        let error = try #require(await failure(server))
        #expect(error.kind == .http)
        #expect(error.status == status)
        #expect(error.answer == Array("no such hook".utf8))
        #expect(error.operation == "http.post")
        #expect(!error.description.contains("s3cret"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [400: false, 404: false, 408: true, 429: false, 500: true, 502: true, 503: false, 504: true])
    func `what a refusal says of whether it was done is the same as of a call`(status: Int, isInDoubt: Bool)
        async throws
    {
        let server = try ScriptedServer { _ in .init(status) }
        #expect(await failure(server)?.mayHaveHappened == isInDoubt)
        let bench = try Bench { _ in .init(status, headers: [("Retry-After", "901")]) }
        #expect(await bench.failure(of: "thing.create", body: [:])?.mayHaveHappened == isInDoubt)
    }

    @Test(arguments: [ScriptedServer.Reply.nothing, .reset, .silence])
    func `no error shows the address of a webhook`(reply: ScriptedServer.Reply) async throws {
        let server = try ScriptedServer { _ in reply }
        let error = try #require(await failure(server, timeout: 300))
        #expect([.unavailable, .timeout].contains(error.kind))
        #expect(error.message.contains(server.url))
        #expect(!"\(error) \(error.hint ?? "")".contains("s3cret"))
        #expect(server.requests.count == 1)
        server.stop()
    }

    @Test func `an answer larger than a script should hold is refused`() async throws {
        let server = try ScriptedServer { _ in .init(200, bytes: Array(repeating: 65, count: (16 << 20) + 1)) }
        #expect(await failure(server)?.kind == .unavailable)
    }
}
