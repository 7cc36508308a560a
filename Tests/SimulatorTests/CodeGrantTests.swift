import JSON
import Testing

@testable import Simulator

@Suite("Tokens for a code")
struct CodeGrantTests {
    /// The example of RFC 7636, appendix B.
    private let verifier = "dBjftJeZ4CVP-mB92K27" + "uhbUJU1p1r_wW1gFWFOEjXk"
    private let challenge = "E9Melhoa2OwvFrEMTJgu" + "CHaoeK1t8URWbuGJSstw-cM"
    private let path = "/v1/tasks?from=1"

    private func expect(_ answer: TestAnswer, _ error: String, _ words: String, status: Int = 400) throws {
        let body = try answer.json()
        #expect(answer.status == status && body["error"]?.string == error)
        for text in [body["message"], body["errors"]?[0]?["description"], body["error_description"]] {
            #expect(text?.string?.contains(words) == true, "\(answer.text)")
        }
        #expect(body["trackingId"]?.string == answer.header("TrackingId"))
    }

    @Test("a code gives tokens with the scopes that were granted, and so does their refresh")
    func exchange() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let answer = try await flow.exchange(try await flow.code()).json()
            #expect(answer["scope"] == "cjp:config_read spark:people_read" && answer["token_type"] == "Bearer")
            #expect(answer["expires_in"] == 1_209_599 && answer["refresh_token_expires_in"] == 7_775_999)
            let token = try #require(answer["access_token"]?.string)
            #expect(try await client.send("GET", path, token: token).status == 200)
            let refreshed = try await client.refresh(token: try #require(answer["refresh_token"]?.string)).json()
            #expect(refreshed["scope"] == "cjp:config_read spark:people_read")
            let stats = try await client.send("GET", "/_control/stats").json()
            #expect(stats["codes"] == 1 && stats["refreshes"] == 1)
        }
    }

    @Test("a code that is used twice costs the tokens it gave, and no others")
    func reuse() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let other = try await flow.token("cjp:user")
            let code = try await flow.code()
            let first = try await flow.exchange(code).json()
            let token = try #require(first["access_token"]?.string)
            let refreshToken = try #require(first["refresh_token"]?.string)
            let refreshed = try #require(try await client.refresh(token: refreshToken).json()["access_token"]?.string)
            try expect(try await flow.exchange(code), "invalid_grant", "used before")
            #expect(try await client.send("GET", path, token: token).status == 401)
            #expect(try await client.send("GET", path, token: refreshed).status == 401)
            #expect(try await client.refresh(token: refreshToken).status == 400)
            #expect(try await client.send("GET", path, token: other).status == 200)
            #expect(try await client.send("GET", path).status == 200)
        }
    }

    @Test("a code lapses after its time, and all do when they are told to")
    func lapse() async throws {
        let clock = TestClock()
        try await withSimulator({ $0.now = { clock.now } }) { client async throws in
            let flow = ConsentFlow(client: client)
            let (first, second) = (try await flow.code(), try await flow.code())
            clock.advance(seconds: 599)
            #expect(try await flow.exchange(first).status == 200)
            clock.advance(seconds: 1)
            try expect(try await flow.exchange(second), "invalid_grant", "lapsed")
            let third = try await flow.code()
            #expect(try await client.send("POST", "/_control/revoke?what=codes").status == 200)
            try expect(try await flow.exchange(third), "invalid_grant", "lapsed")
            #expect(try await client.send("GET", path).status == 200)
        }
    }

    @Test("a code is good only with what it was asked for with, and stays good when that was wrong")
    func binding() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let code = try await flow.code(["code_challenge": challenge, "code_challenge_method": "S256"])
            let app = client.ready.serviceApp
            let right: [String: String?] = ["code_verifier": verifier]
            try expect(try await flow.exchange("made up", right), "invalid_grant", "unknown")
            try expect(
                try await flow.exchange(code, right.merging(["client_secret": "wrong"]) { $1 }),
                "invalid_client",
                "client secret",
                status: 401
            )
            let foreign = ["client_id": app.clientID, "client_secret": app.clientSecret]
            try expect(try await flow.exchange(code, right.merging(foreign) { $1 }), "invalid_grant", "unknown")
            let slash = right.merging(["redirect_uri": ConsentFlow.redirectURI + "/"]) { $1 }
            try expect(try await flow.exchange(code, slash), "invalid_grant", "redirect_uri")
            try expect(try await flow.exchange(code), "invalid_grant", "code_verifier")
            try expect(try await flow.exchange(code, ["code_verifier": challenge]), "invalid_grant", "code_verifier")
            #expect(try await flow.exchange(code, right).status == 200)
        }
    }

    @Test(
        "SHA-256 gives what its authors say",
        arguments: [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
        ]
    )
    func sha256(count: Int, digits: String) {
        let hash = SHA256.of([UInt8](repeating: UInt8(ascii: "a"), count: count))
        #expect(hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == digits)
    }
}
