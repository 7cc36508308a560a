import JSON
import TestSupport
import Testing

@testable import Webex

@Suite struct MessageTests {
    @Test func `a message goes to the address of sign-in, once, to a room or a person`() async throws {
        let bench = try Bench { _ in .init(200, "{}") }
        try await bench.session.sendMessage("**hello**", to: .room("R1"))
        try await bench.session.sendMessage("hello", to: .person("a@x.y"))
        #expect(
            bench.server.requests.map { "\($0.method) \($0.target)" } == ["POST /v1/messages", "POST /v1/messages"]
        )
        #expect(
            bench.server.requests.map(\.text) == [
                #"{"markdown":"**hello**","roomId":"R1"}"#, #"{"markdown":"hello","toPersonEmail":"a@x.y"}"#,
            ]
        )
    }

    @Test func `one that is too long is cut between letters`() async throws {
        let bench = try Bench { _ in .init(200, "{}") }
        try await bench.session.sendMessage(String(repeating: "é", count: 5_000), to: .room("R1"))
        let sent = try #require(JSONValue(parsing: bench.server.requests.first?.body ?? [])["markdown"]?.string)
        #expect(sent.utf8.count <= 7_439 && sent.utf8.count > 7_430 && sent.hasSuffix("é…"))
    }

    @Test func `one whose answer is lost is not sent again`() async throws {
        let bench = try Bench { _ in .reset }
        let error = await #expect(throws: WebexError.self) { try await bench.session.sendMessage("x", to: .room("R1")) }
        #expect(error?.kind == .inDoubt && bench.server.requests.count == 1)
    }
}

@Suite struct TraceTests {
    private static let text = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func `the requests of a session name its trace, and each itself`() async throws {
        var settings = SessionSettings()
        settings.trace = TraceID(Self.text)
        let bench = try Bench(settings: settings) { _ in .init(200, "{}") }
        for _ in 0..<2 { _ = try await bench.call("thing.get", ids: ["1"]) }
        let ids = bench.server.requests.compactMap { $0.headers["trackingid"] }
        #expect(Set(ids).count == 2)
        for id in ids {
            #expect(id.wholeMatch(of: /patchbay_4bf92f35-77b3-4da6-a3ce-929d0e0e4736_[0-9a-f]{16}/) != nil)
        }
    }

    @Test func `what is handed on is the same trace with a parent of its own`() throws {
        let trace = try #require(TraceID(traceparent: "00-\(Self.text)-00f067aa0ba902b7-00"))
        #expect(trace.text == Self.text)
        let parents = (0..<2).map { _ in trace.traceparent }
        #expect(parents[0] != parents[1])
        for parent in parents {
            #expect(parent.wholeMatch(of: /00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01/) != nil)
            #expect(TraceID(traceparent: parent) == trace)
        }
    }

    @Test func `a later version may say more, and one that is made is a trace too`() {
        #expect(TraceID(traceparent: "cc-\(Self.text)-00f067aa0ba902b7-01-what-comes")?.text == Self.text)
        let made = TraceID()
        #expect(TraceID(made.text) == made && TraceID() != made)
    }
}
