import ArgumentParser
import Host
import JSON
import Webex

/// `patchbay status`: who a profile is signed in as, and what is left.
struct StatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show who a profile is signed in as, for what, and for how long.",
        discussion: """
            Asks nothing of the service: it shows what is known here. Ends with 3 when the profile is not signed in. \
            In JSON, times are milliseconds since 1970.
            """
    )

    @Argument(help: "The profile; the one that runs use when left out.")
    var profile: String?

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let org = try RunOrg(profile: profile, surroundings)
            let session = try org.session(surroundings)
            let status: SignInStatus
            do {
                status = SignInStatus(
                    profile: org.profile,
                    credentials: try org.credentials.load(),
                    allowance: try session.allowance(),
                    now: WallClock.system.now()
                )
                await org.close()
            } catch {
                await org.close()
                throw error
            }
            try surroundings.emit(json ? status.json.pretty() : Array(status.table.utf8))
            for warning in status.warnings {
                surroundings.console.say("\(surroundings.console.colored("warning:", .warning)) \(warning)")
            }
            if !status.isSignedIn { throw ArgumentParser.ExitCode(3) }
        }
    }
}
