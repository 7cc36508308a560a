import Catalog
import Glibc
import Host
import Journal
import Simulator
import Synchronization
import Transfer
import Webex

/// The org that a run talks to: a profile's, or a simulator of its own that ends with the run.
struct RunOrg {
    let profile: Profile
    let credentials: any CredentialStore
    private let zone: String?
    private let simulator: Simulator?
    private let transfer: Transfer
    private let web: OutsideWeb
    private let settings: SessionSettings

    /// The org of a stored profile, or of the environment's credentials.
    init(
        profile name: String?,
        apiURL: String? = nil,
        authURL: String? = nil,
        settings: SessionSettings = SessionSettings(),
        _ surroundings: Surroundings
    ) throws {
        let homes = try surroundings.homes()
        let configuration = try ConfigurationFile(homes.configurationFile).load()
        let choice = ProfileChoice(
            configuration: configuration,
            vault: try surroundings.vault(),
            environment: surroundings.environment
        )
        let chosen = try choice.choose(name: name, apiURL: apiURL, authURL: authURL)
        profile = chosen.profile
        profile.proxy.map(ProxyAddress.secrets)?.forEach(surroundings.redaction.add)
        zone = chosen.zone
        credentials = chosen.credentials
        simulator = nil
        transfer = Transfer(settings: TransferSettings(for: profile, settings))
        self.settings = settings
        web = OutsideWeb(profile: profile)
    }

    /// The org of the profile that something was done with before.
    ///
    /// - Throws: `HostError` where that were the variables of the environment, and they are not there now.
    init(
        again name: String,
        apiURL: String?,
        authURL: String?,
        settings: SessionSettings,
        _ surroundings: Surroundings
    ) throws {
        let isEnvironment = name == Profile.environmentName
        if isEnvironment {
            try ProfileChoice.checkEnvironment(surroundings.environment)
        }
        try self.init(
            profile: isEnvironment ? nil : name,
            apiURL: apiURL,
            authURL: authURL,
            settings: settings,
            surroundings
        )
    }

    /// A fresh simulator in this process.
    init(simulator options: SimulatorOptions, settings: SessionSettings) async throws {
        let started = try await Simulator.start(options)
        simulator = started
        profile = started.ready.profile(named: Profile.simulatorName, rateLimit: options.rateLimit)
        zone = nil
        credentials = MemoryCredentials(started.ready.credentials)
        transfer = Transfer(settings: TransferSettings(for: profile, settings))
        self.settings = settings
        web = OutsideWeb(profile: profile)
    }

    /// A session with this org.
    func session(_ surroundings: Surroundings) throws -> Session {
        try surroundings.session(profile, credentials, transfer, settings)
    }

    /// What a run against this org stands on.
    func ground(_ surroundings: Surroundings) async throws -> Run.Ground {
        let homes = try surroundings.homes()
        let session = try session(surroundings)
        let journal = JournalOnDemand(folder: homes.state)
        var ground = Run.Ground(
            org: Run.Org(
                session: session,
                ledger: CaptureLedger(journal),
                web: web,
                isSimulated: simulator != nil
            ),
            journal: JournalPlace(folder: homes.state, opening: journal),
            console: surroundings.console,
            clock: .system,
            zone: try zone.map { name throws(HostError) in try ZoneRules(named: name) } ?? .utc,
            currentFolder: try surroundings.currentFolder(),
            secrets: try surroundings.vault().secrets,
            outOfReach: try surroundings.vault().outOfReach(currentFolder: surroundings.currentFolder()),
            worker: surroundings.workerPath(),
            version: Patchbay.version
        )
        ground.personFolder = surroundings.environment["HOME"] ?? ""
        if let temporary = surroundings.environment["TMPDIR"], temporary.hasPrefix("/") {
            ground.temporaryFolder = temporary
        }
        ground.plugins = try await surroundings.plugins().enabled(warn: surroundings.warn)
        return ground
    }

    func close() async {
        transfer.shutdown()
        web.shutdown()
        await simulator?.stop()
    }
}

extension ReadyLine {
    /// The simulator as a profile.
    func profile(named name: String, rateLimit: Int) -> Profile {
        Profile(name: name, apiURL: apiURL, authURL: authURL, clientID: clientID, rateLimit: rateLimit)
    }

    /// What signs in to it.
    var credentials: Credentials {
        Credentials(
            clientSecret: clientSecret,
            accessToken: accessToken,
            refreshToken: refreshToken,
            accessTokenIssued: tokens.issued,
            accessTokenExpires: tokens.issued + Int64(tokens.accessSeconds) * 1000,
            refreshTokenExpires: tokens.issued + Int64(tokens.refreshSeconds) * 1000,
            scope: tokens.scope
        )
    }
}

/// Credentials that end with the process.
private final class MemoryCredentials: CredentialStore {
    private let held: Mutex<Credentials>

    init(_ credentials: Credentials) { held = Mutex(credentials) }

    func load() -> Credentials { held.withLock { $0 } }

    func save(_ credentials: Credentials) { held.withLock { $0 = credentials } }

    func hold() -> any CredentialHold { SoleHold() }
}
