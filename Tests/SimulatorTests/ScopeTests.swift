import Foundation
import JSON
import Simulator
import Testing

@Suite("Scopes, people and the service app")
struct ScopeTests {
    private let path = "/v1/tasks?from=1"

    private func requestTokens(
        _ client: SimulatorClient,
        application: String? = nil,
        token: String? = nil,
        _ changes: [String: String] = [:]
    ) async throws -> TestAnswer {
        let app = client.ready.serviceApp
        let usual = [
            "clientId": app.clientID, "clientSecret": app.clientSecret, "targetOrgId": client.ready.orgID,
        ]
        let fields = usual.merging(changes) { $1 }.map { #""\#($0.key)": "\#($0.value)""# }
        return try await client.send(
            "POST",
            "/v1/applications/\(application ?? app.applicationID)/token",
            headers: ["Content-Type": "application/json"],
            body: "{\(fields.joined(separator: ", "))}",
            token: token
        )
    }

    @Test("a call with none of the scopes it needs is refused without naming them")
    func missing() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let token = try await flow.token("spark:people_read")
            let answer = try await client.send("GET", path, token: token)
            #expect(answer.status == 403 && answer.header("TrackingId") != nil)
            #expect(try answer.json()["error"]?["message"]?[0]?["description"]?.string != nil)
            #expect(!answer.text.contains("cjp:"))
            for scope in ["cjp:user", "cjp:config_read", "cjp:config"] {
                #expect(try await client.send("GET", path, token: try await flow.token(scope)).status == 200)
            }
        }
    }

    @Test("the first tokens carry all scopes, and their refresh too")
    func all() async throws {
        try await withSimulator { client async throws in
            let scopes = try await client.refresh().json()["scope"]?.string?.split(separator: " ") ?? []
            for scope in [
                "cjp:config", "cjp:config_read", "cjp:config_write", "cjp:user", "spark:kms", "spark:people_read",
                "spark:applications_token", "spark-admin:recordings_read", "spark-admin:recordings_write",
            ] { #expect(scopes.contains(Substring(scope))) }
        }
    }

    @Test(
        "a person is told who they are",
        arguments: [
            (nil, "Ada Abbott"), ("agent00003@example.com", "Chidi Abbott"), ("agent*@example.com", "agent*"),
        ] as [(String?, String)]
    )
    func person(email: String?, name: String) async throws {
        try await withSimulator { client async throws in
            let token = try await ConsentFlow(client: client).token("spark:people_read", as: email)
            let me = try await client.send("GET", "/v1/people/me", token: token).json()
            #expect(me["emails"] == [.string(email ?? "agent00001@example.com")] && me["type"] == "person")
            #expect(me["displayName"]?.string == name)
            #expect(try decoded(me["id"]).hasPrefix("ciscospark://us/PEOPLE/"))
            #expect(try decoded(me["orgId"]) == "ciscospark://us/ORGANIZATION/" + client.ready.orgID)
        }
    }

    @Test("who may not read people is not told, and the requests are counted")
    func noPerson() async throws {
        try await withSimulator { client async throws in
            let token = try await ConsentFlow(client: client).token("cjp:config")
            let answer = try await client.send("GET", "/v1/people/me", token: token)
            #expect(answer.status == 403)
            #expect(try answer.json()["errors"]?[0]?["description"]?.string != nil && !answer.text.contains("spark:"))
            #expect(try await client.send("GET", "/v1/people/me", token: "made_up").status == 401)
            #expect(try await client.send("GET", "/v1/people/me").status == 200)
            #expect(try await client.send("GET", "/_control/stats").json()["requests"]?["people_me"] == 3)
        }
    }

    @Test("the service app's tokens are a machine's, and are refreshed with its own id and secret")
    func serviceApp() async throws {
        try await withSimulator { client async throws in
            let app = client.ready.serviceApp
            let answer = try await requestTokens(client)
            let fields = try answer.json()
            #expect(answer.status == 200 && fields["expires_in"] == 1_209_599)
            #expect(fields["refresh_token_expires_in"] == 7_775_999)
            let token = try #require(fields["access_token"]?.string)
            #expect(try await client.send("GET", path, token: token).status == 200)
            let me = try await client.send("GET", "/v1/people/me", token: token).json()
            #expect(me["type"] == "bot" && me["displayName"]?.string?.isEmpty == false)
            let refreshToken = try #require(fields["refresh_token"]?.string)
            #expect(try await client.refresh(token: refreshToken).status == 400)
            #expect(
                try await client.refresh(id: app.clientID, secret: app.clientSecret, token: refreshToken).status == 200
            )
            #expect(try await client.refresh(id: app.clientID, secret: app.clientSecret).status == 400)
            #expect(try await client.send("GET", "/_control/stats").json()["requests"]?["application_token"] == 1)
        }
    }

    @Test("the service app's tokens are for who may ask, knows its secret and names its org")
    func refusedServiceApp() async throws {
        try await withSimulator { client async throws in
            let encoded = try await client.send("GET", "/v1/people/me").json()["orgId"]?.string
            #expect(try await requestTokens(client, ["targetOrgId": try #require(encoded)]).status == 200)
            let reader = try await ConsentFlow(client: client).token("cjp:config spark:people_read")
            let app = try #require(try await requestTokens(client).json()["access_token"]?.string)
            for token in [reader, app] { #expect(try await requestTokens(client, token: token).status == 403) }
            #expect(try await requestTokens(client, token: "made_up").status == 401)
            #expect(try await requestTokens(client, application: "other").status == 404)
            #expect(try await requestTokens(client, ["clientSecret": client.ready.clientSecret]).status == 401)
            #expect(try await requestTokens(client, ["clientId": client.ready.clientID]).status == 401)
            #expect(try await requestTokens(client, ["targetOrgId": "elsewhere"]).status == 404)
        }
    }

    /// The text behind base64 without its padding.
    private func decoded(_ value: JSONValue?) throws -> String {
        let text = try #require(value?.string)
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return String(decoding: try #require(Data(base64Encoded: text + padding)), as: UTF8.self)
    }
}
