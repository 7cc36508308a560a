/// The access token that stands in a store, seen at one moment.
struct StoredToken {
    let credentials: Credentials
    /// Nil when there is none, or it is the one that the service refused.
    let token: AccessToken?
    /// Whether it is to be used as it is.
    let isGood: Bool

    /// - Throws: `signed_out` when what is stored is no token.
    init(_ credentials: Credentials, refused: AccessToken?, now: Int64) throws(WebexError) {
        self.credentials = credentials
        let stored = try credentials.accessToken.map { text throws(WebexError) in try AccessToken(text) }
        token = stored == refused ? nil : stored
        isGood =
            token != nil && now < RenewalRule.due(credentials)
            && !RenewalRule.isRefreshTokenShort(credentials, now: now)
    }

    /// Whether it has not lapsed yet.
    func holds(at time: Int64) -> Bool { token != nil && time < credentials.accessTokenExpires ?? .max }

    /// Whether another look at the store found the same tokens.
    func isSamePair(as other: StoredToken) -> Bool {
        credentials.accessToken == other.credentials.accessToken
            && credentials.refreshToken == other.credentials.refreshToken
            && credentials.clientSecret == other.credentials.clientSecret
    }
}
