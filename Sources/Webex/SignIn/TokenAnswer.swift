import JSON

/// What the token endpoint says when it gives out tokens.
///
/// Lives are in seconds and read, never assumed: the guides' examples of `refresh_token_expires_in` differ by weeks.
struct TokenAnswer {
    /// What answers but not as the service does, most often is another's.
    static let wrongAddress = "is this the address of sign-in? see auth_url of the profile, and any proxy between"

    private let answer: JSONValue
    private let accessToken: String
    private let now: Int64

    /// - Parameters:
    ///   - body: what the endpoint said.
    ///   - now: when it came, in milliseconds since 1970; lives count from then.
    /// - Throws: `unavailable` when no access token is in it, as when a proxy's page came with status 200.
    init(_ body: [UInt8], now: Int64) throws(WebexError) {
        guard let answer = try? JSONValue(parsing: body), let access = answer["access_token"]?.string else {
            throw WebexError(
                .unavailable,
                "the token endpoint answered without an access token",
                hint: Self.wrongAddress
            )
        }
        self.answer = answer
        self.now = now
        accessToken = access
    }

    /// The new tokens in what was known before: whatever refresh token is returned counts from now on, and one that is
    /// not returned stays.
    func merged(into known: Credentials, _ redaction: Redaction) throws(WebexError) -> Credentials {
        var fresh = known
        fresh.accessToken = accessToken
        fresh.accessTokenIssued = now
        fresh.accessTokenExpires = end("expires_in")
        if let refresh = answer["refresh_token"]?.string, !refresh.isEmpty { fresh.refreshToken = refresh }
        if answer["refresh_token_expires_in"] != nil { fresh.refreshTokenExpires = end("refresh_token_expires_in") }
        if let scope = answer["scope"]?.string, !scope.isEmpty { fresh.scope = scope }
        redaction.add(fresh)
        // What is no token must not replace one.
        guard (try? AccessToken(accessToken)) != nil else {
            throw WebexError(
                .unavailable,
                "the token endpoint answered with something that is no access token",
                hint: Self.wrongAddress
            )
        }
        return fresh
    }

    /// When a life ends, in milliseconds since 1970.
    ///
    /// Nil for none at all: a fresh token that were taken for lapsed would be renewed with every call.
    private func end(_ name: String) -> Int64? {
        guard let seconds = answer[name]?.lenientInteger, seconds > 0 else { return nil }
        return now + min(seconds, Int64(Int32.max)) * 1000
    }
}
