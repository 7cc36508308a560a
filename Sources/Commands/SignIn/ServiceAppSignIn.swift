import ArgumentParser
import Host
import Webex

/// What `patchbay login --service-app` takes.
struct ServiceAppOptions: ParsableArguments {
    @Flag(name: .customLong("service-app"), help: "Sign in a machine account that an administrator approved.")
    var isAsked = false

    @Option(help: ArgumentHelp("The service app's application id; without it its tokens are typed.", valueName: "id"))
    var applicationID: String?

    @Option(help: ArgumentHelp("The organisation whose data it is to reach.", valueName: "id"))
    var targetOrg: String?

    @Option(
        help: ArgumentHelp(
            "A profile signed in with spark:applications_token, which asks for it.",
            valueName: "profile"
        )
    )
    var via: String?

    func validate() throws {
        let together = [applicationID, targetOrg, via]
        guard isAsked || together.allSatisfy({ $0 == nil }) else {
            throw ValidationError("--application-id, --target-org and --via go with --service-app")
        }
        guard together.allSatisfy({ $0 == nil }) || together.allSatisfy({ $0 != nil }) else {
            throw ValidationError("--application-id, --target-org and --via go together: give all three, or none")
        }
    }
}

/// The sign-in of a service app: a machine account's pair of tokens, asked for by an integration or typed.
struct ServiceAppSignIn {
    private let account: Account
    private let options: ServiceAppOptions
    private let surroundings: Surroundings

    init(account: Account, options: ServiceAppOptions, _ surroundings: Surroundings) {
        self.account = account
        self.options = options
        self.surroundings = surroundings
    }

    /// Gets the pair, and keeps it.
    func perform(clientSecret: String) async throws {
        if let applicationID = options.applicationID, let targetOrg = options.targetOrg, let via = options.via {
            try await ask(clientSecret, applicationID: applicationID, targetOrg: targetOrg, via: via)
        } else {
            try await type(clientSecret)
        }
    }

    private func ask(_ secret: String, applicationID: String, targetOrg: String, via name: String) async throws {
        guard let clientID = account.profile.clientID else {
            throw HostError(
                .invalid,
                "",
                "profile \(account.profile.name) has no client id, and the service app's is needed",
                hint: "write client_id: … under the profile in config.yaml"
            )
        }
        let app = ServiceApp(
            applicationID: applicationID,
            clientID: clientID,
            clientSecret: secret,
            targetOrganization: OrganizationID.plain(targetOrg)
        )
        let integration = try Account(named: name, surroundings)
        try await integration.withTransfer { transfer in
            let session = try integration.session(transfer)
            try await account.obtain { _ in try await session.tokens(of: app) }
        }
        try await account.withTransfer { try await account.tell($0) }
    }

    private func type(_ secret: String) async throws {
        let prompt = Prompt(surroundings.console)
        let flag = "--import FILE, without --service-app"
        let typed = Credentials(
            clientSecret: secret,
            accessToken: try prompt.hidden("access token:", insteadOf: flag),
            refreshToken: try prompt.hidden("refresh token:", insteadOf: flag)
        )
        try await account.withTransfer { transfer in
            let signIn = SignIn(profile: account.profile, transfer: transfer, redaction: surroundings.redaction)
            try await account.obtain { _ in try await signIn.verify(typed) }
            try await account.tell(transfer)
        }
    }
}
