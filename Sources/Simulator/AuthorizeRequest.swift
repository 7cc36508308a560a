/// What a client sends a person's browser with: who it is, what it asks for, and where the answer goes.
struct AuthorizeRequest: Sendable {
    /// Why nothing can be granted.
    enum Refusal: Error {
        /// The person is told, because nobody can be trusted to be at the redirect address.
        case shown(String)
        /// The client is told, by sending the browser to this address.
        case sentBack(String)
    }

    let client: SignInClient
    /// The redirect address as it was written.
    let redirectURI: String
    let scopes: [String]
    /// What the client wants back; nil when it sent none.
    let state: String?
    /// The PKCE challenge; nil when it sent none.
    let challenge: String?

    /// Reads the fields of an authorize address, or of the consent page's form, which has the same.
    ///
    /// - Parameters:
    ///   - fields: the query or the body.
    ///   - client: the one that may ask.
    ///   - redirectURIs: the addresses it is registered with; any is good when there are none.
    /// - Throws: why nothing can be granted.
    init(_ fields: FormFields, client: SignInClient, redirectURIs: [String]) throws(Refusal) {
        guard fields["client_id"] == client.id else { throw .shown("No integration has this client_id.") }
        guard let redirectURI = fields["redirect_uri"], Self.isAddress(redirectURI),
            redirectURIs.isEmpty || redirectURIs.contains(redirectURI)
        else {
            throw .shown("The integration is not registered with this redirect_uri.")
        }
        guard fields["response_type"] == "code" else { throw .shown("The response_type must be code.") }
        self.client = client
        self.redirectURI = redirectURI
        state = fields["state"]
        challenge = fields["code_challenge"]
        var scopes: [String] = []
        for scope in (fields["scope"] ?? "").split(separator: " ").map(String.init) where !scopes.contains(scope) {
            scopes.append(scope)
        }
        self.scopes = scopes
        guard challenge == nil || fields["code_challenge_method"] == "S256" else {
            throw sentBack("invalid_request", "the code_challenge_method must be S256")
        }
        guard !scopes.isEmpty else { throw sentBack("invalid_scope", "no scope is asked for") }
        if let unknown = scopes.first(where: { scope in !client.scopes.contains { $0.name == scope } }) {
            throw sentBack("invalid_scope", "the integration is not registered for the scope \(unknown)")
        }
    }

    /// The fields of the authorize address that has the same meaning.
    var fields: [(name: String, value: String)] {
        let fields: [(name: String, value: String?)] = [
            ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirectURI),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", challenge.map { _ in "S256" }),
        ]
        return fields.compactMap { field in field.value.map { (field.name, $0) } }
    }

    /// The redirect address with the answer in its query, and the state that the client sent.
    func location(_ answer: [(name: String, value: String)]) -> String {
        let fields = (answer + [state.map { (name: "state", value: $0) }].compactMap(\.self))
            .map { "\($0.name)=\(FormFields.encoded($0.value))" }
        return redirectURI + (redirectURI.contains("?") ? "&" : "?") + fields.joined(separator: "&")
    }

    /// The refusal that tells the client, in OAuth's words and in plain ones.
    func sentBack(_ error: String, _ description: String) -> Refusal {
        .sentBack(location([("error", error), ("error_description", description)]))
    }

    /// Whether a browser can be sent there: an absolute address of visible ASCII, without a fragment.
    private static func isAddress(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        guard isPlain, let colon = text.firstIndex(of: ":") else { return false }
        return colon != text.startIndex && text[text.index(after: colon)...].hasPrefix("/")
    }
}
