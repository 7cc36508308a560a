import ArgumentParser
import Host
import Transfer
import Webex

/// What `patchbay login --import` takes.
struct ImportOptions: ParsableArguments {
    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Credentials that you were sent; a file, or -.", valueName: "file")
    )
    var source: TextSource?

    @Option(help: ArgumentHelp("Region of a profile that is not stored yet: us1, eu1, …", valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("Base of the contact-centre API, instead of a region.", valueName: "url"))
    var apiURL: String?

    @Option(help: ArgumentHelp("Base of sign-in of such a profile.", valueName: "url"))
    var authURL: String?

    func validate() throws {
        guard region == nil || apiURL == nil else {
            throw ValidationError("--region and --api-url both say where the org is: leave one of them out")
        }
        guard source != nil || (region == nil && apiURL == nil && authURL == nil) else {
            throw ValidationError("--region, --api-url and --auth-url go with --import; see patchbay profile add")
        }
    }
}

/// A sign-in with credentials that somebody handed over.
struct ImportSignIn {
    private let block: CredentialBlock
    private let options: ImportOptions
    private let surroundings: Surroundings

    init(block: CredentialBlock, options: ImportOptions, _ surroundings: Surroundings) {
        self.block = block
        self.options = options
        self.surroundings = surroundings
    }

    /// Tries what was handed over, keeps it, and stores its profile where there was none.
    ///
    /// - Parameter name: of the profile; nil for the one that runs use.
    /// - Throws: what kept it from being taken; nothing was changed then.
    func perform(_ name: String?) async throws {
        let configuration = try ConfigurationFile(try surroundings.homes().configurationFile).load()
        if let name, !configuration.profiles.contains(where: { $0.profile.name == name }) {
            let stored = try newProfile(name)
            let account = try Account(stored.profile, surroundings)
            try await account.withTransfer { transfer in
                let credentials = try await tried(account, transfer)
                try await surroundings.profileStore().add(stored, credentials: credentials)
                try await account.tell(transfer)
            }
            return
        }
        guard options.region == nil, options.apiURL == nil, options.authURL == nil else {
            throw HostError(
                .invalid,
                "",
                "--region, --api-url and --auth-url are for a profile that is not stored yet",
                hint: "name a new one: patchbay login NAME --import …"
            )
        }
        let account = try Account(named: name, surroundings)
        try checkClient(account.profile)
        try await account.withTransfer { try await account.keep(try await tried(account, $0), $0) }
    }

    /// What was handed over, renewed where that can be done: it tells whether it is good, and how long.
    private func tried(_ account: Account, _ transfer: Transfer) async throws -> Credentials {
        let handed = Credentials(
            clientSecret: try block.clientSecret ?? account.credentials.load().clientSecret,
            accessToken: block.accessToken,
            refreshToken: block.refreshToken,
            scope: block.scope
        )
        guard handed.refreshToken != nil, handed.clientSecret != nil, account.profile.clientID != nil else {
            // A refresh token alone is nothing to work with, an access token is for as long as it lasts.
            guard handed.accessToken != nil else { throw lacking(account.profile) }
            return handed
        }
        let signIn = SignIn(profile: account.profile, transfer: transfer, redaction: surroundings.redaction)
        return try await signIn.verify(handed)
    }

    private func lacking(_ profile: Profile) -> HostError {
        var absent: [String] = []
        if block.refreshToken == nil { absent.append("refresh token") }
        if profile.clientID == nil { absent.append("client id") }
        if block.clientSecret == nil { absent.append("client secret") }
        return HostError(
            .invalid,
            "--import",
            "holds no access token, and none can be had without a \(absent.joined(separator: " and "))",
            hint: "ask who sent it for what is missing"
        )
    }

    /// The profile that the block, the options and the name make.
    private func newProfile(_ name: String) throws(HostError) -> StoredProfile {
        let region = try options.region.map { name throws(HostError) in try Region.check(name, subject: "--region") }
        let apiURL = options.apiURL ?? (region == nil ? block.apiURL : nil)
        guard region != nil || apiURL != nil else {
            throw HostError(
                .invalid,
                "",
                "profile '\(name)' is not stored yet, and nothing says where its org is",
                hint: "add --region (\(Region.allCases.map(\.rawValue).joined(separator: ", "))) or --api-url"
            )
        }
        let profile = Profile(
            name: name,
            apiURL: try apiURL.map { url throws(HostError) in try BaseURL.check(url, subject: "--api-url") } ?? "",
            authURL: try BaseURL.check(options.authURL ?? block.authURL ?? BaseURL.publicSignIn, subject: "--auth-url"),
            clientID: block.clientID,
            redirectURI: try block.redirectURI.map { uri throws(HostError) in
                try RedirectURI.check(uri, subject: "redirect URI")
            }
        )
        // A name that cannot be one is told before anything is sent.
        try Configuration.checkName(name, subject: "profile")
        return StoredProfile(profile: profile, region: region)
    }

    private func checkClient(_ profile: Profile) throws(HostError) {
        guard let handed = block.clientID, handed != profile.clientID else { return }
        throw HostError(
            .invalid,
            "profile \(profile.name)",
            profile.clientID == nil
                ? "has no client id, but these credentials belong to one" : "belongs to another client id",
            hint: profile.clientID == nil
                ? "write client_id: \(handed) under it in config.yaml, then import again"
                : "import them into a profile of their own: patchbay login NAME --import …"
        )
    }
}
