import Host
import Webex

/// Whether a profile's credentials will do for runs that nobody watches, and for how long.
package struct SignInOutlook: Sendable {
    /// What to tell of it, and the way out.
    package struct Warning: Sendable, Equatable {
        package var text: String
        package var hint: String
    }

    /// Nil while all is well.
    package let warning: Warning?
    /// Whether no run can sign in any more, or soon none can and nothing renews it.
    package let isLost: Bool

    /// - Parameters:
    ///   - profile: the org.
    ///   - credentials: as they are kept.
    ///   - now: milliseconds since 1970.
    package init(_ profile: Profile, _ credentials: Credentials, now: Int64) {
        func hasLapsed(_ end: Int64?) -> Bool { end.map { $0 <= now } ?? false }
        let name = "profile \(profile.name)"
        let hasToken = credentials.accessToken != nil && !hasLapsed(credentials.accessTokenExpires)
        let hint = profile.signInHint
        if credentials.refreshToken != nil, hasLapsed(credentials.refreshTokenExpires) {
            let lapsed = credentials.refreshTokenExpires.map(InstantText.minute) ?? ""
            warning = Warning(text: "the sign-in of \(name) lapsed \(lapsed)", hint: hint)
            isLost = true
        } else if credentials.refreshToken == nil || credentials.clientSecret == nil || profile.clientID == nil {
            isLost = !hasToken
            warning = Warning(
                text: hasToken
                    ? "the access token of \(name) cannot be renewed when it lapses" : "\(name) is signed out",
                hint: hint
            )
        } else {
            isLost = false
            // The text of all runs has the way out in it.
            warning = TokenFacts(credentials).warning(profile, now: now).map { text in
                Warning(text: text.hasSuffix("; " + hint) ? String(text.dropLast(hint.count + 2)) : text, hint: hint)
            }
        }
    }
}
