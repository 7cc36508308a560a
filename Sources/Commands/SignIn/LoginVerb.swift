import ArgumentParser
import Host
import Webex

/// `patchbay login`: signs a profile in, so that every later run just works.
struct LoginVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign a profile in, once.",
        usage: """
            patchbay login [<profile>] [--no-browser] [--scopes <scopes> | --for <script> …]
            patchbay login [<profile>] --service-app [--application-id <id> --target-org <id> --via <profile>]
            patchbay login [<profile>] --import <file> [--region <name>]
            """,
        discussion: """
            In a browser: the redirect URI of the profile decides how the answer comes back. One on this machine, such \
            as http://localhost:8400/callback, is listened to; for any other, and with --no-browser, paste the address \
            that the browser was sent to (it may show an error: what counts is in its address bar).

            A machine account: --service-app, either with the application and the organisation, through a profile \
            that holds spark:applications_token, or by pasting its pair of tokens.

            What you were sent: --import takes a file, or - for standard input, with lines such as 'Client ID: …', the \
            JSON of the token endpoint, or variables as env prints them.

            Tokens are kept encrypted for this user, renewed by themselves, and never shown but by patchbay token.
            """
    )

    @Argument(help: "The profile; the one that runs use when left out.")
    var profile: String?

    @Flag(help: "Do not open a browser or listen: print the address, and take the answer that is pasted.")
    var noBrowser = false

    @Option(help: ArgumentHelp("Take the address from a named pipe, or - for standard input.", valueName: "file"))
    var answer: TextSource?

    @Option(help: ArgumentHelp("Scopes to ask for, separated by blanks.", valueName: "scopes"))
    var scopes: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Ask for what this script uses; repeatable.", valueName: "script")
    )
    var scripts: [String] = []

    @Option(help: ArgumentHelp("How long the browser is waited for.", valueName: "duration"))
    var timeout = MillisecondsArgument("10m")

    @Option(help: ArgumentHelp("The client secret, to be kept: a file, or - for standard input.", valueName: "file"))
    var clientSecretFile: TextSource?

    @OptionGroup(title: "Service app") var serviceApp: ServiceAppOptions
    @OptionGroup(title: "Import") var importing: ImportOptions

    func validate() throws {
        guard scopes == nil || scripts.isEmpty else { throw ValidationError("--scopes and --for: give one of them") }
        guard importing.source == nil || !serviceApp.isAsked else {
            throw ValidationError("--import and --service-app are two ways: give one of them")
        }
        let isInBrowser = importing.source == nil && !serviceApp.isAsked
        guard isInBrowser || (!noBrowser && answer == nil && scopes == nil && scripts.isEmpty) else {
            throw ValidationError(
                "--no-browser, --answer, --scopes and --for are for signing in with a browser: leave them out"
            )
        }
        let fromStandardInput = [answer, clientSecretFile, importing.source].filter { $0?.isStandardInput == true }
        guard fromStandardInput.count < 2 else { throw ValidationError("only one file can be standard input") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            if let source = importing.source {
                let block = try CredentialBlock(try source.text(secret: surroundings.console))
                let signIn = ImportSignIn(block: block, options: importing, surroundings)
                return try await signIn.perform(profile, clientSecret: try givenSecret(surroundings))
            }
            let account = try Account(named: profile, surroundings)
            let secret = try clientSecret(account, Prompt(surroundings.console), surroundings)
            if serviceApp.isAsked {
                let signIn = ServiceAppSignIn(account: account, options: serviceApp, surroundings)
                return try await signIn.perform(clientSecret: secret)
            }
            let choice = ScopeChoice(scopes: scopes, scripts: scripts)
            let signIn = CodeSignIn(
                account: account,
                scopes: try choice.scopes(granted: account.credentials.load().scope, surroundings),
                surroundings
            )
            let answer = noBrowser || answer != nil ? CodeSignIn.Way.pasted(answer) : .registered
            try await signIn.perform(answer, clientSecret: secret, timeout: timeout.milliseconds)
        }
    }

    private func givenSecret(_ surroundings: Surroundings) throws(HostError) -> String? {
        try clientSecretFile.map { source throws(HostError) in
            try SecretText.check(source.text(secret: surroundings.console), subject: "--client-secret-file")
        }
    }

    /// The client's secret: given now, kept already, in the environment, or typed.
    ///
    /// Nothing is kept before the service has accepted it.
    private func clientSecret(
        _ account: Account,
        _ prompt: Prompt,
        _ surroundings: Surroundings
    ) throws -> String {
        let kept = try givenSecret(surroundings) ?? account.credentials.load().clientSecret
        if let kept { return kept }
        let environment = EnvironmentCredentials(surroundings.environment)
        try environment.check()
        if let secret = environment.credentials.clientSecret { return secret }
        return try prompt.hidden("client secret of \(account.profile.name):", insteadOf: "--client-secret-file FILE")
    }
}
