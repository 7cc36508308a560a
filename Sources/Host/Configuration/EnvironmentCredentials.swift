import Webex

/// What `PATCHBAY_*` variables say of an org and its credentials, for runs without a stored profile.
package struct EnvironmentCredentials: Sendable {
    package let apiURL: String?
    package let authURL: String?
    package let clientID: String?
    /// As they were passed on, where `check` finds something wrong with one.
    package let credentials: Credentials
    private let problem: HostError?

    /// Reads the variables; an empty one counts as unset, and blanks around a secret do not count.
    package init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            environment["PATCHBAY_" + name].flatMap { $0.isEmpty ? nil : $0 }
        }
        apiURL = value("API_URL")
        authURL = value("AUTH_URL")
        clientID = value("CLIENT_ID")
        var problem: HostError?
        func secret(_ name: String) -> String? {
            value(name).map { text in
                do throws(HostError) {
                    return try SecretText.check(text, subject: "PATCHBAY_" + name)
                } catch {
                    problem = error
                    return text
                }
            }
        }
        credentials = Credentials(
            clientSecret: secret("CLIENT_SECRET"),
            accessToken: secret("ACCESS_TOKEN"),
            refreshToken: secret("REFRESH_TOKEN")
        )
        self.problem = problem
    }

    /// Refuses a token or a secret that a copy damaged.
    ///
    /// - Throws: `HostError` that names the variable, and nothing of its value.
    package func check() throws(HostError) {
        if let problem { throw problem }
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
