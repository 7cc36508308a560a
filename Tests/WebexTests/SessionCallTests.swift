import Catalog
import JSON
import TestSupport
import Testing

@testable import Webex

/// Calls over real sockets, against a server that does as it is told.
@Suite struct SessionCallTests {
    @Test func `a call carries the token, a tracking id and the organisation`() async throws {
        let bench = try Bench { _ in .init(200, #"{"a" : 1}"#, headers: [("TrackingId", "theirs")]) }
        let answer = try await bench.call(
            "thing.update",
            ids: ["a/b c"],
            query: [("filter", #"name=="x,y""#), ("ids", ["p,q", 7, true])],
            body: ["n": 1]
        )
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"a" : 1}"#)
        #expect(answer.trackingID == "theirs")
        let request = try #require(bench.server.requests.first)
        #expect(request.target == "/organization/org-1/thing/a%2Fb%20c?filter=name%3D%3D%22x%2Cy%22&ids=p%2Cq,7,true")
        #expect(request.method == "PUT")
        #expect(request.text == #"{"n":1}"#)
        #expect(request.headers["authorization"] == "Bearer \(Bench.token)")
        #expect(try #require(request.headers["trackingid"]).wholeMatch(of: /patchbay_[0-9a-f-]{36}/) != nil)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["accept"] == "application/json")
        #expect(try await bench.session.organization() == "org-1")
        #expect(bench.session.tally.requests == 1)
        #expect(bench.session.tally.bytesIn == 9)
    }

    @Test func `admin operations stand under the auth base, and identity at its host`() async throws {
        let bench = try Bench { _ in .init(200, "{}") }
        _ = try await bench.session.call(
            Call(operation: Bench.catalog.operation(named: "people.list"), isChecked: false)
        )
        _ = try await bench.session.call(
            Call(operation: Bench.catalog.operation(named: "scim.list"), isChecked: false)
        )
        #expect(bench.server.requests.map(\.target) == ["/v1/people", "/identity/scim/org-1/v2/Users"])
    }

    @Test func `what the catalog does not know is refused and nothing is sent`() async throws {
        let bench = try Bench { _ in .init(200, "{}") }
        let error = try #require(await bench.failure(of: "task.list", query: [("from", 1), ("pagesize", 5)]))
        #expect(error.kind == .invalid)
        #expect(error.operation == "task.list")
        #expect(error.message.contains("pagesize"))
        #expect(try #require(error.hint).contains("pageSize"))
        #expect(bench.server.requests.isEmpty)
    }

    @Test(arguments: [[], [""], ["."], [".."], ["a", "b"]])
    func `ids that would address something else are refused and nothing is sent`(ids: [String]) async throws {
        let bench = try Bench { _ in .init(204) }
        let error = try #require(await bench.failure(of: "thing.delete", ids: ids))
        #expect(error.kind == .invalid)
        #expect(bench.server.requests.isEmpty)
    }

    @Test func `a read survives a bad spell`() async throws {
        let spell: [ScriptedServer.Reply] = [.init(503), .reset, .nothing, .init(500, "x"), .init(200, "fine")]
        let bench = try Bench { spell[min($0.index, 4)] }
        #expect(try await bench.call("thing.get", ids: ["1"]).body == Array("fine".utf8))
        #expect(bench.server.requests.count == 5)
        #expect(bench.session.tally.retries == 4)
        #expect(Set(bench.server.requests.map { $0.headers["trackingid"] }).count == 5)
    }

    @Test(arguments: [ScriptedServer.Reply.nothing, .reset, .init(500), .init(502), .init(504)])
    func `a create that may have happened is in doubt and never sent twice`(reply: ScriptedServer.Reply) async throws {
        let bench = try Bench { $0.method == "POST" ? reply : .init(200, "{}") }
        // A kept connection that dies would make libcurl itself send again.
        _ = try await bench.call("thing.get", ids: ["1"])
        let error = try #require(await bench.failure(of: "thing.create", body: [:]))
        #expect(error.kind == .inDoubt)
        #expect(error.hint != nil)
        let sent = bench.server.requests.filter { $0.method == "POST" }
        #expect(sent.count == 1)
        #expect(error.trackingID == sent.first?.headers["trackingid"])
    }

    @Test func `a create that was turned away is sent again`() async throws {
        let bench = try Bench { $0.index == 0 ? .init(429, headers: [("Retry-After", "3")]) : .init(201, "{}") }
        #expect(try await bench.call("thing.create", body: [:]).status == 201)
        #expect(bench.session.tally.waited == 3_000)
        #expect(bench.server.requests.map(\.text) == ["{}", "{}"])
    }

    @Test func `a delete whose answer was lost is done when the next try finds nothing`() async throws {
        let bench = try Bench { $0.index == 0 ? .nothing : .init(404) }
        #expect(try await bench.call("thing.delete", ids: ["1"]).status == 204)
        for first in [404, 503] {
            let other = try Bench { $0.index == 0 ? .init(first) : .init(404) }
            #expect(await other.failure(of: "thing.delete", ids: ["1"])?.kind == .notFound)
        }
    }

    @Test(arguments: [(ScriptedServer.Reply.reset, true), (.init(500), true), (.init(503), false), (.init(429), false)])
    func `an answer tells whether an earlier try may have been done`(first: ScriptedServer.Reply, isSo: Bool)
        async throws
    {
        let bench = try Bench { $0.index == 0 ? first : .init(207, "{}") }
        #expect(try await bench.call("thing.update", ids: ["1"], body: [:]).isRepeat == isSo)
        #expect(try await bench.call("thing.update", ids: ["1"], body: [:]).isRepeat == false)
    }

    @Test func `a Retry-After beyond the patience is an error at once`() async throws {
        let bench = try Bench { _ in .init(429, headers: [("Retry-After", "901")]) }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .rateLimited)
        #expect(error.status == 429)
        #expect(bench.server.requests.count == 1)
        #expect(bench.clock.waits.isEmpty)
    }

    @Test(arguments: ["0", "Sun, 06 Nov 1994 08:49:37 GMT", "1"])
    func `a service that says "now" again and again is not asked again and again`(wait: String) async throws {
        let bench = try Bench { _ in .init(429, headers: [("Retry-After", wait)]) }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .rateLimited)
        #expect((10...20).contains(bench.server.requests.count))
    }

    @Test func `absurd timeouts and waits are no trap`() async throws {
        let settings = SessionSettings(retries: RetryPolicy(patience: .max, maxWait: .max))
        let spell: [ScriptedServer.Reply] = [
            .init(429, headers: [("Retry-After", "99999999999999")]), .init(503), .init(200, "{}"),
        ]
        let bench = try Bench(settings: settings) { spell[min($0.index, 2)] }
        #expect(try await bench.call("thing.get", ids: ["1"], timeout: .max).status == 200)
        #expect(bench.server.requests.count == 3)
        #expect(await bench.failure(of: "thing.get", ids: ["1"], timeout: .min)?.kind == .timeout)
    }

    @Test func `patience ends with the last thing that was met`() async throws {
        let bench = try Bench { _ in .init(503, #"{"message":"maintenance","trackingId":"t9"}"#) }
        let start = bench.clock.now
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .unavailable)
        #expect(error.message == "maintenance")
        #expect(error.trackingID == "t9")
        #expect((90_000...120_000).contains(bench.clock.now - start))
    }

    @Test func `an address where nothing listens is told within seconds`() async throws {
        let deaf = try DeafPort()
        let bench = try Bench(url: deaf.url) { _ in .nothing }
        let start = bench.clock.now
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .unavailable)
        #expect(error.message.contains(deaf.url))
        #expect(error.hint != nil)
        #expect(bench.clock.waits.count == 2)
        #expect(bench.clock.now - start < 3_000)
        // Nobody at the service has ever seen it.
        #expect(error.trackingID == nil)
        #expect(await bench.failure(of: "thing.get", ids: ["1"], timeout: 100)?.trackingID == nil)
    }

    @Test func `the script's own timeout ends retries`() async throws {
        let bench = try Bench { _ in .init(503) }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"], timeout: 2_000))
        #expect(error.kind == .timeout)
        #expect(bench.clock.waits.reduce(0, +) < 2_000)
    }

    @Test func `the limit is kept, and shared through the folder`() async throws {
        let bench = try Bench(limit: 3) { _ in .init(200, "{}") }
        for _ in 0..<3 { _ = try await bench.call("thing.get", ids: ["1"]) }
        #expect(bench.session.tally.waited == 0)
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(bench.session.tally.waited == SlidingWindow.span)
        #expect(bench.folder.files().count == 1)
        #expect(!bench.folder.files().joined().contains("client"))
    }

    @Test func `cancelling the task ends a call that waits for its answer`() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let bench = try Bench { _ in
            arrival.yield()
            return .silence
        }
        defer { bench.server.stop() }
        let task = Task { await bench.failure(of: "thing.get", ids: ["1"]) }
        for await _ in arrived { break }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }
}
