import JSON
import Transfer

/// The token endpoint of a profile, `{authURL}/access_token`: form in, JSON out.
///
/// It does not count against the rate limit. Nothing of a request or an answer gets into an error but the service's own
/// description of what is wrong, without the secrets in it.
struct TokenEndpoint: Sendable {
    /// What a pair of tokens is asked with.
    enum Grant: Sendable {
        case refresh(token: String)
        /// A code that the browser brought, the registered address it was sent to, and the proof that we asked for it.
        case code(String, redirectURI: String, verifier: String)
    }

    /// The client that asks.
    struct Client: Sendable {
        let id: String
        let secret: String
    }

    let profile: Profile
    let transfer: Transfer
    let clock: WallClock
    let redaction: Redaction
    /// Milliseconds for one try.
    var timeout = 30_000

    /// How often a token endpoint that cannot be reached is asked.
    private static let tries = 3
    /// Most bytes of an answer; a real one has a few thousand.
    private static let bodyLimit = 1 << 20

    /// A new pair of tokens, in what was known before: what the answer does not mention stays.
    ///
    /// - Throws: `signed_out` when the service refuses, `unavailable` when it could not be asked or made no sense.
    func ask(_ grant: Grant, by client: Client, into known: Credentials) async throws(WebexError) -> Credentials {
        redaction.add(client.secret)
        for secret in grant.secrets { redaction.add(secret) }
        let form = grant.fields + [("client_id", client.id), ("client_secret", client.secret)]
        let body = form.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        let request = TransferRequest(
            method: "POST",
            url: profile.authURL + "/access_token",
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: Array(body.utf8),
            timeout: timeout,
            mayBeResent: false,
            bodyLimit: Self.bodyLimit
        )
        let response = try await send(request, isRepeatable: grant.isRepeatable)
        guard response.status == 200 else {
            throw refusal(of: grant, response)
        }
        return try TokenAnswer(response.body, now: clock.now()).merged(into: known, redaction)
    }

    /// Sends a request to where tokens are given out, again when it cannot be reached or fails.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - isRepeatable: whether it may be sent again although the service may have done it already.
    /// - Returns: whatever the last try was answered, a failure of the service among it.
    /// - Throws: `unavailable` and its kin when no answer came.
    func send(_ request: TransferRequest, isRepeatable: Bool) async throws(WebexError) -> TransferResponse {
        var attempt = 1
        while true {
            var failure: WebexError?
            do throws(TransferError) {
                let response = try await transfer.perform(request)
                if response.status < 500 || attempt == Self.tries { return response }
            } catch {
                failure = WebexError(error, operation: nil)
                if case .tooLarge = error.kind {
                    failure?.message = "the token endpoint's answer is far too large"
                    failure?.hint = TokenAnswer.wrongAddress
                }
                if error.requestWasSent, !isRepeatable { attempt = Self.tries }
                switch error.kind {
                case .cancelled, .tls, .invalidRequest: attempt = Self.tries
                default: break
                }
            }
            if let failure, attempt >= Self.tries { throw failure }
            do { try await clock.sleep(Int64(500 * attempt)) } catch {
                throw WebexError(.cancelled, "cancelled while waiting for the token endpoint")
            }
            attempt += 1
        }
    }

    private func refusal(of grant: Grant, _ response: TransferResponse) -> WebexError {
        let refusal = OAuthRefusal(response, redaction)
        guard refusal.isFinal else {
            return WebexError(
                .unavailable,
                "the token endpoint could not answer\(refusal.words)",
                status: response.status,
                hint: response.status >= 500 || response.status == 429 ? "try again later" : TokenAnswer.wrongAddress
            )
        }
        if refusal.isOfClient {
            return WebexError(
                .signedOut,
                "the service does not accept the client id or the client secret of profile \(profile.name)"
                    + refusal.words,
                status: response.status,
                hint: profile.clientSecretHint
            )
        }
        switch grant {
        case .refresh:
            return WebexError(
                .signedOut,
                "profile \(profile.name) is signed out: the service refused to renew its access token\(refusal.words)",
                status: response.status,
                hint: profile.signInHint
            )
        case .code:
            return WebexError(
                .signedOut,
                "the service refused the code: it was used before, has lapsed, or belongs to another redirect URI"
                    + refusal.words,
                status: response.status,
                hint: "a code is good once and for a few minutes; \(profile.signInHint)"
            )
        }
    }
}

extension TokenEndpoint.Grant {
    fileprivate var fields: [(String, String)] {
        switch self {
        case .refresh(let token): [("grant_type", "refresh_token"), ("refresh_token", token)]
        case .code(let code, let redirectURI, let verifier):
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
                ("code_verifier", verifier),
            ]
        }
    }

    /// A code is good once: sent a second time, the service may take it for stolen and end what it gave for it.
    fileprivate var isRepeatable: Bool { if case .refresh = self { true } else { false } }

    fileprivate var secrets: [String] {
        switch self {
        case .refresh(let token): [token]
        case .code(let code, _, let verifier): [code, verifier]
        }
    }
}
