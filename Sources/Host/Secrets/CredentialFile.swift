import JSON
import Webex

/// The credentials of one stored profile, sealed.
///
/// Made by `Vault.credentials(of:)`. Safe to use from any task.
package struct CredentialFile: CredentialStore {
    let file: SealedFile
    let lock: LockFile
    let redaction: Redaction

    /// What the file holds; nothing when there is none.
    ///
    /// - Throws: `HostError` with the path and the way out, and nothing of the content.
    package func load() throws -> Credentials {
        guard let bytes = try file.load() else { return Credentials() }
        guard let object = try? JSONValue(parsing: bytes).object else { throw file.unreadable }
        let credentials = Credentials(
            clientSecret: object["client_secret"]?.string,
            accessToken: object["access_token"]?.string,
            refreshToken: object["refresh_token"]?.string,
            accessTokenIssued: object["access_token_issued"]?.integer,
            accessTokenExpires: object["access_token_expires"]?.integer,
            refreshTokenExpires: object["refresh_token_expires"]?.integer,
            scope: object["scope"]?.string,
            owner: object["owner"]?.string
        )
        redaction.add(credentials)
        return credentials
    }

    /// Replaces the file at once and durably.
    ///
    /// - Throws: `HostError` with the path; also when what stands there cannot be opened: that is not replaced.
    package func save(_ credentials: Credentials) throws {
        redaction.add(credentials)
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
        try file.save(JSONValue.object(object).encoded())
    }

    /// Keeps off who else would renew them, in this process or another.
    ///
    /// - Throws: `CancellationError`, or `HostError` with the holder's process id after two minutes.
    package func hold() async throws -> any CredentialHold { try await lock.hold() }

    /// Removes the file, whatever it holds; without effect when there is none.
    ///
    /// - Throws: `HostError` with the path.
    package func remove() throws(HostError) { try file.remove() }
}
