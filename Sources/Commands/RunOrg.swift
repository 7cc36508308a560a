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
    private let profile: Profile
    private let zone: String?
    private let credentials: any CredentialStore
    private let simulator: Simulator?
    private let transfer: Transfer
    private let web: OutsideWeb
    private let patience: LimitOptions

    /// The org of a stored profile, or of the environment's credentials.
    init(
        profile name: String?,
        apiURL: String?,
        authURL: String?,
        patience: LimitOptions,
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
        zone = chosen.zone
        credentials = chosen.credentials
        simulator = nil
        transfer = Self.transfer(profile, patience)
        self.patience = patience
        web = OutsideWeb(profile: profile)
    }

    /// A fresh simulator in this process.
    init(simulator options: SimulatorOptions, patience: LimitOptions) async throws {
        let started = try await Simulator.start(options)
        simulator = started
        profile = started.ready.profile(named: "simulator", rateLimit: options.rateLimit)
        zone = nil
        credentials = MemoryCredentials(started.ready.credentials)
        transfer = Self.transfer(profile, patience)
        self.patience = patience
        web = OutsideWeb(profile: profile)
    }

    /// What a run against this org stands on.
    func ground(_ surroundings: Surroundings) throws -> Run.Ground {
        let homes = try surroundings.homes()
        try HomeFolders.make(homes.state)
        let settings = SessionSettings(
            retries: RetryPolicy(patience: patience.patience.milliseconds, maxWait: patience.maxWait.milliseconds),
            tryTimeout: patience.requestTimeout.milliseconds
        )
        let session = Session(
            profile: profile,
            credentials: credentials,
            transfer: transfer,
            limiterFolder: homes.state + "/limits",
            settings: settings,
            redaction: surroundings.redaction
        )
        return Run.Ground(
            org: Run.Org(session: session, ledger: ExportLedger(JournalOnDemand(folder: homes.state)), web: web),
            console: surroundings.console,
            clock: .system,
            zone: try zone.map { name throws(HostError) in try ZoneRules(named: name) } ?? .utc,
            currentFolder: try surroundings.currentFolder(),
            forbiddenFolders: homes.all,
            worker: surroundings.workerPath()
        )
    }

    func close() async {
        transfer.shutdown()
        web.shutdown()
        await simulator?.stop()
    }

    private static func transfer(_ profile: Profile, _ patience: LimitOptions) -> Transfer {
        var settings = TransferSettings()
        settings.caFile = profile.caFile
        settings.proxy = profile.proxy
        // A download may take any time as long as bytes come.
        settings.stallTimeout = min(settings.stallTimeout, max(1000, Int(patience.requestTimeout.milliseconds)))
        return Transfer(settings: settings)
    }
}

extension ReadyLine {
    /// The simulator as a profile.
    func profile(named name: String, rateLimit: Int) -> Profile {
        Profile(name: name, apiURL: apiURL, authURL: authURL, clientID: clientID, rateLimit: rateLimit)
    }

    /// What signs in to it.
    var credentials: Credentials {
        Credentials(clientSecret: clientSecret, accessToken: accessToken, refreshToken: refreshToken)
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
