import Synchronization
import Transfer

/// Gives the access token of a profile, and renews it when it lapses or is refused.
///
/// One renewal at a time for all coroutines, and for all processes that share the store: who renews holds the store, reads
/// it again, and finds what the one before has left. A renewed pair is saved before anybody uses it. Killed on the way, or
/// with a disk that fails, the pair before stays in the store, and is good for another try, unless the service ended it
/// when it gave the pair that nobody saved: then there is no way but to sign in again.
final class TokenSource: Sendable {
    private typealias Renewal = Result<AccessToken, WebexError>

    private struct State {
        var token: AccessToken?
        /// From when on `token` is to be renewed, and when it lapses.
        var due: Int64 = .max
        var expires: Int64 = .max
        /// The latest token that this process renewed itself.
        var renewed: AccessToken?
        /// What was kept when `token` was read, but for the secrets.
        var facts = TokenFacts()
        /// Those who wait for the renewal under way; empty when none is.
        var awaiting: [OneShot<Renewal>] = []
        /// The token whose renewal was tried ahead of time in vain; it is used to its end.
        var keptToItsEnd: AccessToken?
        /// A pair that the service gave and the store could not take: the old one may be worthless by now.
        var unsaved: (fresh: Credentials, replaces: Credentials)?
    }

    private let profile: Profile
    private let store: any CredentialStore
    private let endpoint: TokenEndpoint
    private let clock: WallClock
    private let redaction: Redaction
    private let state = Mutex(State())

    init(
        profile: Profile,
        store: any CredentialStore,
        transfer: Transfer,
        clock: WallClock,
        redaction: Redaction,
        tryTimeout: Int64
    ) {
        self.profile = profile
        self.store = store
        self.clock = clock
        self.redaction = redaction
        var endpoint = TokenEndpoint(profile: profile, transfer: transfer, clock: clock, redaction: redaction)
        endpoint.timeout = Int(min(Int64(endpoint.timeout), tryTimeout))
        self.endpoint = endpoint
    }

    /// What is known of the tokens in use; nothing before the first was asked for.
    var facts: TokenFacts { state.withLock { $0.facts } }

    /// Whether this process got the token from the service, and none after it.
    func hasRenewed(_ token: AccessToken) -> Bool { state.withLock { $0.renewed == token } }

    /// The organisation of the token in the store, good or not; nil when none can be read.
    var storedOrganization: String? { (try? load())?.tokenOrganization }

    /// The token to use now; costs nothing while it is good.
    func token() async throws(WebexError) -> AccessToken {
        let now = clock.now()
        let good = state.withLock { state -> AccessToken? in
            guard let token = state.token else { return nil }
            return now < (token == state.keptToItsEnd ? state.expires : state.due) ? token : nil
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

    /// What stands in the store is used when it is good; when it is not, it is renewed by one process for all.
    private func obtain(insteadOf refused: AccessToken?) async throws(WebexError) -> AccessToken {
        // Most often it is good: then nobody need wait for anybody.
        let stored = try StoredToken(load(), refused: refused, now: clock.now())
        if stored.isGood, let token = stored.token { return keep(token, stored.credentials) }
        do throws(WebexError) {
            return try await renewForAll(insteadOf: refused)
        } catch {
            // Ahead of time, a token endpoint that is down is no reason to stop work.
            guard let token = stored.token, stored.holds(at: clock.now()) else { throw error }
            let kept = keep(token, stored.credentials)
            state.withLock { state in
                state.keptToItsEnd = token
                // Nobody would know before that end, and then all runs fail at once.
                state.facts.isRenewalRefused = error.kind == .signedOut
            }
            return kept
        }
    }

    private func renewForAll(insteadOf refused: AccessToken?) async throws(WebexError) -> AccessToken {
        let hold: any CredentialHold
        do { hold = try await store.hold() } catch {
            throw WebexError(.unavailable, "the tokens of profile \(profile.name) cannot be renewed: \(error)")
        }
        defer { hold.release() }
        try saveLeftover()
        var stored = try StoredToken(load(), refused: refused, now: clock.now())
        while true {
            if stored.isGood, let token = stored.token { return keep(token, stored.credentials) }
            let fresh: Credentials
            do throws(WebexError) {
                fresh = try await renew(stored.credentials)
            } catch {
                // Whoever changed the store without holding it, such as a backup that was put back: what it left is tried
                // before giving up.
                let now = try StoredToken(load(), refused: refused, now: clock.now())
                guard error.kind == .signedOut, !now.isSamePair(as: stored) else { throw error }
                stored = now
                continue
            }
            try save(fresh, replacing: stored.credentials)
            let token = try AccessToken(fresh.accessToken ?? "")
            state.withLock { $0.renewed = token }
            return keep(token, fresh)
        }
    }

    private func renew(_ credentials: Credentials) async throws(WebexError) -> Credentials {
        guard let refreshToken = credentials.refreshToken, let secret = credentials.clientSecret,
            let id = profile.clientID
        else {
            throw WebexError(
                .signedOut,
                "profile \(profile.name) is signed out: \(Self.missing(credentials, profile))",
                hint: profile.signInHint
            )
        }
        let client = TokenEndpoint.Client(id: id, secret: secret)
        return try await endpoint.ask(.refresh(token: refreshToken), by: client, into: credentials)
    }

    /// Saves a pair durably; it is remembered when it cannot be, and saved first thing when renewal is tried again.
    private func save(_ fresh: Credentials, replacing old: Credentials) throws(WebexError) {
        do {
            try store.save(fresh)
            state.withLock { $0.unsaved = nil }
        } catch {
            state.withLock { $0.unsaved = (fresh, old) }
            // The new pair works, but the next process would not know it: told now, while the old one may still do.
            throw WebexError(
                .unavailable,
                "the renewed tokens could not be saved: \(error)",
                hint: "check the state folder and its free space"
            )
        }
    }

    private func saveLeftover() throws(WebexError) {
        guard let (fresh, old) = state.withLock({ $0.unsaved }) else { return }
        guard try load() == old else {
            state.withLock { $0.unsaved = nil }
            return
        }
        try save(fresh, replacing: old)
    }

    private func load() throws(WebexError) -> Credentials {
        do {
            let credentials = try store.load()
            redaction.add(credentials)
            return credentials
        } catch {
            throw WebexError(.signedOut, "the credentials of profile \(profile.name) cannot be read: \(error)")
        }
    }

    private func keep(_ token: AccessToken, _ credentials: Credentials) -> AccessToken {
        state.withLock { state in
            state.token = token
            state.due = RenewalRule.due(credentials)
            state.expires = credentials.accessTokenExpires ?? .max
            state.facts = TokenFacts(credentials)
        }
        return token
    }

    private static func missing(_ credentials: Credentials, _ profile: Profile) -> String {
        if credentials.accessToken == nil, credentials.refreshToken == nil { return "it holds no token" }
        var absent: [String] = []
        if credentials.refreshToken == nil { absent.append("refresh token") }
        if profile.clientID == nil { absent.append("client id") }
        if credentials.clientSecret == nil { absent.append("client secret") }
        return "its access token is no longer good and cannot be renewed without a \(absent.joined(separator: " and "))"
    }
}
