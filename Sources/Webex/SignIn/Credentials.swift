/// What a profile signs in with.
///
/// It stays in the host: never in a frame to a worker, a log line or an error.
package struct Credentials: Sendable, Equatable {
    package var clientSecret: String?
    package var accessToken: String?
    package var refreshToken: String?
    /// When the access token was issued, in milliseconds since 1970 by this machine's clock; nil when that is not known.
    package var accessTokenIssued: Int64?
    /// When the access token lapses, in milliseconds since 1970; nil when the service was never asked.
    package var accessTokenExpires: Int64?
    /// When the refresh token lapses, in milliseconds since 1970.
    package var refreshTokenExpires: Int64?
    /// The scopes that were granted, separated by spaces, as the token endpoint said them; nil when it never did.
    package var scope: String?
    /// Who granted them, as people know that person or machine account: an e-mail or a name; nil when it is not known.
    package var owner: String?

    package init(
        clientSecret: String? = nil,
        accessToken: String? = nil,
        refreshToken: String? = nil,
        accessTokenIssued: Int64? = nil,
        accessTokenExpires: Int64? = nil,
        refreshTokenExpires: Int64? = nil,
        scope: String? = nil,
        owner: String? = nil
    ) {
        self.clientSecret = clientSecret
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.accessTokenIssued = accessTokenIssued
        self.accessTokenExpires = accessTokenExpires
        self.refreshTokenExpires = refreshTokenExpires
        self.scope = scope
        self.owner = owner
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says which secrets are there, never what they are, so that printing one by mistake tells nothing.
    package var description: String {
        let held = [("client secret", clientSecret), ("access token", accessToken), ("refresh token", refreshToken)]
        return "Credentials(" + held.filter { $0.1 != nil }.map(\.0).joined(separator: ", ") + ")"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
