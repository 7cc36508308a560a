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
    /// Trying it may use it up. So whatever could keep it from being kept comes first.
    /// - Parameters:
    ///   - name: of the profile; nil for the one that runs use.
    ///   - clientSecret: where none was handed over.
    /// - Throws: what kept it from being taken; nothing was changed then.
    func perform(_ name: String?, clientSecret: String?) async throws {
        let configuration = try ConfigurationFile(try surroundings.homes().configurationFile).load()
        guard let name, !configuration.profiles.contains(where: { $0.profile.name == name }) else {
            guard options.region == nil, options.apiURL == nil, options.authURL == nil else {
                throw HostError(
                    .invalid,
                    "",
                    "--region, --api-url and --auth-url are for a profile that is not stored yet",
                    hint: "leave them out, or name a new profile: patchbay login NAME --import …"
                )
            }
            let account = try Account(named: name, surroundings)
            try checkClient(account.profile)
            return try await take(account, clientSecret)
        }
        let stored = try newProfile(name)
        let store = try surroundings.profileStore()
        try await store.add(stored)
        do {
            try await take(try Account(stored.profile, surroundings), clientSecret)
        } catch {
            try await store.remove(name)
            throw error
        }
    }

    private func take(_ account: Account, _ clientSecret: String?) async throws {
        try await account.withTransfer { transfer in
            try await account.obtain { kept in
                try await tried(account.profile, block.clientSecret ?? clientSecret ?? kept.clientSecret, transfer)
            }
            try await account.tell(transfer)
        }
    }

    /// What was handed over, renewed where that can be done: it tells whether it is good, and how long.
    private func tried(_ profile: Profile, _ secret: String?, _ transfer: Transfer) async throws -> Credentials {
        let now = WallClock.system.now()
        let handed = Credentials(
            clientSecret: secret,
            accessToken: block.accessToken,
            refreshToken: block.refreshToken,
            // At the latest: nobody says how long ago they were issued.
            accessTokenExpires: block.expiresIn.map { now + min($0, Int64(Int32.max)) * 1000 },
            refreshTokenExpires: block.refreshTokenExpiresIn.map { now + min($0, Int64(Int32.max)) * 1000 },
            scope: block.scope
        )
        guard handed.refreshToken != nil, secret != nil, profile.clientID != nil else {
            // A refresh token alone is nothing to work with, an access token is for as long as it lasts.
            guard handed.accessToken != nil else { throw lacking(profile, secret) }
            return handed
        }
        let signIn = SignIn(profile: profile, transfer: transfer, redaction: surroundings.redaction)
        return try await signIn.verify(handed)
    }

    private func lacking(_ profile: Profile, _ secret: String?) -> HostError {
        var absent: [String] = []
        if block.refreshToken == nil { absent.append("refresh token") }
        if profile.clientID == nil { absent.append("client id") }
        if secret == nil { absent.append("client secret") }
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
