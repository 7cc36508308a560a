import Glibc
import JSON
import TestSupport
import Testing

@testable import Webex

/// Where the organisation stands in a token, and how tokens are renewed.
@Suite struct TokenTests {
    private let fresh =
        #"{"access_token":"new_cluster_org-2","expires_in":"1209599","refresh_token":"next","#
        + #""refresh_token_expires_in":6322470,"token_type":"Bearer","scope":"cjp:config_read"}"#

    @Test func `the organisation is what follows the last underscore`() throws {
        #expect(try AccessToken("a_b_c_org-9").organization == "org-9")
    }

    @Test(arguments: ["", "no-mark", "ends_", "line\nbreak_org", "blank _org"])
    func `a text that is no token is told without being shown`(text: String) throws {
        do throws(WebexError) {
            _ = try AccessToken(text)
            Issue.record("it was taken")
        } catch {
            #expect(error.kind == .signedOut)
            #expect(error.hint != nil)
            #expect(text.isEmpty || !"\(error)".contains(text))
        }
    }

    @Test func `a refused token is renewed once, saved, and the call sent again`() async throws {
        let fresh = fresh
        let bench = try Bench { request in
            if request.path == "/v1/access_token" { return .init(200, fresh) }
            return request.headers["authorization"] == "Bearer new_cluster_org-2" ? .init(200, "{}") : .init(401)
        }
        let start = bench.clock.now
        _ = try await bench.call("thing.get", ids: ["1"])
        let form = try #require(bench.server.requests.first { $0.path == "/v1/access_token" })
        #expect(form.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(form.headers["authorization"] == nil)
        #expect(
            form.text
                == "grant_type=refresh_token&refresh_token=refresh%26token&client_id=client-1&client_secret=s3cr3t%2F%2B"
        )
        let saved = try bench.store.load()
        #expect(saved.accessToken == "new_cluster_org-2")
        #expect(saved.refreshToken == "next")
        #expect(saved.clientSecret == "s3cr3t/+")
        #expect(saved.accessTokenExpires == start + 1_209_599_000)
        #expect(saved.refreshTokenExpires == start + 6_322_470_000)
        #expect(saved.scope == "cjp:config_read")
        #expect(bench.store.saved == 1)
    }

    @Test func `many refused calls cause one renewal`() async throws {
        let fresh = fresh
        let bench = try Bench { request in
            if request.path == "/v1/access_token" { return .init(200, fresh) }
            return request.headers["authorization"] == "Bearer new_cluster_org-2" ? .init(200, "{}") : .init(401)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { _ = try await bench.call("thing.get", ids: ["1"]) } }
            try await group.waitForAll()
        }
        #expect(bench.server.requests.filter { $0.path == "/v1/access_token" }.count == 1)
    }

    @Test func `a token about to lapse is renewed before it is used`() async throws {
        let (clock, fresh) = (LeapingClock(), fresh)
        let soon = Credentials(
            clientSecret: "s",
            accessToken: Bench.token,
            refreshToken: "r",
            accessTokenExpires: clock.now + 200_000
        )
        let bench = try Bench(credentials: soon, clock: clock) { _ in .init(200, fresh) }
        #expect(try await bench.session.organization() == "org-2")
        #expect(bench.server.requests.map(\.path) == ["/v1/access_token"])
    }

    @Test(arguments: [Int64.max, .min]) func `absurd lives of tokens are no trap`(life: Int64) async throws {
        let clock = LeapingClock()
        let lapsed = Credentials(
            clientSecret: "s",
            accessToken: Bench.token,
            refreshToken: "r",
            accessTokenExpires: .min
        )
        let bench = try Bench(credentials: lapsed, clock: clock) { _ in
            .init(200, #"{"access_token":"new_c_org-2","expires_in":\#(life),"refresh_token_expires_in":\#(life)}"#)
        }
        #expect(try await bench.session.organization() == "org-2")
        let saved = try bench.store.load()
        for end in [saved.accessTokenExpires, saved.refreshTokenExpires] {
            #expect(life > 0 ? (end ?? 0) > clock.now : end == nil)
        }
    }

    @Test func `a token that still holds is used when the token endpoint is down`() async throws {
        let clock = LeapingClock()
        let soon = Credentials(
            clientSecret: "s",
            accessToken: Bench.token,
            refreshToken: "r",
            accessTokenExpires: clock.now + 200_000
        )
        let bench = try Bench(credentials: soon, clock: clock) {
            $0.path == "/v1/access_token" ? .init(503) : .init(200, "{}")
        }
        _ = try await bench.call("thing.get", ids: ["1"])
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(bench.server.requests.filter { $0.path == "/v1/access_token" }.count == 3)
    }

    @Test func `a pair that another process renewed is used, and not renewed again`() async throws {
        let clock = LeapingClock()
        let store = MemoryStore(Credentials(accessToken: "old_c_org-1"))
        let bench = try Bench(store: store, clock: clock) { request in
            if request.headers["authorization"] == "Bearer other_c_org-1" { return .init(200, "{}") }
            try? store.save(Credentials(accessToken: "other_c_org-1"))
            return .init(401)
        }
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(bench.server.requests.map(\.path) == Array(repeating: "/organization/org-1/thing/1", count: 2))
    }

    @Test func `a cancelled call does not take the renewal from the others`() async throws {
        let fresh = fresh
        let (asked, asking) = AsyncStream<Void>.makeStream()
        let gate = ManualGate()
        let bench = try Bench { request in
            guard request.path == "/v1/access_token" else {
                return request.headers["authorization"] == "Bearer new_cluster_org-2" ? .init(200, "{}") : .init(401)
            }
            asking.yield()
            while !gate.isOpen { sched_yield() }
            return .init(200, fresh)
        }
        let hasty = Task { await bench.failure(of: "thing.get", ids: ["1"]) }
        for await _ in asked { break }
        let patient = Task { await bench.failure(of: "thing.get", ids: ["2"]) }
        hasty.cancel()
        #expect(await hasty.value?.kind == .cancelled)
        gate.open()
        #expect(await patient.value?.kind == nil)
        #expect(try bench.store.load().accessToken == "new_cluster_org-2")
    }

    @Test func `renewed tokens that are refused as well end it`() async throws {
        let fresh = fresh
        let bench = try Bench { $0.path == "/v1/access_token" ? .init(200, fresh) : .init(401) }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .signedOut)
        #expect(error.status == 401)
        // Four tries of the call, three renewals between them.
        #expect(bench.server.requests.count == 7)
    }

    @Test func `a pair that cannot be saved is not used`() async throws {
        let fresh = fresh
        let store = MemoryStore(
            Credentials(clientSecret: "s", accessToken: Bench.token, refreshToken: "r"),
            failuresToSave: .max
        )
        let bench = try Bench(store: store) { $0.path == "/v1/access_token" ? .init(200, fresh) : .init(401) }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("saved"))
    }

    @Test(arguments: [
        Credentials(), Credentials(accessToken: Bench.token),
        Credentials(accessToken: Bench.token, refreshToken: "secret-refresh"),
        Credentials(clientSecret: "secret-client", accessToken: Bench.token, refreshToken: "secret-refresh"),
        Credentials(
            clientSecret: "secret-client",
            accessToken: Bench.token,
            refreshToken: "secret-refresh",
            refreshTokenExpires: 1
        ),
    ])
    func `signed out says so, with a way out and no secret`(credentials: Credentials) async throws {
        let bench = try Bench(credentials: credentials) { request in
            // The worst a service could do is to say back what it was sent.
            request.path == "/v1/access_token"
                ? .init(
                    400,
                    #"{"error":"invalid_grant","error_description":"no: \#(request.text) secret-refresh secret-client"}"#
                )
                : .init(401, #"{"message":"refused"}"#)
        }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind == .signedOut)
        #expect(error.hint != nil)
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", error.message, error.hint ?? "", dumped] {
            #expect(!text.contains(Bench.token))
            #expect(!text.contains("secret-"))
        }
    }

    @Test(arguments: [
        ScriptedServer.Reply.init(400), .init(403), .init(404), .init(500),
        .init(429, headers: [("Retry-After", "999")]),
        .nothing, .reset,
    ])
    func `no failure of a call shows the token`(reply: ScriptedServer.Reply) async throws {
        let bench = try Bench { _ in reply }
        let error = try #require(await bench.failure(of: "thing.create", query: [("token", "x")], body: [:]))
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!"\(error) \(error.message) \(dumped)".contains("rand_om"))
        var session = ""
        dump(bench.session, to: &session)
        #expect(!session.contains("rand_om") && !session.contains("s3cr3t"))
    }
}
