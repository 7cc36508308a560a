import Host
import JSON
import Webex

/// What is known here of a profile's sign-in: no secret.
struct SignInStatus {
    let profile: Profile
    let credentials: Credentials
    /// Nil when nothing says yet which limit it shares.
    let allowance: Allowance?
    /// Milliseconds since 1970.
    let now: Int64

    /// Whether a run has what it needs to sign in: a token that is good, or the means to get one.
    var isSignedIn: Bool { isRenewable || credentials.accessToken != nil && !hasLapsed(credentials.accessTokenExpires) }

    /// What a person should know before a run fails of it.
    var warnings: [String] {
        guard isSignedIn else { return ["profile \(profile.name) is signed out; \(profile.signInHint)"] }
        if !isRenewable {
            return ["the access token cannot be renewed when it lapses; \(profile.signInHint)"]
        }
        return TokenFacts(credentials).warning(profile, now: now).map { [$0] } ?? []
    }

    /// One object, with null for what is not known.
    var json: JSONValue {
        func instant(_ time: Int64?) -> JSONValue { time.map(JSONValue.integer) ?? .null }
        let scopes = TokenFacts(credentials).scopes?.names.map(JSONValue.string)
        return [
            "profile": .string(profile.name),
            "signed_in": .bool(isSignedIn),
            "owner": credentials.owner.map(JSONValue.string) ?? .null,
            "organization": credentials.tokenOrganization.map(JSONValue.string) ?? .null,
            "cluster": credentials.tokenCluster.map(JSONValue.string) ?? .null,
            "api_url": .string(profile.apiURL),
            "auth_url": .string(profile.authURL),
            "scopes": scopes.map(JSONValue.array) ?? .null,
            "access_token_expires": instant(credentials.accessTokenExpires),
            "refresh_token_expires": instant(credentials.refreshTokenExpires),
            "renewable": .bool(isRenewable),
            "limit": .integer(Int64(profile.rateLimit)),
            "limit_left": allowance.flatMap(\.left).map { .integer(Int64($0)) } ?? .null,
            "held_until": instant(allowance?.heldUntil),
            "warnings": .array(warnings.map(JSONValue.string)),
        ]
    }

    /// A line a fact.
    var table: String {
        let rows: [(String, String)] = [
            ("profile", profile.name),
            ("signed in", isSignedIn ? "yes" : "no"),
            ("who", credentials.owner ?? (isSignedIn ? "not known (the scope spark:people_read tells)" : "-")),
            ("organisation", credentials.tokenOrganization ?? "-"),
            ("cluster", credentials.tokenCluster ?? "-"),
            ("api", profile.apiURL),
            ("scopes", TokenFacts(credentials).scopes.map { $0.names.joined(separator: " ") } ?? "not known"),
            ("access token", life(credentials.accessToken, credentials.accessTokenExpires)),
            ("refresh token", life(credentials.refreshToken, credentials.refreshTokenExpires)),
            ("requests left", requestsLeft),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0.0 + String(repeating: " ", count: width + 2 - $0.0.count) + $0.1 + "\n" }.joined()
    }

    private var isRenewable: Bool {
        credentials.refreshToken != nil && credentials.clientSecret != nil && profile.clientID != nil
            && !hasLapsed(credentials.refreshTokenExpires)
    }

    private func hasLapsed(_ end: Int64?) -> Bool { end.map { $0 <= now } ?? false }

    private func life(_ token: String?, _ end: Int64?) -> String {
        guard token != nil else { return "none" }
        guard let end else { return "lapses at a time that the service has not told yet" }
        guard end > now else { return "lapsed \(InstantText.minute(end))" }
        return "lapses \(InstantText.minute(end)), in \(Self.span(end - now))"
    }

    private var requestsLeft: String {
        guard profile.rateLimit > 0 else { return "any number" }
        let left =
            (allowance?.left).map { "\($0) of \(profile.rateLimit) in this minute" } ?? "\(profile.rateLimit) a minute"
        guard let until = allowance?.heldUntil else { return left }
        return "none before \(InstantText.minute(until)): the service asked for a pause"
    }

    /// The largest unit that is there once: `13 days`, `5 hours`.
    private static func span(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")]
        let (size, name) = units.first { milliseconds >= $0.0 } ?? (1000, "second")
        let count = milliseconds / size
        return "\(count) \(name)\(count == 1 ? "" : "s")"
    }
}
