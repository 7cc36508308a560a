/// One attempt to have a person grant a profile's client access: where the browser is sent, and what must come back.
///
/// The flow of the guides: the browser goes to `{authURL}/authorize`, the person signs in and consents, and the service
/// sends the browser to the registered redirect URI with a code. Isolation: a value.
package struct AuthorizationRequest: Sendable {
    package let profile: Profile
    /// The address that was registered, to the letter.
    package let redirectURI: String
    /// What is asked for, each once.
    package let scopes: [String]
    /// Ties the answer to this attempt.
    package let state: String
    let proof: ProofKey
    private let clientID: String

    /// A new attempt, with a state and a proof of its own.
    ///
    /// - Throws: `invalid` when the profile has no client id or no redirect URI.
    package init(profile: Profile, scopes: [String]) throws(WebexError) {
        guard let clientID = profile.clientID else { throw Self.lacking("client id", "client_id: …", profile) }
        guard let redirectURI = profile.redirectURI else {
            throw Self.lacking("redirect URI", "redirect_uri: … (as it was registered, to the letter)", profile)
        }
        self.profile = profile
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.scopes = scopes
        state = RandomText.make(bytes: 18)
        proof = ProofKey()
    }

    /// Where to send the browser.
    ///
    /// No secret: it holds the state and the public half of the proof.
    package var address: String {
        let fields = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("code_challenge", proof.challenge),
            ("code_challenge_method", "S256"),
        ]
        let query = fields.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        return "\(profile.authURL)/authorize?\(query)"
    }

    private static func lacking(_ what: String, _ line: String, _ profile: Profile) -> WebexError {
        WebexError(
            .invalid,
            "profile \(profile.name) has no \(what), and signing in needs it",
            hint: "write \(line) under the profile in config.yaml"
        )
    }
}
