import JSON
import Synchronization
import Transfer

/// Gives the access token of a profile, and renews it when it lapses or is refused.
///
/// One renewal at a time in a process: all who need one wait for the same. Another process may have renewed meanwhile,
/// so the store is read again first. A renewed pair is saved before anybody uses it.
final class TokenSource: Sendable {
    /// A token that lapses within this time is renewed before it is used, in milliseconds.
    static let renewalMargin: Int64 = 5 * 60_000

    /// The way out of every signed-out state.
    static let signInHint =
        "set PATCHBAY_ACCESS_TOKEN, or PATCHBAY_REFRESH_TOKEN with PATCHBAY_CLIENT_ID and PATCHBAY_CLIENT_SECRET"

    private typealias Renewal = Result<AccessToken, WebexError>

    private struct State {
        var token: AccessToken?
        /// When `token` lapses, if the service said so.
        var expires: Int64?
        /// Those who wait for the renewal under way; empty when none is.
        var awaiting: [OneShot<Renewal>] = []
        /// The token whose renewal was tried ahead of time in vain; it is used to its end.
        var keptToItsEnd: AccessToken?
    }

    private let profile: Profile
    private let store: any CredentialStore
    private let refresher: TokenRefresher
    private let clock: WallClock
    private let redaction: Redaction
    private let state = Mutex(State())

    init(
        profile: Profile,
        store: any CredentialStore,
        transfer: Transfer,
        clock: WallClock,
        redaction: Redaction
    ) {
        self.profile = profile
        self.store = store
        self.clock = clock
        self.redaction = redaction
        refresher = TokenRefresher(profile: profile, transfer: transfer, clock: clock)
    }

    /// The token to use now; costs nothing while it is good.
    func token() async throws(WebexError) -> AccessToken {
        let now = clock.now()
        let good = state.withLock { state -> AccessToken? in
            guard let token = state.token else { return nil }
            let margin = token == state.keptToItsEnd ? 0 : Self.renewalMargin
            return (state.expires ?? .max) > now + margin ? token : nil
        }
        if let good { return good }
        return try await renewed(insteadOf: nil)
    }

    /// A token other than `refused`, which a call got 401 for.
    func token(insteadOf refused: AccessToken) async throws(WebexError) -> AccessToken {
        if let other = state.withLock({ $0.token == refused ? nil : $0.token }) { return other }
        return try await renewed(insteadOf: refused)
    }

    private func renewed(insteadOf refused: AccessToken?) async throws(WebexError) -> AccessToken {
        let awaited = OneShot<Renewal>()
        let starts = state.withLock { state in
            state.awaiting.append(awaited)
            return state.awaiting.count == 1
        }
        // In a task of its own: a caller that is cancelled must not take the renewal from the others.
        if starts { Task { await self.renew(insteadOf: refused) } }
        let cancelled = WebexError(.cancelled, "cancelled while the access token was renewed")
        return try await awaited.value(cancelled: .failure(cancelled)).get()
    }

    private func renew(insteadOf refused: AccessToken?) async {
        let result: Renewal
        do throws(WebexError) {
            result = .success(try await obtain(insteadOf: refused))
        } catch {
            result = .failure(error)
        }
        let awaiting = state.withLock { state in
            defer { state.awaiting = [] }
            return state.awaiting
        }
        for one in awaiting { one.resolve(result) }
    }

    /// Reads the store; what stands there is used when it is good, and renewed when it is not.
    private func obtain(insteadOf refused: AccessToken?) async throws(WebexError) -> AccessToken {
        let credentials = try load()
        redaction.add(credentials)
        let now = clock.now()
        let expires = credentials.accessTokenExpires
        let stored = try credentials.accessToken.map { text throws(WebexError) in try AccessToken(text) }
        if let stored, stored != refused, (expires ?? .max) > now + Self.renewalMargin {
            return keep(stored, expires: expires)
        }
        do throws(WebexError) {
            let fresh = try await refresher.refresh(credentials)
            redaction.add(fresh)
            let token = try AccessToken(fresh.accessToken ?? "")
            do { try store.save(fresh) } catch {
                // The new pair works, but the next process would not know it: told now, while the old one may still do.
                throw WebexError(
                    .unavailable,
                    "the renewed tokens could not be saved: \(error)",
                    hint: "check the folder of the configuration and its free space"
                )
            }
            return keep(token, expires: fresh.accessTokenExpires)
        } catch {
            // Ahead of time, a token endpoint that is down is no reason to stop work.
            guard let stored, stored != refused, (expires ?? .max) > now else { throw error }
            state.withLock { $0.keptToItsEnd = stored }
            return keep(stored, expires: expires)
        }
    }

    private func load() throws(WebexError) -> Credentials {
        do { return try store.load() } catch {
            throw WebexError(
                .signedOut,
                "the credentials of profile \(profile.name) cannot be read: \(error)",
                hint: Self.signInHint
            )
        }
    }

    private func keep(_ token: AccessToken, expires: Int64?) -> AccessToken {
        state.withLock { state in
            state.token = token
            state.expires = expires
        }
        return token
    }
}
