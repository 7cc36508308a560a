import Transfer

/// Gets a profile's first tokens: for a code, or from a pair that was handed over.
///
/// Saves nothing: what comes back is the caller's to keep. Safe to use from any task.
package struct SignIn: Sendable {
    private let profile: Profile
    private let transfer: Transfer
    private let clock: WallClock
    private let redaction: Redaction

    /// A way to sign in; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - profile: whose client signs in.
    ///   - transfer: made with the profile's CA file and proxy.
    ///   - redaction: learns every secret that is met.
    ///   - clock: the time from which the lives of tokens count.
    package init(profile: Profile, transfer: Transfer, redaction: Redaction, clock: WallClock = .system) {
        self.profile = profile
        self.transfer = transfer
        self.redaction = redaction
        self.clock = clock
    }

    /// Redeems the code of an answer.
    ///
    /// - Parameters:
    ///   - answer: what the browser brought.
    ///   - request: what it was sent out with.
    ///   - known: holds the client secret; tokens in it are replaced.
    /// - Returns: the new pair, with that client secret.
    /// - Throws: `signed_out` when code or client are refused, `unavailable` when the service cannot be reached.
    package func redeem(
        _ answer: AuthorizationAnswer,
        of request: AuthorizationRequest,
        with known: Credentials
    ) async throws(WebexError) -> Credentials {
        let grant = TokenEndpoint.Grant.code(
            answer.code,
            redirectURI: request.redirectURI,
            verifier: request.proof.verifier
        )
        // Of another sign-in nothing counts any more but the client's own secret.
        let client = Credentials(clientSecret: known.clientSecret, scope: request.scopes.joined(separator: " "))
        return try await endpoint.ask(grant, by: try self.client(known), into: client)
    }

    /// Tries a pair that was handed over by renewing it, which also tells how long it lasts.
    ///
    /// Without a refresh token there is nothing to try: it is taken as it is.
    /// - Throws: as `redeem`.
    package func verify(_ handed: Credentials) async throws(WebexError) -> Credentials {
        redaction.add(handed)
        if let text = handed.accessToken { _ = try AccessToken(text) }
        guard let refreshToken = handed.refreshToken else { return handed }
        let client = try client(handed)
        return try await endpoint.ask(.refresh(token: refreshToken), by: client, into: handed)
    }

    private var endpoint: TokenEndpoint {
        TokenEndpoint(profile: profile, transfer: transfer, clock: clock, redaction: redaction)
    }

    private func client(_ credentials: Credentials) throws(WebexError) -> TokenEndpoint.Client {
        guard let id = profile.clientID, let secret = credentials.clientSecret else {
            throw WebexError(
                .invalid,
                "profile \(profile.name) has no client \(profile.clientID == nil ? "id" : "secret")",
                hint: "the integration's page shows both; see patchbay help login"
            )
        }
        return TokenEndpoint.Client(id: id, secret: secret)
    }
}
