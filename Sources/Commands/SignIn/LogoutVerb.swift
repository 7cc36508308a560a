import ArgumentParser
import Host
import Webex

/// `patchbay logout`: forgets a profile's tokens.
struct LogoutVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget a profile's tokens.",
        discussion: """
            The profile stays, and so does its client secret, so that patchbay login is all it takes to come back; \
            patchbay profile remove forgets everything. The service is not told: tokens that were copied before stay \
            good until they lapse. Whoever fears that should have the integration's client secret renewed, or the \
            authorization revoked in Control Hub.
            """
    )

    @Argument(help: "The profile; the one that runs use when left out.")
    var profile: String?

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let account = try Account(named: profile, surroundings)
            let kept = try account.credentials.load()
            guard kept.accessToken != nil || kept.refreshToken != nil else {
                surroundings.console.say("profile \(account.profile.name) was not signed in")
                return
            }
            // The scopes stay: the next sign-in asks for the same.
            try await account.replace { Credentials(clientSecret: $0.clientSecret, scope: $0.scope) }
            surroundings.console.say("signed out profile \(account.profile.name) on this machine")
        }
    }
}
