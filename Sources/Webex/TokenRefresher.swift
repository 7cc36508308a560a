import JSON
import Transfer

/// Asks the token endpoint for a new pair: a form POST to `{authURL}/access_token`.
///
/// The token endpoint does not count against the rate limit. Nothing of a request or an answer gets into an error but
/// the service's own description of what is wrong.
struct TokenRefresher: Sendable {
    let profile: Profile
    let transfer: Transfer
    let clock: WallClock

    /// How often a token endpoint that cannot be reached is asked.
    private static let tries = 3

    /// New credentials from old ones; what the answer does not mention stays.
    func refresh(_ credentials: Credentials) async throws(WebexError) -> Credentials {
        guard let refreshToken = credentials.refreshToken, let clientSecret = credentials.clientSecret,
            let clientID = profile.clientID
        else { throw signedOut(missing(in: credentials)) }
        if let end = credentials.refreshTokenExpires, end <= clock.now() {
            throw signedOut("its refresh token has lapsed too")
        }
        let form = [
            ("grant_type", "refresh_token"), ("client_id", clientID), ("client_secret", clientSecret),
            ("refresh_token", refreshToken),
        ]
        let body = form.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        let response = try await post(Array(body.utf8))
        guard response.status == 200 else {
            let said = hidden(credentials, in: response.body).map { ": \($0)" } ?? ""
            guard (400..<500).contains(response.status), response.status != 429 else {
                throw WebexError(
                    .unavailable,
                    "the token endpoint could not answer\(said)",
                    status: response.status,
                    hint: "try again later"
                )
            }
            throw signedOut("the service refused to renew it\(said)", status: response.status)
        }
        return try merged(credentials, with: response.body)
    }

    private func post(_ body: [UInt8]) async throws(WebexError) -> TransferResponse {
        let request = TransferRequest(
            method: "POST",
            url: profile.authURL + "/access_token",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
            ],
            body: body,
            timeout: 30_000
        )
        var attempt = 1
        while true {
            var failure: WebexError?
            do throws(TransferError) {
                let response = try await transfer.perform(request)
                if response.status < 500 || attempt == Self.tries { return response }
            } catch {
                failure = WebexError(error, operation: nil)
                if case .cancelled = error.kind { attempt = Self.tries }
                if case .tls = error.kind { attempt = Self.tries }
            }
            if let failure, attempt >= Self.tries { throw failure }
            do { try await clock.sleep(Int64(500 * attempt)) } catch {
                throw WebexError(.cancelled, "cancelled while waiting for the token endpoint")
            }
            attempt += 1
        }
    }

    private func merged(_ old: Credentials, with body: [UInt8]) throws(WebexError) -> Credentials {
        guard let answer = try? JSONValue(parsing: body), let access = answer["access_token"]?.string else {
            throw WebexError(
                .unavailable,
                "the token endpoint answered without an access token",
                hint: "check the auth address of the profile"
            )
        }
        let now = clock.now()
        var fresh = old
        fresh.accessToken = access
        fresh.accessTokenExpires = answer["expires_in"]?.lenientInteger.flatMap { Self.end(of: $0, from: now) }
        if let refresh = answer["refresh_token"]?.string { fresh.refreshToken = refresh }
        if let life = answer["refresh_token_expires_in"]?.lenientInteger {
            fresh.refreshTokenExpires = Self.end(of: life, from: now)
        }
        if let scope = answer["scope"]?.string { fresh.scope = scope }
        return fresh
    }

    private func missing(in credentials: Credentials) -> String {
        if credentials.accessToken == nil, credentials.refreshToken == nil { return "it holds no token" }
        var absent: [String] = []
        if credentials.refreshToken == nil { absent.append("refresh token") }
        if profile.clientID == nil { absent.append("client id") }
        if credentials.clientSecret == nil { absent.append("client secret") }
        return "its access token is no longer good and cannot be renewed without a \(absent.joined(separator: " and "))"
    }

    private func signedOut(_ why: String, status: Int? = nil) -> WebexError {
        WebexError(
            .signedOut,
            "profile \(profile.name) is signed out: \(why)",
            status: status,
            hint: TokenSource.signInHint
        )
    }

    /// The service's words without the secrets that were sent to it.
    private func hidden(_ credentials: Credentials, in body: [UInt8]) -> String? {
        let redaction = Redaction()
        redaction.add(credentials)
        return ErrorBody(redaction.applied(to: body)).message.map { redaction.applied(to: $0) }
    }

    /// When a life of that many seconds ends, in milliseconds since 1970.
    ///
    /// Nil for none at all: a fresh token that were taken for lapsed would be renewed with every call.
    private static func end(of seconds: Int64, from now: Int64) -> Int64? {
        seconds > 0 ? now + min(seconds, Int64(Int32.max)) * 1000 : nil
    }
}
