/// What may be told of the tokens in use: no secret.
package struct TokenFacts: Sendable, Equatable {
    /// The scopes that were granted; nil when the service never said.
    package let scopes: GrantedScopes?
    /// When the refresh token lapses, in milliseconds since 1970; nil when that is not known, or there is none.
    package let signInLapses: Int64?

    /// The facts of these credentials.
    package init(_ credentials: Credentials = Credentials()) {
        scopes = credentials.scope.map(GrantedScopes.init)
        signInLapses = credentials.refreshToken == nil ? nil : credentials.refreshTokenExpires
    }

    /// Whole days that are left of the sign-in, when they are fewer than 14; else nil.
    ///
    /// A service app's and a person's sign-in both last about 90 days after the last renewal, by the guides.
    package func daysToWarnOf(now: Int64) -> Int64? {
        guard let signInLapses, signInLapses - now < RenewalRule.warning else { return nil }
        return max(0, (signInLapses - now) / (24 * 3_600_000))
    }
}
