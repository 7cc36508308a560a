/// One of the things that customers are sent to sign in with.
enum CredentialField: CaseIterable {
    case clientID, clientSecret, organizationID, accessToken, refreshToken
    case expiresIn, refreshTokenExpiresIn, scope, apiURL, authURL, redirectURI

    /// As messages name it, whatever it was called where it was found.
    var label: String {
        switch self {
        case .clientID: "Client ID"
        case .clientSecret: "Client Secret"
        case .organizationID: "Organization ID"
        case .accessToken: "Access Token"
        case .refreshToken: "Refresh Token"
        case .expiresIn: "Expires in"
        case .refreshTokenExpiresIn: "Refresh Token Expires in"
        case .scope: "Scope"
        case .apiURL: "API URL"
        case .authURL: "Auth URL"
        case .redirectURI: "Redirect URI"
        }
    }

    /// What it is called, in small letters with nothing between the words.
    private var spellings: [String] {
        switch self {
        case .clientID: ["clientid"]
        case .clientSecret: ["clientsecret"]
        case .organizationID: ["organizationid", "organisationid", "orgid", "targetorgid"]
        case .accessToken: ["accesstoken", "bearertoken"]
        case .refreshToken: ["refreshtoken"]
        case .expiresIn: ["expiresin", "accesstokenexpiresin"]
        case .refreshTokenExpiresIn: ["refreshtokenexpiresin"]
        case .scope: ["scope", "scopes"]
        case .apiURL: ["apiurl"]
        case .authURL: ["authurl"]
        case .redirectURI: ["redirecturi", "redirecturl"]
        }
    }

    /// The longest spelling first, so that none is taken for the beginning of another.
    static let bySpelling = allCases.flatMap { field in field.spellings.map { (letters: Array($0), field: field) } }
        .sorted { $0.letters.count > $1.letters.count }

    /// Whether it must stay secret.
    var isSecret: Bool { self == .clientSecret || isToken }

    var isToken: Bool { self == .accessToken || self == .refreshToken }

    /// The field that a key of JSON names; nil for any other.
    init?(key: String) {
        let letters = key.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
        guard let field = Self.allCases.first(where: { $0.spellings.contains(letters) }) else { return nil }
        self = field
    }
}

/// A value, and where it was found.
struct FoundCredential {
    let field: CredentialField
    let value: String
    /// From 1; nil in a document of JSON.
    let line: Int?
    /// How far it comes behind others of its field: 0 when its name says that it is meant for Patchbay, 1 as a rule, more
    /// when it lies deeper in the JSON than what else was found there.
    var rank = 1

    var whereabouts: String { line.map { "in line \($0)" } ?? "in the JSON" }

    /// As messages name it.
    var place: String { line.map { "\(field.label) (line \($0))" } ?? field.label }
}
