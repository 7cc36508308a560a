extension Profile {
    /// The name of the profile that the environment's credentials make.
    package static let environmentName = "environment"
    /// The name of the profile of a run's own simulator.
    package static let simulatorName = "simulator"

    /// The way out of every signed-out state of this profile.
    package var signInHint: String {
        switch name {
        case Self.environmentName:
            "set PATCHBAY_ACCESS_TOKEN, or PATCHBAY_REFRESH_TOKEN with PATCHBAY_CLIENT_ID and PATCHBAY_CLIENT_SECRET"
        case Self.simulatorName: "start the run anew: its simulator ended with its tokens"
        // Without an address to come back to it was no browser that signed it in.
        case _ where redirectURI == nil:
            "sign in: patchbay login \(name) --import FILE, or --service-app for a machine account"
        default: "sign in: patchbay login \(name)"
        }
    }

    /// The way to a token that carries these scopes, which the present one does not all have.
    func signInHint(scopes: [String]) -> String {
        let names = scopes.joined(separator: " ")
        return switch name {
        case Self.environmentName, Self.simulatorName: "it takes a token that was granted: \(names)"
        default: "sign in for them: patchbay login \(name) --scopes \"\(names)\""
        }
    }

    /// The way out when it is the client that the service does not know.
    var clientSecretHint: String {
        switch name {
        case Self.environmentName: "check PATCHBAY_CLIENT_ID and PATCHBAY_CLIENT_SECRET"
        default: "compare them with the integration's page, then: patchbay login \(name) --client-secret-file FILE"
        }
    }
}
