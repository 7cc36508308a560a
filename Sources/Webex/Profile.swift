/// One org as a run sees it: where its service is and how much may be asked of it.
///
/// A value, free of secrets: those are in `Credentials`.
package struct Profile: Sendable, Equatable {
    /// The name it is stored under; `simulator` and `environment` for the two that are not stored.
    package var name: String
    /// Base of the contact-centre API, without a slash at its end: `https://api.wxcc-us1.cisco.com`.
    package var apiURL: String
    /// Base of OAuth and the admin API, without a slash at its end: `https://webexapis.com/v1`.
    package var authURL: String
    /// The integration's client id; refreshing a token needs it.
    package var clientID: String?
    /// The redirect URI of the integration, letter for letter as it was registered; signing in needs it.
    package var redirectURI: String?
    /// Requests in any 60 seconds; 0 is no limit.
    ///
    /// The service gives a client id 300.
    package var rateLimit: Int
    /// A PEM file of certificate authorities to trust instead of the system's.
    package var caFile: String?
    /// A proxy's address, as curl takes it; absent: the environment's `https_proxy` and its kin.
    package var proxy: String?

    package init(
        name: String,
        apiURL: String,
        authURL: String,
        clientID: String? = nil,
        redirectURI: String? = nil,
        rateLimit: Int = 300,
        caFile: String? = nil,
        proxy: String? = nil
    ) {
        self.name = name
        self.apiURL = apiURL
        self.authURL = authURL
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.rateLimit = rateLimit
        self.caFile = caFile
        self.proxy = proxy
    }
}
