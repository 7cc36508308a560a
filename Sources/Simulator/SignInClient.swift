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
        Scope(name: "spark:messages_write", meaning: "send messages in your name"),
        Scope(name: "spark-admin:recordings_read", meaning: "listen to recordings"),
        Scope(name: "spark-admin:recordings_write", meaning: "change and delete recordings"),
        Scope(name: "cloud-contact-center:pod_conv", meaning: "control calls and listen to them"),
        Scope(name: "cjds:admin_org_read", meaning: "read customers' journeys"),
        Scope(name: "cjds:admin_org_write", meaning: "change customers' journeys"),
        Scope(name: "spark-admin:people_read", meaning: "see everybody in your organization"),
        Scope(name: "spark-admin:people_write", meaning: "create, change and remove people"),
        Scope(name: "spark-admin:licenses_read", meaning: "see your organization's licenses"),
        Scope(name: "identity:people_read", meaning: "see your organization's users"),
        Scope(name: "identity:people_rw", meaning: "create, change and remove your organization's users"),
        Scope(name: "identity:organizations_read", meaning: "see your organization's settings"),
        Scope(name: "identity:organizations_rw", meaning: "change your organization's settings"),
        Scope(name: "spark-admin:workspace_locations_read", meaning: "see workspace locations"),
        Scope(name: "spark-admin:workspace_locations_write", meaning: "change workspace locations"),
        Scope(name: "spark-admin:datasource_read", meaning: "see data sources"),
        Scope(name: "spark-admin:datasource_write", meaning: "change data sources"),
        Scope(name: "spark-admin:reports_read", meaning: "read reports"),
        Scope(name: "spark-admin:reports_write", meaning: "create and delete reports"),
        Scope(name: "spark-admin:hybrid_clusters_read", meaning: "see hybrid clusters"),
        Scope(name: "spark-admin:hybrid_connectors_read", meaning: "see hybrid connectors"),
        Scope(name: "guest-issuer:read", meaning: "count guests"),
        Scope(name: "guest-issuer:write", meaning: "create guests"),
        Scope(name: "analytics:read_all", meaning: "read analytics"),
        Scope(name: "audit:events_read", meaning: "read the audit log"),
    ]
}
