import Synchronization

/// Who may ask for what: the client, its tokens, and how long each is good for.
///
/// Safe to call from any task.
final class TokenDesk: Sendable {
    /// Why a token is not given out.
    enum Refusal: Error, Equatable {
        /// The client id or secret is wrong.
        case unknownClient
        /// The refresh token is wrong, revoked or lapsed.
        case unusableToken
    }

    /// What a refresh gives: the two tokens and the seconds each lives from now.
    struct Grant: Sendable {
        let accessToken: String
        let accessSeconds: Int
        let refreshToken: String
        let refreshSeconds: Int
    }

    private struct State {
        /// Access tokens and when they lapse, in milliseconds since 1970.
        var access: [String: Int64] = [:]
        var refresh: [String: Int64] = [:]
        var issued = 0
    }

    static let scope = "cjp:config cjp:config_read cjp:config_write cjp:user spark:kms spark-admin:recordings_read"
    private static let refreshSeconds = 7_775_999

    let clientID: String
    let clientSecret: String
    private let hash: SeededHash
    private let orgID: String
    private let accessSeconds: Int
    private let state = Mutex(State())

    init(hash: SeededHash, orgID: String, accessSeconds: Int) {
        self.hash = hash
        self.orgID = orgID
        self.accessSeconds = accessSeconds
        clientID = "C" + Self.digits(hash, 0)
        clientSecret = Self.digits(hash, 1)
    }

    /// The first pair of tokens, as a person would be handed them.
    func issue(now: Int64) -> Grant {
        state.withLock { state in
            let refresh = token(&state)
            state.refresh[refresh] = now + Int64(Self.refreshSeconds) * 1000
            return grant(&state, refresh, now: now)
        }
    }

    /// Gives a new access token for a refresh token, and renews the refresh token's life.
    ///
    /// Older access tokens stay good.
    func refresh(
        clientID: String,
        clientSecret: String,
        refreshToken: String,
        now: Int64
    ) throws(Refusal) -> Grant {
        guard clientID == self.clientID, clientSecret == self.clientSecret else { throw .unknownClient }
        let grant: Grant? = state.withLock { state in
            guard let lapses = state.refresh[refreshToken], now < lapses else { return nil }
            state.refresh[refreshToken] = now + Int64(Self.refreshSeconds) * 1000
            return self.grant(&state, refreshToken, now: now)
        }
        guard let grant else { throw .unusableToken }
        return grant
    }

    /// Whether an access token is good at the time `now`.
    func accepts(_ accessToken: some StringProtocol, now: Int64) -> Bool {
        state.withLock { state in state.access[String(accessToken)].map { now < $0 } ?? false }
    }

    /// Makes one access token worthless.
    func revoke(_ accessToken: some StringProtocol) { state.withLock { $0.access[String(accessToken)] = nil } }

    /// Makes all access tokens worthless at once.
    func revokeAccess() { state.withLock { $0.access = [:] } }

    /// Makes all refresh tokens worthless at once.
    func revokeRefresh() { state.withLock { $0.refresh = [:] } }

    private func grant(_ state: inout State, _ refreshToken: String, now: Int64) -> Grant {
        let access = token(&state)
        state.access[access] = now + Int64(accessSeconds) * 1000
        return Grant(
            accessToken: access,
            accessSeconds: accessSeconds,
            refreshToken: refreshToken,
            refreshSeconds: Self.refreshSeconds
        )
    }

    /// A new token: random, cluster and org.
    ///
    /// The random part holds a `_` too, as it may at the service.
    private func token(_ state: inout State) -> String {
        state.issued += 1
        return "\(Self.digits(hash, 2 * state.issued))_\(Self.digits(hash, 2 * state.issued + 1))_P0S1_\(orgID)"
    }

    private static func digits(_ hash: SeededHash, _ index: Int) -> String {
        (0..<2).map { use in
            let text = String(hash.number(.token, index, use: UInt64(use)), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
