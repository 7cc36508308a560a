import JSON
import TestSupport
import Testing

@testable import Webex

/// Successes that are no answer of the service's, over real sockets.
@Suite struct AnswerLookTests {
    private static let page = [("Content-Type", "text/html; charset=utf-8")]

    @Test(arguments: [
        ScriptedServer.Reply.init(200, "<html>hi</html>"), .init(200, "{}", headers: page), .init(200, "OK"),
        .init(200, "\n  <?xml?>"), .init(201, "\u{1f}\u{8b}"), .init(200), .init(200, " \r\n"),
    ])
    func `what is no answer is told as that`(reply: ScriptedServer.Reply) async throws {
        let bench = try Bench { request in
            var reply = reply
            reply.headers.append(("TrackingId", "t7"))
            return reply
        }
        let error = try #require(await bench.failure(of: "user.list"))
        #expect(error.kind == .unavailable)
        #expect(error.operation == "user.list")
        #expect(error.status == reply.status)
        #expect(error.trackingID == "t7")
        #expect(try #require(error.hint).contains("patchbay profile show"))
        #expect(bench.server.requests.count == 1)
    }

    @Test(arguments: [
        ScriptedServer.Reply.init(204), .init(200, "[]"), .init(200, "\r\n\t {}"), .init(206, "\"text\""),
        .init(200, "-1"), .init(200, "null"), .init(200, "{}", headers: [("Content-Type", "text/plain")]),
    ])
    func `what may be an answer is left to who asked`(reply: ScriptedServer.Reply) async throws {
        let bench = try Bench { _ in reply }
        #expect(try await bench.call("user.list").body == reply.body)
    }

    @Test func `an empty answer is one where no list is asked for`() async throws {
        let bench = try Bench { _ in .init(200) }
        #expect(try await bench.call("thing.update", ids: ["1"], body: [:]).body.isEmpty)
    }

    @Test func `a create that a web page answers is in doubt`() async throws {
        let bench = try Bench { _ in .init(200, "<html>", headers: Self.page) }
        #expect(await bench.failure(of: "thing.create", body: [:])?.kind == .inDoubt)
    }

    @Test(arguments: [#"{"a": [1, 2"#, #"[{"a": 1}, {"b"#, #"{"a": "]}"#, #"{"a": "\""#])
    func `an answer that breaks off is asked for again`(half: String) async throws {
        let bench = try Bench { .init(200, $0.index % 3 == 2 ? "{}" : half) }
        #expect(try await bench.call("user.list").body == Array("{}".utf8))
        #expect(try await bench.call("thing.update", ids: ["1"], body: [:]).status == 200)
        #expect(bench.server.requests.count == 6)
        #expect(bench.session.tally.retries == 4)
    }

    @Test func `a create whose answer breaks off is in doubt, and not sent again`() async throws {
        let bench = try Bench { _ in .init(201, #"{"id": "#) }
        let error = try #require(await bench.failure(of: "thing.create", body: [:]))
        #expect(error.kind == .inDoubt)
        #expect(bench.server.requests.count == 1)
    }

    @Test func `a service whose answers always break off is unavailable`() async throws {
        let bench = try Bench { _ in .init(200, #"{"id": "#) }
        let error = try #require(await bench.failure(of: "user.list"))
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("breaks off"))
    }

    @Test(arguments: [#""a\\""#, #"{"a": "[{\"", "b": "\\"}"#, "12", "true", #"[[], {}]"#])
    func `what is whole is taken as it is`(body: String) async throws {
        let bench = try Bench { _ in .init(200, body) }
        #expect(try await bench.call("user.list").body == Array(body.utf8))
        #expect(bench.server.requests.count == 1)
    }

    @Test func `an answer too large for a worker says how to ask for less`() async throws {
        #expect(SessionSettings().longestAnswer == 48 << 20)
        let long = ScriptedServer.Reply(200, bytes: Array(repeating: UInt8(ascii: "1"), count: 1 << 21))
        let bench = try Bench(settings: SessionSettings(longestAnswer: 1 << 20)) { _ in long }
        let error = try #require(await bench.failure(of: "user.list"))
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("more than 1 MB"))
        #expect(try #require(error.hint).contains("pageSize"))
        #expect(await bench.failure(of: "thing.create", body: [:])?.kind == .inDoubt)
        #expect(bench.server.requests.count == 2)
    }
}
