import JSON
import Simulator
import Testing

@Suite("Sign-in, the limit and the controls")
struct AccessTests {
    private let path = "/v1/tasks?from=1"

    @Test("a token ends in its cluster and its org")
    func tokenShape() async throws {
        try await withSimulator { client async throws in
            let parts = client.ready.accessToken.split(separator: "_")
            #expect(parts.count == 4 && parts.last.map(String.init) == client.ready.orgID)
            #expect(try await client.send("GET", path).status == 200)
        }
    }

    @Test("a missing, unknown or lapsed token is answered with 401")
    func unauthorized() async throws {
        let clock = TestClock()
        try await withSimulator({
            $0.now = { clock.now }
            $0.accessTokenSeconds = 60
        }) { client async throws in
            let bare = try await client.send("GET", client.ready.apiURL + path)
            #expect(bare.status == 401 && bare.header("TrackingId") != nil)
            #expect(try bare.json()["error"]?["key"] == "401")
            #expect(try await client.send("GET", path, token: "made_up").status == 401)
            #expect(try await client.send("GET", path).status == 200)
            clock.advance(seconds: 60)
            #expect(try await client.send("GET", path).status == 401)
        }
    }

    @Test("a refresh gives another access token, and the old one stays good")
    func refresh() async throws {
        try await withSimulator { client async throws in
            let answer = try await client.refresh()
            let fields = try answer.json()
            #expect(answer.status == 200 && fields["token_type"] == "Bearer" && fields["expires_in"] == 1_209_599)
            #expect(fields["refresh_token_expires_in"]?.integer == 7_775_999)
            #expect(fields["scope"]?.string?.contains("cjp:config_read") == true)
            #expect(fields["refresh_token"]?.string == client.ready.refreshToken)
            let token = try #require(fields["access_token"]?.string)
            #expect(token != client.ready.accessToken)
            #expect(try await client.send("GET", path, token: token).status == 200)
            #expect(try await client.send("GET", path).status == 200)
        }
    }

    @Test("each use of the refresh token renews its life")
    func refreshRenews() async throws {
        let clock = TestClock()
        try await withSimulator({ $0.now = { clock.now } }) { client async throws in
            for _ in 0..<3 {
                clock.advance(seconds: 80 * 86_400)
                #expect(try await client.refresh().status == 200)
            }
            clock.advance(seconds: 90 * 86_400)
            #expect(try await client.refresh().status == 400)
        }
    }

    @Test("a life that was chosen is kept and told")
    func refreshLife() async throws {
        let clock = TestClock()
        try await withSimulator({
            $0.now = { clock.now }
            $0.refreshTokenSeconds = 100
        }) { client async throws in
            #expect(try await client.refresh().json()["refresh_token_expires_in"] == 100)
            clock.advance(seconds: 100)
            #expect(try await client.refresh().status == 400)
        }
    }

    @Test("where refresh tokens rotate, each is good once, and only refreshes that gave a token are counted")
    func rotation() async throws {
        try await withSimulator({ $0.rotatesRefreshTokens = true }) { client async throws in
            let next = try #require(try await client.refresh().json()["refresh_token"]?.string)
            #expect(next != client.ready.refreshToken)
            #expect(try await client.refresh().status == 400)
            #expect(try await client.refresh(token: next).status == 200)
            #expect(try await client.send("GET", "/_control/stats").json()["refreshes"] == 2)
        }
    }

    @Test("wrong credentials are refused in the form of the sign-in service")
    func refusedRefresh() async throws {
        try await withSimulator { client async throws in
            let secret = try await client.refresh(secret: "wrong")
            #expect(secret.status == 401)
            #expect(try secret.json()["message"]?.string == "the client id or the client secret is wrong")
            #expect(try secret.json()["errors"]?[0]?["description"]?.string != nil)
            #expect(try await client.refresh(id: "wrong").status == 401)
            let lapsed = try await client.refresh(token: "wrong")
            #expect(lapsed.status == 400)
            #expect(try lapsed.json()["error"] == "invalid_grant" && secret.json()["error"] == "invalid_client")
            #expect(try lapsed.json()["error_description"] == lapsed.json()["message"])
            let password = try await client.refresh(grant: "password")
            #expect(password.status == 400 && password.text.contains("unsupported_grant_type"))
            let json = try await client.send(
                "POST",
                client.ready.authURL + "/access_token",
                headers: ["Content-Type": "application/json"],
                body: "{}"
            )
            #expect(json.status == 400)
        }
    }

    @Test("at the limit the answer is 429 with whole seconds, until the window has moved on")
    func limit() async throws {
        let clock = TestClock()
        try await withSimulator({
            $0.now = { clock.now }
            $0.rateLimit = 3
        }) { client async throws in
            for _ in 0..<3 {
                #expect(try await client.send("GET", path).status == 200)
                clock.advance(seconds: 10)
            }
            let refused = try await client.send("GET", path)
            #expect(refused.status == 429 && refused.header("Retry-After") == "30")
            #expect(try refused.json()["error"]?["key"] == "429")
            clock.advance(seconds: 29)
            #expect(try await client.send("GET", path).header("Retry-After") == "1")
            clock.advance(seconds: 1)
            #expect(try await client.send("GET", path).status == 200)
            #expect(try await client.send("GET", path).header("Retry-After") == "10")
            let stats = try await client.send("GET", "/_control/stats").json()
            #expect(stats["refused"] == 3 && stats["early"] == 1)
        }
    }

    @Test("sign-in and downloads do not count against the limit")
    func uncounted() async throws {
        try await withSimulator({
            $0.rateLimit = 30
            $0.tasks = 40
        }) { client async throws in
            let recording = try #require(try await client.recordings().first)
            let address = try #require(recording["attributes"]?["filePath"]?.string)
            for _ in 0..<30 {
                #expect(try await client.send("GET", address).status == 200)
                #expect(try await client.refresh().status == 200)
            }
            #expect(try await client.send("GET", path).status == 200)
            let requests = try await client.send("GET", "/_control/stats").json()["requests"]
            #expect(requests?["media"] == 30 && requests?["access_token"] == 30)
            #expect(requests?["task.list"] == 2 && requests?["capture.query"] == 4)
        }
    }

    @Test("tokens can be revoked while it runs")
    func revoke() async throws {
        try await withSimulator { client async throws in
            #expect(try await client.send("POST", "/_control/revoke").status == 200)
            #expect(try await client.send("GET", path).status == 401)
            #expect(try await client.refresh().status == 200)
            #expect(try await client.send("POST", "/_control/revoke?what=all").status == 200)
            #expect(try await client.refresh().status == 400)
            #expect(try await client.send("POST", "/_control/revoke?what=nothing").status == 400)
        }
    }

    @Test("signed addresses can be made to lapse while it runs")
    func expireSignatures() async throws {
        try await withSimulator { client async throws in
            let before = try #require(try await client.recordings().first?["attributes"]?["filePath"]?.string)
            #expect(try await client.send("POST", "/_control/expire-signatures").status == 200)
            #expect(try await client.send("GET", before).status == 403)
            let after = try #require(try await client.recordings().first?["attributes"]?["filePath"]?.string)
            #expect(try await client.send("GET", after).status == 200)
        }
    }
}
