import Exposition
import Host
import Journal
import Logging
import Schedule
import Webex

/// What a daemon is made of, from the command line and what is around it.
struct ServeKit {
    let log: Logger
    let registry = MetricRegistry()
    let files: ScheduleFiles
    let store: any ScheduleStore
    /// The folder of the schedules.
    let folder: String
    private let metrics: DaemonMetrics
    private let disk: DiskGate
    private let place: JournalPlace
    private let homes: HomeFolders
    private let keep: Int64
    private let surroundings: Surroundings

    /// - Throws: `HostError` for a configuration that cannot be read.
    init(
        _ options: ServeOptions,
        _ surroundings: Surroundings,
        _ homes: HomeFolders,
        started: Int64
    ) throws(HostError) {
        self.surroundings = surroundings
        self.homes = homes
        keep = options.keepRuns.milliseconds
        let console = surroundings.console
        var handler = DaemonLog(options.logFormat, redaction: surroundings.redaction, now: WallClock.system.now) {
            console.say($0)
        }
        handler.logLevel = options.logLevel.level
        let log = Logger(label: "patchbay") { _ in handler }
        self.log = log
        let schedules = options.place
        folder = try SchedulePlace(schedules, surroundings).folder.path
        files = ScheduleFiles(configuration: homes.configurationFile, log: log) { listing in
            await surroundings.findings(of: listing, in: homes)
        } open: { () throws(HostError) in
            try SchedulePlace(schedules, surroundings).folder
        }
        let journal = JournalOnDemand(folder: homes.state)
        store = SQLiteScheduleStore(journal)
        place = JournalPlace(folder: homes.state, opening: journal)
        disk = DiskGate(folder: homes.state, least: options.minFree.bytes)
        for (name, help) in DaemonMetrics.descriptions {
            // What most runs take lies between a second and some hours.
            let bounds: [Double] = name.hasSuffix("_run_seconds") ? [1, 5, 15, 60, 300, 900, 3600, 14_400] : []
            registry.describe(name, help, buckets: bounds)
        }
        metrics = DaemonMetrics(registry, disk: disk, started: started)
    }

    /// The parts of the daemon.
    ///
    /// - Throws: `HostError` where there is no place for secrets.
    func parts(_ signals: DaemonSignals) throws(HostError) -> Daemon.Parts {
        let logs = RunLogs(folder: homes.state + "/logs")
        let trace = RunTrace(folder: homes.state)
        let metrics = metrics
        let surroundings = surroundings
        return Daemon.Parts(
            store: store,
            processes: HostProcesses(
                program: surroundings.programPath(),
                place: place,
                logs: logs,
                environment: try surroundings.environmentElsewhere(),
                trace: trace
            ),
            files: files,
            post: try post(),
            upkeep: SignInUpkeep(store: store, clock: .system, log: log) {
                metrics.keep($0)
            } renew: { profile in
                try await surroundings.renewSignIn(of: profile)
            },
            housekeeping: Housekeeping(place: place, store: store, logs: logs, keep: keep, clock: .system, log: log),
            metrics: metrics,
            disk: disk,
            trace: trace,
            notify: DaemonNotify(environment: surroundings.environment),
            signals: signals,
            clock: .system,
            log: log
        )
    }

    private func post() throws(HostError) -> NoticePost {
        let files = files
        let file = ConfigurationFile(homes.configurationFile)
        return NoticePost(
            store: store,
            sender: try surroundings.channelSender(),
            configuration: { () throws(HostError) in try file.load() },
            schedule: { await files.definition($0) },
            clock: .system,
            log: log,
            metrics: registry
        )
    }
}

extension LevelArgument {
    fileprivate var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

extension Surroundings {
    /// What schedules stand on and is not there, or soon will not be; nothing while the configuration cannot be read.
    fileprivate func findings(of listing: ScheduleListing, in homes: HomeFolders) async -> [ScheduleFinding] {
        guard let configuration = try? ConfigurationFile(homes.configurationFile).load(), let vault = try? vault()
        else {
            return []
        }
        var check = ScheduleCheck(
            configuration: configuration,
            vault: vault,
            environment: environment,
            channels: Set(configuration.channels.map(\.name)),
            probe: NoProbe(),
            now: WallClock.system.now()
        )
        var found: [ScheduleFinding] = []
        for definition in listing.definitions {
            found += await check.findings(of: definition, lines: listing.lines[definition.name] ?? [:])
        }
        return found
    }

    /// Takes the token of a profile, which renews it where that is due.
    ///
    /// - Parameter name: the profile's; nil for the usual one.
    /// - Returns: how its sign-in stands then.
    /// - Throws: `HostError` when there is no such profile; `WebexError` when there is no token.
    func renewSignIn(of name: String?) async throws -> SignInStanding {
        let org = try RunOrg(profile: name, self)
        do {
            let session = try org.session(self)
            _ = try await session.organization()
            let facts = session.tokenFacts
            let warning = facts.warning(org.profile, now: WallClock.system.now())
            await org.close()
            return SignInStanding(profile: org.profile.name, lapses: facts.signInLapses, warning: warning)
        } catch {
            await org.close()
            throw error
        }
    }
}

/// Asks no script and no plugin: that takes a process each, and the run itself tells.
private struct NoProbe: WorkProbe {
    func problem(of script: ScriptFile, arguments: [String], folder: String) async -> HostError? { nil }

    func problem(ofCommand words: [String], arguments: [String], folder: String) async -> HostError? { nil }
}
