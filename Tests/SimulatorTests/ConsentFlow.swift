import Foundation
import JSON
import Simulator
import Testing

/// The authorization code grant as a test walks through it, without a browser.
struct ConsentFlow {
    static let redirectURI = "https://example.com/callback"

    let client: SimulatorClient

    /// The fields of an authorize address, some of them changed or, when nil, left out.
    func fields(_ changes: [String: String?] = [:]) -> [String: String?] {
        let usual: [String: String?] = [
            "response_type": "code", "client_id": client.ready.clientID, "redirect_uri": Self.redirectURI,
            "scope": "cjp:config_read spark:people_read", "state": "s&1 é",
        ]
        return usual.merging(changes) { $1 }
    }

    /// The target of an authorize address.
    func target(_ changes: [String: String?] = [:]) throws -> String {
        "/v1/authorize?" + (try SimulatorClient.encoded(fields(changes)))
    }

    /// Where the browser would be sent.
    func location(_ changes: [String: String?] = [:]) async throws -> URLComponents {
        let answer = try await client.form("/_control/authorize", fields(changes))
        #expect(answer.status == 200, "\(answer.text)")
        let location = try #require(try answer.json()["location"]?.string)
        return try #require(URLComponents(string: location))
    }

    /// A code that was consented to.
    func code(_ changes: [String: String?] = [:]) async throws -> String {
        try #require(try await location(changes)["code"])
    }

    /// Exchanges a code, with some of the fields changed or, when nil, left out.
    func exchange(_ code: String, _ changes: [String: String?] = [:]) async throws -> TestAnswer {
        let usual: [String: String?] = [
            "grant_type": "authorization_code", "client_id": client.ready.clientID,
            "client_secret": client.ready.clientSecret, "code": code, "redirect_uri": Self.redirectURI,
        ]
        return try await client.form("\(client.ready.authURL)/access_token", usual.merging(changes) { $1 })
    }

    /// An access token with the scopes.
    func token(_ scopes: String, as person: String? = nil) async throws -> String {
        let code = try await code(["scope": scopes, "as": person])
        return try #require(try await exchange(code).json()["access_token"]?.string)
    }
}

extension URLComponents {
    /// The value of that name in the query, decoded.
    subscript(name: String) -> String? { queryItems?.first { $0.name == name }?.value }
}
