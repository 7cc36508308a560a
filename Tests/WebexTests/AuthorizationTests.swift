import TestSupport
import Testing
import Transfer

@testable import Webex

/// Where the browser is sent, and what is made of what it brings back.
@Suite struct AuthorizationTests {
    private static let profile = Profile(
        name: "acme",
        apiURL: "http://127.0.0.1",
        authURL: "https://webexapis.com/v1",
        clientID: "C1 2",
        redirectURI: "http://localhost:8400/back?x=1"
    )

    private func request() throws -> AuthorizationRequest {
        try AuthorizationRequest(profile: Self.profile, scopes: ["cjp:config_read", "cjp:user"])
    }

    private func failure(_ text: String, _ request: AuthorizationRequest) -> WebexError? {
        do throws(WebexError) {
            _ = try AuthorizationAnswer(text, to: request)
            return nil
        } catch { return error }
    }

    @Test func `the proof is that of RFC 7636`() {
        let proof = ProofKey(verifier: "dBjftJeZ4CVP-mB92K27u" + "hbUJU1p1r_wW1gFWFOEjXk")
        #expect(proof.challenge == "E9Melhoa2OwvFrEMTJguCH" + "aoeK1t8URWbuGJSstw-cM")
        #expect(Base64URL.text([]).isEmpty && Base64URL.text([0xff]) == "_w" && Base64URL.text([0xfb, 0xf0]) == "-_A")
    }

    @Test func `each attempt has a state and a proof of its own`() throws {
        let attempts = try (0..<50).map { _ in try request() }
        #expect(Set(attempts.map(\.state)).count == 50)
        #expect(Set(attempts.map(\.proof.verifier)).count == 50)
        #expect(attempts.allSatisfy { (43...128).contains($0.proof.verifier.utf8.count) && $0.state.utf8.count >= 22 })
    }

    @Test func `the address holds what the service wants, encoded, and never the verifier`() throws {
        let request = try request()
        let fields = QueryFields(ofAddress: request.address)
        #expect(request.address.hasPrefix("https://webexapis.com/v1/authorize?response_type=code&client_id=C1%202&"))
        #expect(request.address.contains("&scope=cjp%3Aconfig_read%20cjp%3Auser&"))
        #expect(fields["redirect_uri"] == "http://localhost:8400/back?x=1")
        #expect(fields["state"] == request.state)
        #expect(fields["code_challenge"] == request.proof.challenge && fields["code_challenge_method"] == "S256")
        #expect(!request.address.contains(request.proof.verifier))
    }

    @Test func `a profile without client id or redirect URI is told what to add`() {
        var profile = Self.profile
        profile.redirectURI = nil
        #expect(throws: WebexError.self) { try AuthorizationRequest(profile: profile, scopes: []) }
        profile.clientID = nil
        #expect(throws: WebexError.self) { try AuthorizationRequest(profile: profile, scopes: []) }
    }

    @Test(arguments: [
        "https://example.com/?code=a%2Fb&state={state}", "  <https://example.com/?code=a/b&state={state}#top>\r\n",
        "?state={state}&code=a%2fb", "code=a/b", "\"https://example.com/?code=a/b\"", " a/b\n", "'a/b'",
        "http://localhost:8400/back?x=1&code=a/b&state={state}", "https://example.com/#code=a/b&state={state}",
    ])
    func `an address, a query or a bare code will do`(text: String) throws {
        let request = try request()
        let answer = try AuthorizationAnswer(text.replacing("{state}", with: request.state), to: request)
        #expect(answer.code == "a/b")
    }

    @Test(arguments: [
        "", "  ", "two words", "https://example.com/", "https://example.com/?code=&state=x", "é",
    ])
    func `what is no answer is told, with what to paste`(text: String) throws {
        let error = try #require(failure(text, request()))
        #expect(error.kind == .invalid && error.hint != nil)
    }

    @Test func `the address that was to be opened is known for what it is`() throws {
        let request = try request()
        #expect(try #require(failure(request.address, request)).message.contains("the address to open"))
    }

    @Test(arguments: ["code=secret-code&state=other", "error=access_denied&state=other", "code=secret-code&state="])
    func `a state that is not ours is refused, whatever comes with it, and nothing of it is shown`(
        query: String
    ) throws {
        let error = try #require(failure("https://example.com/?" + query, request()))
        #expect(error.kind == .invalid && error.message.contains("state"))
        #expect(!"\(error) \(error.hint ?? "")".contains("secret-code"))
    }

    @Test func `what comes by itself must bear the state`() throws {
        let request = try request()
        #expect(throws: WebexError.self) { try AuthorizationAnswer("/?code=a", to: request, isFromBrowser: true) }
        let answer = try AuthorizationAnswer("/?code=a&state=\(request.state)", to: request, isFromBrowser: true)
        #expect(answer.code == "a")
    }

    @Test func `denied consent and scopes that are not granted are told apart`() throws {
        let request = try request()
        let denied = try #require(
            failure(
                "http://x/?error=access_denied&error_description=The%20user%0Asaid+no&state=\(request.state)",
                request
            )
        )
        #expect(denied.kind == .denied && denied.message == "consent was denied (The user said no)")
        let scope = try #require(failure("http://x/?error=invalid_scope&state=\(request.state)", request))
        #expect(scope.message.contains("cjp:config_read cjp:user") && scope.hint?.contains("--scopes") == true)
        #expect(failure("http://x/?error=server_error&state=\(request.state)", request)?.kind == .denied)
    }

    @Test func `a code that may have been used is not sent again`() async throws {
        let server = try ScriptedServer { _ in .reset }
        var profile = Self.profile
        profile.authURL = server.url + "/v1"
        let request = try AuthorizationRequest(profile: profile, scopes: ["cjp:user"])
        let signIn = SignIn(
            profile: profile,
            transfer: Transfer(),
            redaction: Redaction(),
            clock: LeapingClock().wall
        )
        let answer = try AuthorizationAnswer("the-code", to: request)
        await #expect(throws: WebexError.self) {
            try await signIn.redeem(answer, of: request, with: Credentials(clientSecret: "s3cr3t"))
        }
        #expect(server.requests.count == 1)
    }

    @Test func `redeeming a code sends the proof and the registered address, and keeps nothing of before`() async throws
    {
        let server = try ScriptedServer { _ in
            .init(
                200,
                #"{"access_token":"t_c_org","expires_in":100,"refresh_token":"r","refresh_token_expires_in":900}"#
            )
        }
        var profile = Self.profile
        profile.authURL = server.url + "/v1"
        let clock = LeapingClock()
        let request = try AuthorizationRequest(profile: profile, scopes: ["cjp:user"])
        let signIn = SignIn(profile: profile, transfer: Transfer(), redaction: Redaction(), clock: clock.wall)
        let before = Credentials(clientSecret: "s3cr3t", accessToken: "old_c_org", owner: "old@example.com")
        let credentials = try await signIn.redeem(
            AuthorizationAnswer("the-code", to: request),
            of: request,
            with: before
        )
        let sent = QueryFields(ofAddress: try #require(server.requests.first).text)
        #expect(sent["grant_type"] == "authorization_code" && sent["code"] == "the-code")
        #expect(sent["redirect_uri"] == profile.redirectURI && sent["code_verifier"] == request.proof.verifier)
        #expect(sent["client_id"] == "C1 2" && sent["client_secret"] == "s3cr3t")
        #expect(
            credentials
                == Credentials(
                    clientSecret: "s3cr3t",
                    accessToken: "t_c_org",
                    refreshToken: "r",
                    accessTokenIssued: clock.now,
                    accessTokenExpires: clock.now + 100_000,
                    refreshTokenExpires: clock.now + 900_000,
                    scope: "cjp:user"
                )
        )
    }
}
