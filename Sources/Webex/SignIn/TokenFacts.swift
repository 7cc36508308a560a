/// What may be told of the tokens in use: no secret.
package struct TokenFacts: Sendable, Equatable {
    /// The scopes that were granted; nil when the service never said.
    package let scopes: GrantedScopes?
    /// When the refresh token lapses, in milliseconds since 1970; nil when that is not known, or there is none.
    package let signInLapses: Int64?
    /// Whether the service refused to renew the access token, which is good all the same.
    var isRenewalRefused = false

    /// The facts of these credentials.
    package init(_ credentials: Credentials = Credentials()) {
        scopes = credentials.scope.map(GrantedScopes.init)
        signInLapses = credentials.refreshToken == nil ? nil : credentials.refreshTokenExpires
    }

    /// What to tell a person while there is time: the service no longer renews the tokens, or fewer than 14 days of the
    /// sign-in are left; else nil.
    ///
    /// A sign-in lasts about 90 days after the last renewal, by the guides.
    package func warning(_ profile: Profile, now: Int64) -> String? {
        if isRenewalRefused {
            return "the sign-in of profile \(profile.name) cannot be renewed any more, and ends with its access token; "
                + profile.signInHint
        }
        guard let signInLapses, signInLapses - now < RenewalRule.warning else { return nil }
        let days = (signInLapses - now) / (24 * 3_600_000)
        let left = days < 1 ? "within a day" : days == 1 ? "in 1 day" : "in \(days) days"
        return "the sign-in of profile \(profile.name) lapses \(left); \(profile.signInHint)"
    }
}
