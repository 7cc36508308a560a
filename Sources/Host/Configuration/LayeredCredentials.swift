import Synchronization
import Webex

/// The credentials of a profile, with what it lacks filled in from the environment.
///
/// What came from the environment stays in memory: tokens renewed by a refresh token of the environment last for this
/// process, those renewed by the profile's own go to its store. Safe to call from any task.
package final class LayeredCredentials: CredentialStore {
    private let store: (any CredentialStore)?
    private let environment: Credentials
    private let renewed = Mutex<Credentials?>(nil)

    /// - Parameters:
    ///   - store: the profile's own credentials; nil for a profile that has none but the environment's.
    ///   - environment: what fills in.
    package init(store: (any CredentialStore)?, environment: Credentials) {
        self.store = store
        self.environment = environment
    }

    package func load() throws -> Credentials {
        let own = try store?.load() ?? Credentials()
        if own.refreshToken == nil, let renewed = renewed.withLock({ $0 }) { return renewed }
        var all = own
        all.clientSecret = own.clientSecret ?? environment.clientSecret
        // Whatever is known of a token belongs to that token.
        if own.refreshToken == nil {
            all.refreshToken = environment.refreshToken
            all.refreshTokenExpires = environment.refreshTokenExpires
        }
        if own.accessToken == nil {
            all.accessToken = environment.accessToken
            all.accessTokenIssued = environment.accessTokenIssued
            all.accessTokenExpires = environment.accessTokenExpires
        }
        if !ownsScope(own) { (all.scope, all.owner) = (environment.scope, environment.owner) }
        return all
    }

    package func save(_ credentials: Credentials) throws {
        let own = try store?.load() ?? Credentials()
        guard let store, own.refreshToken != nil else {
            renewed.withLock { $0 = credentials }
            return
        }
        var kept = credentials
        if own.clientSecret == nil, credentials.clientSecret == environment.clientSecret { kept.clientSecret = nil }
        if own.accessToken == nil, credentials.accessToken == environment.accessToken {
            (kept.accessToken, kept.accessTokenIssued, kept.accessTokenExpires) = (nil, nil, nil)
        }
        // They were hidden behind the environment's token; the profile's own refresh token grants them still.
        if !ownsScope(own) { (kept.scope, kept.owner) = (kept.scope ?? own.scope, kept.owner ?? own.owner) }
        try store.save(kept)
    }

    /// Whether the profile's scope and owner are those of the token that is used first.
    private func ownsScope(_ own: Credentials) -> Bool {
        own.accessToken != nil || own.refreshToken != nil && environment.accessToken == nil
    }

    /// Keeps off who else would renew the profile's own tokens; those of the environment are this process's alone.
    package func hold() async throws -> any CredentialHold {
        guard let store, try store.load().refreshToken != nil else { return SoleHold() }
        return try await store.hold()
    }
}
