import ArgumentParser
import Host
import Webex

/// `patchbay profile add`: stores an org.
struct ProfileAddVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Store an org under a name.",
        discussion: """
            With --client-id, the secret that belongs to it is read from --client-secret-file, or asked for on a \
            terminal without being shown. It is kept encrypted, apart from the configuration.
            """
    )

    @Argument(help: "The name that --profile takes.")
    var name: String

    @Option(help: ArgumentHelp("The org's region: \(Self.regions)", valueName: "name"))
    var region: String?

    @Option(
        help: ArgumentHelp("Instead of a region: base of the contact-centre API.", valueName: "url")
    )
    var apiURL: String?

    @Option(help: ArgumentHelp("Base of sign-in.", valueName: "url"))
    var authURL: String = BaseURL.publicSignIn

    @Option(help: ArgumentHelp("Client id of the integration.", valueName: "id"))
    var clientID: String?

    @Option(help: ArgumentHelp("File that holds its client secret; - reads standard input.", valueName: "file"))
    var clientSecretFile: TextSource?

    @Option(help: ArgumentHelp("Redirect URI of the integration, exactly as it was registered.", valueName: "uri"))
    var redirectURI: String?

    @Flag(name: .customLong("default"), help: "Use it where no profile is named.")
    var becomesDefault = false

    @Option(help: ArgumentHelp("Requests in any 60 seconds; 0: any number.", valueName: "n"))
    var rateLimit: Int = 300

    @Option(help: ArgumentHelp("Zone that dates are read and shown in: Europe/Berlin", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "path"))
    var caFile: String?

    @Option(
        help: ArgumentHelp(
            "Proxy to go through, without a password: one belongs into config.yaml or https_proxy.",
            valueName: "url"
        )
    )
    var proxy: String?

    private static let regions = Region.allCases.map(\.rawValue).joined(separator: ", ")

    func validate() throws {
        guard region != nil || apiURL != nil else {
            throw ValidationError("where is the org? Give --region (\(Self.regions)) or --api-url")
        }
        guard region == nil || apiURL == nil else {
            throw ValidationError("--region and --api-url both say where the org is: leave one of them out")
        }
        guard clientSecretFile == nil || clientID != nil else {
            throw ValidationError("--client-secret-file is of no use without --client-id")
        }
        guard rateLimit >= 0 else { throw ValidationError("--rate-limit is \(rateLimit), but must be 0 or more") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            if let zone = try filled(zone, "--zone") { _ = try ZoneRules(named: zone) }
            let profile = Profile(
                name: name,
                apiURL: try apiURL.map { url throws(HostError) in try BaseURL.check(url, subject: "--api-url") } ?? "",
                authURL: try BaseURL.check(authURL, subject: "--auth-url"),
                clientID: try filled(clientID, "--client-id"),
                redirectURI: try redirectURI.map { uri throws(HostError) in
                    try RedirectURI.check(uri, subject: "--redirect-uri")
                },
                rateLimit: rateLimit,
                caFile: try filled(caFile, "--ca-file").map { path throws(HostError) in
                    // The configuration has no folder to be relative to.
                    try PathText.absolute(path, in: surroundings.currentFolder())
                },
                proxy: try checkedProxy(surroundings)
            )
            let region = try region.map { name throws(HostError) in try Region.check(name, subject: "--region") }
            let store = try surroundings.profileStore()
            try await store.add(
                StoredProfile(profile: profile, region: region, zone: zone),
                credentials: Credentials(clientSecret: try clientSecret(surroundings)),
                isDefault: becomesDefault
            )
            surroundings.console.say("stored profile \(name) in \(try surroundings.homes().configurationFile)")
        }
    }

    /// The value, which may be left out but not be empty.
    private func filled(_ value: String?, _ option: String) throws(HostError) -> String? {
        guard value != "" else { throw HostError(.invalid, option, "is empty", hint: "leave it out, or give a value") }
        return value
    }

    private func checkedProxy(_ surroundings: Surroundings) throws(HostError) -> String? {
        guard let text = try filled(proxy, "--proxy") else { return nil }
        let address = try ProxyAddress.check(text, subject: "--proxy")
        guard ProxyAddress.secrets(of: address).isEmpty else {
            throw HostError(
                .invalid,
                "--proxy",
                "holds a user or a password, which every process of the machine can read on a command line",
                hint: "leave them out here, and write the whole address behind proxy: in "
                    + "\(try surroundings.homes().configurationFile), or into the variable https_proxy"
            )
        }
        return address
    }

    /// The secret from where it is said to be; nil when there is none to store.
    private func clientSecret(_ surroundings: Surroundings) throws -> String? {
        let console = surroundings.console
        if let clientSecretFile {
            let text = try clientSecretFile.text(secret: console)
            return try SecretText.check(text, subject: "--client-secret-file")
        }
        guard clientID != nil else { return nil }
        guard Prompt.isPossible else {
            console.say(
                "no client secret is stored, since there is no terminal to ask on: patchbay login takes one too, and runs "
                    + "take it from PATCHBAY_CLIENT_SECRET"
            )
            return nil
        }
        let answer = try Prompt(console).hiddenOrNothing(
            "Client secret (empty for none):",
            insteadOf: "--client-secret-file"
        )
        return try answer.map { text throws(HostError) in try SecretText.check(text, subject: "the client secret") }
    }
}
