import ArgumentParser
import Host
import Webex

/// `patchbay profile add`: stores an org.
struct ProfileAddVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Store an org under a name.",
        discussion: """
            Credentials are not asked here: they come from PATCHBAY_ACCESS_TOKEN, PATCHBAY_REFRESH_TOKEN and \
            PATCHBAY_CLIENT_SECRET in the environment of patchbay run --profile <name>.
            """
    )

    @Argument(help: "The name that --profile takes.")
    var name: String

    @Option(help: ArgumentHelp("Base of the contact-centre API: https://api.wxcc-us1.cisco.com", valueName: "url"))
    var apiURL: String

    @Option(help: ArgumentHelp("Base of sign-in: https://webexapis.com/v1", valueName: "url"))
    var authURL: String

    @Option(help: ArgumentHelp("Client id of the integration.", valueName: "id"))
    var clientID: String?

    @Option(help: ArgumentHelp("Requests in any 60 seconds; 0: any number.", valueName: "n"))
    var rateLimit: Int = 300

    @Option(help: ArgumentHelp("Zone that dates are read and shown in: Europe/Berlin", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "path"))
    var caFile: String?

    @Option(help: ArgumentHelp("Proxy to go through.", valueName: "url"))
    var proxy: String?

    func validate() throws {
        guard rateLimit >= 0 else { throw ValidationError("--rate-limit is \(rateLimit), but must be 0 or more") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            if let zone { _ = try ZoneRules(named: zone) }
            let profile = Profile(
                name: name,
                apiURL: try BaseURL.check(apiURL, subject: "--api-url"),
                authURL: try BaseURL.check(authURL, subject: "--auth-url"),
                clientID: clientID,
                rateLimit: rateLimit,
                caFile: caFile,
                proxy: proxy
            )
            let file = ConfigurationFile(try surroundings.homes().configurationFile)
            try file.change { configuration throws(HostError) in
                try configuration.add(StoredProfile(profile: profile, zone: zone))
            }
            surroundings.console.say("stored profile \(name) in \(file.path)")
        }
    }
}
