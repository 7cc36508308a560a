/// When tokens are renewed ahead of their end: pure, told what is known and what time it is.
///
/// Times are milliseconds since 1970 by this machine's clock, lives were counted from when a token came, so a clock that is
/// wrong but steady does no harm. One that was set back makes a lapsed token look good: the service's 401 tells.
enum RenewalRule {
    /// A token is renewed this long before it lapses, but never in the first three quarters of its life.
    static let margin: Int64 = 5 * 60_000
    /// A refresh token with less left than this is renewed by using it, so that a profile that runs seldom stays signed in.
    static let refreshMargin: Int64 = 30 * 24 * 3_600_000
    /// How old a pair must be before it is renewed for its refresh token's sake: where a use does not lengthen that
    /// token's life, every run would renew in vain.
    static let refreshPace: Int64 = 24 * 3_600_000
    /// With less left than this of the refresh token's life, a person is told.
    package static let warning: Int64 = 14 * 24 * 3_600_000

    /// From when on the access token should be renewed; `max` when its end is not known.
    static func due(_ credentials: Credentials) -> Int64 {
        guard let expires = credentials.accessTokenExpires else { return .max }
        guard let issued = credentials.accessTokenIssued, issued < expires else {
            return expires.saturatingAdd(-margin)
        }
        return expires - min(margin, (expires - issued) / 4)
    }

    /// Whether the pair should be renewed although its access token is good, since its refresh token nears its end.
    static func isRefreshTokenShort(_ credentials: Credentials, now: Int64) -> Bool {
        guard credentials.refreshToken != nil, let end = credentials.refreshTokenExpires else { return false }
        let age = credentials.accessTokenIssued.map { now - $0 } ?? .max
        return end - now < refreshMargin && age >= refreshPace
    }
}
