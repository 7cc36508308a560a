import JSON
import Webex

/// The credentials of one stored profile, in a file that its user alone may read.
package struct CredentialFile: CredentialStore {
    private let path: String

    /// - Parameter path: absolute; see `HomeFolders.credentialFile(profile:)`.
    package init(_ path: String) {
        self.path = path
    }

    /// What the file holds; nothing when there is none.
    ///
    /// - Throws: `HostError` with the path, and nothing of the content.
    package func load() throws -> Credentials {
        guard let bytes = try PrivateFile.read(path) else { return Credentials() }
        guard let object = try? JSONValue(parsing: bytes).object else {
            throw HostError(.invalid, path, "is no credentials file", hint: "remove it and sign in again")
        }
        return Credentials(
            clientSecret: object["client_secret"]?.string,
            accessToken: object["access_token"]?.string,
            refreshToken: object["refresh_token"]?.string,
            accessTokenIssued: object["access_token_issued"]?.integer,
            accessTokenExpires: object["access_token_expires"]?.integer,
            refreshTokenExpires: object["refresh_token_expires"]?.integer,
            scope: object["scope"]?.string,
            owner: object["owner"]?.string
        )
    }

    /// Replaces the file at once and durably.
    ///
    /// - Throws: `HostError` with the path.
    package func save(_ credentials: Credentials) throws {
        let fields: [(String, JSONValue?)] = [
            ("client_secret", credentials.clientSecret.map(JSONValue.string)),
            ("access_token", credentials.accessToken.map(JSONValue.string)),
            ("access_token_issued", credentials.accessTokenIssued.map(JSONValue.integer)),
            ("access_token_expires", credentials.accessTokenExpires.map(JSONValue.integer)),
            ("refresh_token", credentials.refreshToken.map(JSONValue.string)),
            ("refresh_token_expires", credentials.refreshTokenExpires.map(JSONValue.integer)),
            ("scope", credentials.scope.map(JSONValue.string)),
            ("owner", credentials.owner.map(JSONValue.string)),
        ]
        var object = JSONObject()
        for case (let name, let value?) in fields { object[name] = value }
        try PrivateFile.replace(path, JSONValue.object(object).pretty(), mode: 0o600)
    }

    package func hold() -> any CredentialHold { SoleHold() }

    /// Removes the file, if there is one.
    ///
    /// - Throws: `HostError` with the path.
    package func remove() throws(HostError) {
        try PrivateFile.remove(path)
    }
}
