import JSON
import Synchronization
import TestSupport
import Testing

@testable import Webex

/// When tokens are renewed, by whom, and what becomes of the new pair.
@Suite struct RenewalTests {
    private static let pair = Credentials(clientSecret: "s", accessToken: Bench.token, refreshToken: "r")
    private static let day: Int64 = 24 * 3_600_000

    /// Answers the n-th renewal with the n-th token; other calls go well with the latest token alone.
    private static func service(
        _ answer: @escaping @Sendable (Int) -> String = { #"{"access_token":"t_c_org-\#($0)","expires_in":1209599}"# }
    ) -> @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply {
        let renewals = Mutex(0)
        return { request in
            if request.path == "/v1/access_token" {
                return .init(
                    200,
                    answer(
                        renewals.withLock {
                            $0 += 1
                            return $0
                        }
                    )
                )
            }
            let latest = "Bearer t_c_org-\(renewals.withLock { $0 })"
            return request.headers["authorization"] == latest ? .init(200, "{}") : .init(401)
        }
    }

    private func renewals(_ bench: Bench) -> Int {
        bench.server.requests.filter { $0.path == "/v1/access_token" }.count
    }

    @Test func `a token is renewed five minutes before its end, and a short-lived one in its last quarter`() {
        var credentials = Credentials(accessTokenIssued: 0, accessTokenExpires: Self.day)
        #expect(RenewalRule.due(credentials) == Self.day - 300_000)
        credentials.accessTokenExpires = 60_000
        #expect(RenewalRule.due(credentials) == 45_000)
        credentials.accessTokenIssued = nil
        #expect(RenewalRule.due(credentials) == 60_000 - 300_000)
        credentials.accessTokenExpires = nil
        #expect(RenewalRule.due(credentials) == .max)
    }

    @Test func `a token that lives a minute serves many calls`() async throws {
        let bench = try Bench(Self.service { #"{"access_token":"t_c_org-\#($0)","expires_in":60}"# })
        for _ in 0..<20 { _ = try await bench.call("thing.get", ids: ["1"]) }
        #expect(renewals(bench) == 1)
        bench.clock.leap(46_000)
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(renewals(bench) == 2)
    }

    @Test func `a refresh token near its end is renewed by using it, once a day at most`() async throws {
        let clock = LeapingClock()
        var near = Self.pair
        near.accessToken = "t_c_org-0"
        near.accessTokenIssued = clock.now - 2 * Self.day
        near.accessTokenExpires = clock.now + 12 * Self.day
        near.refreshTokenExpires = clock.now + 29 * Self.day
        let store = MemoryStore(near)
        let first = try Bench(store: store, clock: clock, Self.service())
        _ = try await first.call("thing.get", ids: ["1"])
        #expect(renewals(first) == 1)
        // The service did not lengthen its life: the next run of the day leaves it alone.
        let second = try Bench(store: store, clock: clock) { _ in .init(200, "{}") }
        _ = try await second.call("thing.get", ids: ["1"])
        #expect(renewals(second) == 0)
        let (facts, profile) = (second.session.tokenFacts, second.session.profile)
        #expect(facts.warning(profile, now: clock.now) == nil)
        #expect(
            facts.warning(profile, now: clock.now + 16 * Self.day)
                == "the sign-in of profile test lapses in 13 days; sign in: patchbay login test"
        )
    }

    @Test func `what another process left while it held the store is used`() async throws {
        let store = MemoryStore(Self.pair) { try? $0.save(Credentials(accessToken: "other_c_org-1")) }
        let bench = try Bench(store: store) { request in
            request.headers["authorization"] == "Bearer other_c_org-1" ? .init(200, "{}") : .init(401)
        }
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(renewals(bench) == 0)
    }

    @Test func `tokens of other processes may be refused time and again before a good one comes`() async throws {
        let tokens = (1...9).map { "t\($0)_c_org-1" }
        let store = MemoryStore(Credentials(accessToken: tokens[0]))
        let bench = try Bench(store: store) { request in
            let sent = tokens.firstIndex { request.headers["authorization"] == "Bearer \($0)" } ?? 0
            if sent == tokens.count - 1 { return .init(200, "{}") }
            try? store.save(Credentials(accessToken: tokens[sent + 1]))
            return .init(401)
        }
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(bench.server.requests.count == tokens.count && renewals(bench) == 0)
    }

    @Test func `before it gives up it looks whether somebody has signed in`() async throws {
        let store = MemoryStore(Self.pair)
        let bench = try Bench(store: store) { request in
            if request.path == "/v1/access_token" {
                try? store.save(Credentials(clientSecret: "s", accessToken: "login_c_org-1", refreshToken: "r2"))
                return .init(400, #"{"error":"invalid_grant"}"#)
            }
            return request.headers["authorization"] == "Bearer login_c_org-1" ? .init(200, "{}") : .init(401)
        }
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(renewals(bench) == 1)
    }

    @Test func `a refresh token that the clock says has lapsed is tried all the same`() async throws {
        var lapsed = Self.pair
        lapsed.refreshTokenExpires = 1
        let bench = try Bench(credentials: lapsed, Self.service())
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(renewals(bench) == 1)
    }

    @Test func `a pair that could not be saved is saved before another is asked for`() async throws {
        let store = MemoryStore(Self.pair, failuresToSave: 1)
        let bench = try Bench(store: store, Self.service())
        #expect(await bench.failure(of: "thing.get", ids: ["1"])?.kind == .unavailable)
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(renewals(bench) == 1)
        #expect(try store.load().accessToken == "t_c_org-1")
    }

    @Test func `a refresh token that is not returned stays, and one that is counts`() async throws {
        let store = MemoryStore(Self.pair)
        let bench = try Bench(
            store: store,
            Self.service {
                $0 == 1
                    ? #"{"access_token":"t_c_org-1"}"# : #"{"access_token":"t_c_org-2","refresh_token":"r2"}"#
            }
        )
        _ = try await bench.call("thing.get", ids: ["1"])
        #expect(try store.load().refreshToken == "r")
        _ = try await bench.session.tokens.token(insteadOf: AccessToken("t_c_org-1"))
        #expect(try store.load().refreshToken == "r2")
    }

    @Test(arguments: [
        ScriptedServer.Reply.init(500), .init(200, "<html>Sign in to the hotel's network</html>"), .nothing, .reset,
        .init(200, #"{"access_token":"no organisation"}"#), .init(429, headers: [("Retry-After", "9")]), .silence,
    ])
    func `a token endpoint that fails is told, and the kept pair is left as it is`(
        reply: ScriptedServer.Reply
    ) async throws {
        var settings = SessionSettings()
        settings.tryTimeout = 200
        let bench = try Bench(credentials: Self.pair, settings: settings) {
            $0.path == "/v1/access_token" ? reply : .init(401)
        }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.kind != .invalid && error.kind != .forbidden)
        #expect(try bench.store.load() == Self.pair)
        #expect(bench.store.saved == 0)
    }

    @Test(arguments: [
        (401, #"{"error":"invalid_client","error_description":"no"}"#), (401, #"{"message":"no"}"#),
        (400, #"{"message":"The client secret is wrong"}"#),
    ])
    func `a wrong client secret is told as such`(status: Int, body: String) async throws {
        let bench = try Bench(credentials: Self.pair) {
            $0.path == "/v1/access_token" ? .init(status, body) : .init(401)
        }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.message.contains("client secret") && error.kind == .signedOut)
        #expect(error.hint?.contains("--client-secret-file") == true)
    }
}
