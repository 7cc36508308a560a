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
    private let configuration: Configuration
    private let folders: HomeFolders
    private let environment: EnvironmentCredentials

    package init(configuration: Configuration, folders: HomeFolders, environment: [String: String]) {
        self.configuration = configuration
        self.folders = folders
        self.environment = EnvironmentCredentials(environment)
    }

    /// The profile to use: the one that is named; else the environment's, if it has any credentials; else the default;
    /// else the only one there is.
    ///
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
        if name == nil, !environment.isEmpty {
            return ChosenProfile(
                profile: try environment.profile(apiURL: apiURL, authURL: authURL),
                zone: nil,
                credentials: LayeredCredentials(store: nil, environment: environment.credentials)
            )
        }
        let stored = try self.stored(name)
        var profile = stored.profile
        if let apiURL { profile.apiURL = try BaseURL.check(apiURL, subject: "--api-url") }
        if let authURL { profile.authURL = try BaseURL.check(authURL, subject: "--auth-url") }
        let file = CredentialFile(folders.credentialFile(profile: profile.name))
        guard name != nil else { return ChosenProfile(profile: profile, zone: stored.zone, credentials: file) }
        profile.clientID = profile.clientID ?? environment.clientID
        let layered = LayeredCredentials(store: file, environment: environment.credentials)
        return ChosenProfile(profile: profile, zone: stored.zone, credentials: layered)
    }

    private func stored(_ name: String?) throws(HostError) -> StoredProfile {
        if let name = name ?? configuration.defaultProfile { return try configuration.profile(named: name) }
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
            hint: "name one with --profile: \(names)"
        )
    }
}
