import Host
import Webex

/// What is told of a sign-in: no secret.
enum SignInText {
    /// Who is signed in and for how long, on one line.
    static func line(_ profile: Profile, _ credentials: Credentials) -> String {
        var parts = ["profile \(profile.name)"]
        if let owner = credentials.owner { parts.append(owner) }
        if let organization = credentials.tokenOrganization { parts.append("organisation \(organization)") }
        return parts.joined(separator: ", ") + "; " + life(credentials)
    }

    private static func life(_ credentials: Credentials) -> String {
        guard credentials.refreshToken != nil, credentials.clientSecret != nil else {
            guard let end = credentials.accessTokenExpires else {
                return "good until the service ends it; not renewable"
            }
            return "good until \(InstantText.minute(end)); not renewable"
        }
        guard let end = credentials.refreshTokenExpires else { return "renewed by itself" }
        return "renewed by itself; lapses \(InstantText.day(end)) if unused"
    }
}
