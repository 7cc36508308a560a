import Synchronization

/// Who may ask for what: the clients, their codes and tokens, and how long each is good for.
///
/// Safe to call from any task.
final class TokenDesk: Sendable {
    /// Why a token is not given out.
    enum Refusal: Error {
        /// The client id or secret is wrong.
        case unknownClient
        /// The refresh token is wrong, revoked, lapsed or another client's.
        case unusableToken
        case unusableCode(CodeBook.Refusal)
    }

    /// What a sign-in or a refresh gives: the two tokens, the seconds each lives from now, and what they are good for.
    struct Grant: Sendable {
        let accessToken: String
        let accessSeconds: Int
        let refreshToken: String
        let refreshSeconds: Int
        let scopes: [String]
    }

    /// What a token stands for, and when it lapses in milliseconds since 1970.
    private struct Issued {
        let authorization: Authorization
        let lapses: Int64
    }

    private struct State {
        var access: [String: Issued] = [:]
        var refresh: [String: Issued] = [:]
        var codes = CodeBook()
        /// Tokens, codes and authorizations so far, from which the next is made.
        var issued = 0
        var refreshes = 0
    }

    let integration: SignInClient
    let serviceApp: SignInClient
    private let hash: SeededHash
    private let orgID: String
    private let options: SimulatorOptions
    private let state = Mutex(State())

    init(hash: SeededHash, orgID: String, options: SimulatorOptions) {
        self.hash = hash
        self.orgID = orgID
        self.options = options
        integration = SignInClient(
            name: "Simulated integration",
            id: "C" + Self.digits(hash, 0),
            secret: Self.digits(hash, 1),
            scopes: Scope.ofIntegration
        )
        serviceApp = SignInClient(
            name: "Simulated service app",
            id: "C" + Self.digits(hash, -1),
            secret: Self.digits(hash, -2),
            scopes: Scope.ofServiceApp
        )
    }

    /// How many refreshes gave a token, and how many codes were issued.
    var counts: (refreshes: Int, codes: Int) { state.withLock { ($0.refreshes, $0.codes.count) } }

    /// A pair of tokens with all that a client is registered for, as somebody would be handed them.
    ///
    /// - Parameters:
    ///   - client: whose tokens they are.
    ///   - person: the e-mail address of who granted it; nil for a machine account.
    ///   - now: milliseconds since 1970.
    /// - Returns: the tokens.
    func issue(_ client: SignInClient, person: String?, now: Int64) -> Grant {
        state.withLock { state in
            let authorization = Authorization(
                number: Self.next(&state),
                clientID: client.id,
                scopes: client.scopes.map(\.name),
                person: person
            )
            return grant(&state, authorization, now: now)
        }
    }

    /// A code for what a person consented to.
    func code(for request: AuthorizeRequest, person: String, now: Int64) -> String {
        state.withLock { state in
            let number = Self.next(&state)
            let text = Self.digits(hash, 2 * number) + Self.digits(hash, 2 * number + 1)
            let code = CodeBook.Code(
                clientID: request.client.id,
                redirectURI: request.redirectURI,
                challenge: request.challenge,
                authorization: Authorization(
                    number: number,
                    clientID: request.client.id,
                    scopes: request.scopes,
                    person: person
                ),
                lapses: now + Int64(options.codeSeconds) * 1000
            )
            state.codes.add(code, as: text)
            return text
        }
    }

    /// Gives tokens for a code; a code that was used before costs the tokens that it gave then.
    func exchange(
        _ code: String,
        clientID: String,
        clientSecret: String,
        redirectURI: String,
        verifier: String?,
        now: Int64
    ) throws(Refusal) -> Grant {
        let client = try client(clientID, clientSecret)
        return try state.withLock { state throws(Refusal) in
            do throws(CodeBook.Refusal) {
                let authorization = try state.codes.use(
                    code,
                    clientID: client.id,
                    redirectURI: redirectURI,
                    verifier: verifier,
                    now: now
                )
                return grant(&state, authorization, now: now)
            } catch {
                if case .used(let authorization) = error {
                    state.access = state.access.filter { $0.value.authorization.number != authorization.number }
                    state.refresh = state.refresh.filter { $0.value.authorization.number != authorization.number }
                }
                throw .unusableCode(error)
            }
        }
    }

    /// Gives a new access token for a refresh token, which lives anew or is replaced by another.
    ///
    /// Older access tokens stay good.
    func refresh(
        _ refreshToken: String,
        clientID: String,
        clientSecret: String,
        now: Int64
    ) throws(Refusal) -> Grant {
        let client = try client(clientID, clientSecret)
        let grant: Grant? = state.withLock { state in
            guard let issued = state.refresh[refreshToken], now < issued.lapses,
                issued.authorization.clientID == client.id
            else { return nil }
            state.refreshes += 1
            if options.rotatesRefreshTokens { state.refresh[refreshToken] = nil }
            let kept = options.rotatesRefreshTokens ? nil : refreshToken
            return self.grant(&state, issued.authorization, refreshToken: kept, now: now)
        }
        guard let grant else { throw .unusableToken }
        return grant
    }

    /// What an access token is good for at the time `now`; nil when it is good for nothing.
    func authorization(of accessToken: some StringProtocol, now: Int64) -> Authorization? {
        state.withLock { state in
            state.access[String(accessToken)].flatMap { now < $0.lapses ? $0.authorization : nil }
        }
    }

    /// Makes one access token worthless.
    func revoke(_ accessToken: some StringProtocol) { state.withLock { $0.access[String(accessToken)] = nil } }

    /// Makes all access tokens worthless at once.
    func revokeAccess() { state.withLock { $0.access = [:] } }

    /// Makes all refresh tokens worthless at once.
    func revokeRefresh() { state.withLock { $0.refresh = [:] } }

    /// Makes all codes lapse at once.
    func revokeCodes() { state.withLock { $0.codes.expireAll() } }

    private func client(_ id: String, _ secret: String) throws(Refusal) -> SignInClient {
        guard let client = [integration, serviceApp].first(where: { $0.isKnown(by: id, secret) }) else {
            throw .unknownClient
        }
        return client
    }

    /// A new access token, beside the refresh token there is or a new one.
    private func grant(
        _ state: inout State,
        _ authorization: Authorization,
        refreshToken: String? = nil,
        now: Int64
    ) -> Grant {
        let refresh = refreshToken ?? token(&state)
        let access = token(&state)
        let (accessSeconds, refreshSeconds) = (options.accessTokenSeconds, options.refreshTokenSeconds)
        state.refresh[refresh] = Issued(authorization: authorization, lapses: now + Int64(refreshSeconds) * 1000)
        state.access[access] = Issued(authorization: authorization, lapses: now + Int64(accessSeconds) * 1000)
        return Grant(
            accessToken: access,
            accessSeconds: accessSeconds,
            refreshToken: refresh,
            refreshSeconds: refreshSeconds,
            scopes: authorization.scopes
        )
    }

    /// A new token: random, cluster and org.
    ///
    /// The random part holds a `_` too, as it may at the service.
    private func token(_ state: inout State) -> String {
        let number = Self.next(&state)
        return "\(Self.digits(hash, 2 * number))_\(Self.digits(hash, 2 * number + 1))_P0S1_\(orgID)"
    }

    private static func next(_ state: inout State) -> Int {
        state.issued += 1
        return state.issued
    }

    private static func digits(_ hash: SeededHash, _ index: Int) -> String {
        (0..<2).map { use in
            let text = String(hash.number(.token, index, use: UInt64(use)), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
