import Webex

/// The profile that a run uses, and where its credentials are.
package struct ChosenProfile: Sendable {
    package let profile: Profile
    /// Its zone's name; nil is UTC.
    package let zone: String?
    package let credentials: any CredentialStore
}

/// Chooses the profile of a run from the command line, the environment and the configuration.
package struct ProfileChoice: Sendable {
    /// The variable that counts like `--profile` where that is not given.
    private static let variable = "PATCHBAY_PROFILE"

    private let configuration: Configuration
    private let vault: Vault
    private let environment: EnvironmentCredentials
    /// Of `PATCHBAY_PROFILE`; nil when it is not set or empty.
    private let usualName: String?

    package init(configuration: Configuration, vault: Vault, environment: [String: String]) {
        self.configuration = configuration
        self.vault = vault
        self.environment = EnvironmentCredentials(environment)
        usualName = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The profile to use: the one that is named; else the environment's, if it has any credentials; else the default;
    /// else the only one there is.
    ///
    /// A name in `PATCHBAY_PROFILE` counts where `name` is nil. What a named profile lacks is filled in from the
    /// environment's credentials.
    /// - Parameters:
    ///   - name: of `--profile`.
    ///   - apiURL: of `--api-url`: comes before the profile's.
    ///   - authURL: of `--auth-url`: comes before the profile's.
    /// - Returns: the profile; whether its credentials suffice shows when they are used.
    /// - Throws: `HostError` when there is none, or an address is wrong.
    package func choose(
        name: String?,
        apiURL: String? = nil,
        authURL: String? = nil
    ) throws(HostError) -> ChosenProfile {
        let isNamed = name != nil || usualName != nil
        try environment.check()
        if !isNamed, !environment.isEmpty {
            return ChosenProfile(
                profile: try environment.profile(apiURL: apiURL, authURL: authURL),
                zone: nil,
                credentials: LayeredCredentials(store: nil, environment: environment.credentials)
            )
        }
        let stored = try stored(name)
        var profile = stored.profile
        if let apiURL { profile.apiURL = try BaseURL.check(apiURL, subject: "--api-url") }
        if let authURL { profile.authURL = try BaseURL.check(authURL, subject: "--auth-url") }
        let file = vault.credentials(of: profile.name)
        guard isNamed else { return ChosenProfile(profile: profile, zone: stored.zone, credentials: file) }
        profile.clientID = profile.clientID ?? environment.clientID
        let layered = LayeredCredentials(store: file, environment: environment.credentials)
        return ChosenProfile(profile: profile, zone: stored.zone, credentials: layered)
    }

    /// Refuses to do without the variables that made the profile of something before: another profile would be chosen.
    ///
    /// - Parameter environment: all variables.
    /// - Throws: `HostError` that names them.
    package static func checkEnvironment(_ environment: [String: String]) throws(HostError) {
        if environment[variable]?.isEmpty == false {
            throw HostError(
                .invalid,
                variable,
                "names a profile, and this was done with the credentials of the other PATCHBAY_* variables",
                hint: "unset \(variable)"
            )
        }
        guard EnvironmentCredentials(environment).isEmpty else { return }
        throw HostError(
            .invalid,
            "the profile environment",
            "is made of PATCHBAY_* variables, and none of them is set now",
            hint: "set PATCHBAY_API_URL and PATCHBAY_ACCESS_TOKEN, or PATCHBAY_REFRESH_TOKEN with "
                + "PATCHBAY_CLIENT_ID and PATCHBAY_CLIENT_SECRET, as they were set then"
        )
    }

    /// The stored profile to use, for what has to do with no other: signing in, say.
    ///
    /// - Parameter name: of `--profile` or an argument; nil: `PATCHBAY_PROFILE`, the default, the only one there is.
    /// - Returns: the profile as it is stored.
    /// - Throws: `HostError` when there is none.
    package func stored(_ name: String?) throws(HostError) -> StoredProfile {
        if let name { return try configuration.profile(named: name) }
        if let usualName { return try configuration.profile(named: usualName, subject: Self.variable) }
        if let name = configuration.defaultProfile { return try configuration.profile(named: name) }
        if configuration.profiles.count == 1, let only = configuration.profiles.first { return only }
        guard !configuration.profiles.isEmpty else {
            throw HostError(
                .invalid,
                "",
                "there is no profile yet",
                hint: "add one with patchbay profile add, or try --simulator"
            )
        }
        let names = configuration.profiles.map(\.profile.name).joined(separator: ", ")
        throw HostError(
            .invalid,
            "",
            "there are several profiles and none is the default",
            hint: "name one with --profile, or choose for good with patchbay profile default; profiles are \(names)"
        )
    }
}
