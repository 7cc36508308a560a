/// What a user of an object store signs requests with.
///
/// Its description shows neither the secret nor the session token.
package struct StorageKeys: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The access key's id, which is no secret.
    package var id: String
    package var secret: String
    /// What goes with keys that were lent for a while; nil for lasting ones.
    package var sessionToken: String?

    package init(id: String, secret: String, sessionToken: String? = nil) {
        self.id = id
        self.secret = secret
        self.sessionToken = sessionToken
    }

    package var description: String { "keys \(id)" }

    package var debugDescription: String { description }
}
