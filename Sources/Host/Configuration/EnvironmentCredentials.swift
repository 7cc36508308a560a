import Webex

/// What `PATCHBAY_*` variables say of an org and its credentials, for runs without a stored profile.
package struct EnvironmentCredentials: Sendable {
    package let apiURL: String?
    package let authURL: String?
    package let clientID: String?
    package let credentials: Credentials

    /// Reads the variables; an empty one counts as unset.
    package init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            environment["PATCHBAY_" + name].flatMap { $0.isEmpty ? nil : $0 }
        }
        apiURL = value("API_URL")
        authURL = value("AUTH_URL")
        clientID = value("CLIENT_ID")
        credentials = Credentials(
            clientSecret: value("CLIENT_SECRET"),
            accessToken: value("ACCESS_TOKEN"),
            refreshToken: value("REFRESH_TOKEN")
        )
    }

    /// Whether any of the six is set.
    package var isEmpty: Bool {
        apiURL == nil && authURL == nil && clientID == nil && credentials == Credentials()
    }

    /// The profile that they make by themselves, named `environment`, its addresses checked.
    ///
    /// Addresses that were typed come before those of the variables.
    /// - Throws: `HostError` that names the variable that is missing or wrong, never its value when it is a secret.
    package func profile(apiURL typedAPI: String? = nil, authURL typedAuth: String? = nil) throws(HostError) -> Profile
    {
        guard let api = typedAPI ?? apiURL else { throw missing("PATCHBAY_API_URL") }
        if credentials.accessToken == nil {
            guard credentials.refreshToken != nil else { throw missing("PATCHBAY_ACCESS_TOKEN") }
            guard clientID != nil else { throw missing("PATCHBAY_CLIENT_ID") }
            guard credentials.clientSecret != nil else { throw missing("PATCHBAY_CLIENT_SECRET") }
        }
        return Profile(
            name: Profile.environmentName,
            apiURL: try BaseURL.check(api, subject: typedAPI == nil ? "PATCHBAY_API_URL" : "--api-url"),
            authURL: try BaseURL.check(
                typedAuth ?? authURL ?? BaseURL.publicSignIn,
                subject: typedAuth == nil ? "PATCHBAY_AUTH_URL" : "--auth-url"
            ),
            clientID: clientID
        )
    }

    private func missing(_ name: String) -> HostError {
        HostError(
            .invalid,
            name,
            "is not set, but other PATCHBAY_ credentials are",
            hint: "set it, or name a stored profile with --profile"
        )
    }
}
