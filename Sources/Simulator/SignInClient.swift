/// Something that is registered at the sign-in service and may hold tokens.
struct SignInClient: Sendable {
    /// What people read of it where they are asked for their consent.
    let name: String
    let id: String
    let secret: String
    /// What it may be granted.
    let scopes: [Scope]

    /// The id under which a service app is authorised, in the admin API's form.
    var applicationID: String { EncodedID.text("APPLICATION", id) }

    /// Whether these are its id and its secret.
    func isKnown(by id: String, _ secret: String) -> Bool { id == self.id && secret == self.secret }
}

/// Something that a token may be good for.
struct Scope: Sendable {
    let name: String
    /// What it allows, in the words of a consent page.
    let meaning: String

    /// What the integration is registered for.
    static let ofIntegration =
        ofServiceApp + [Scope(name: "spark:applications_token", meaning: "fetch the tokens of service apps")]

    /// What the service app is registered for.
    static let ofServiceApp = [
        Scope(name: "cjp:config", meaning: "read and change the contact centre's configuration"),
        Scope(name: "cjp:config_read", meaning: "read the contact centre's configuration"),
        Scope(name: "cjp:config_write", meaning: "change the contact centre's configuration"),
        Scope(name: "cjp:user", meaning: "see users, agents and their tasks"),
        Scope(name: "spark:kms", meaning: "use the keys of encrypted content"),
        Scope(name: "spark:people_read", meaning: "see your name and your organization"),
        Scope(name: "spark-admin:recordings_read", meaning: "listen to recordings"),
        Scope(name: "spark-admin:recordings_write", meaning: "change and delete recordings"),
    ]
}
