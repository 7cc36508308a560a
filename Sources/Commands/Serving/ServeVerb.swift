import ArgumentParser
import Exposition
import Host
import Journal
import Logging
import Schedule
import ServiceLifecycle
import Webex

/// `patchbay serve`: the daemon that runs schedules.
struct ServeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run schedules when they are due, until it is ended.",
        discussion: """
            Runs each schedule of the folder when it is due, in a process of its own, and keeps the sign-ins that they use \
            from lapsing. Files that are changed, added or taken away are seen within seconds, and at once by SIGHUP. What \
            was not run and why stands in patchbay schedule history.

            SIGTERM and Ctrl-C have runs end by themselves within the grace time; what is not over then is interrupted, and \
            gone on with by the next daemon. So is what a crash or a loss of power cut off. A second signal ends at once, \
            and lets runs go on. One daemon serves a state folder.

            Health is asked by GET /healthz, metrics by GET /metrics, on this machine alone unless --listen says otherwise. \
            patchbay service install has systemd start it.
            """
    )

    @OptionGroup var options: ServeOptions

    func run() async throws {
        // Before anything else: a signal that comes now is not lost.
        let signals = DaemonSignals()
        let surroundings = Surroundings()
        try await surroundings.perform { try await serve(surroundings, signals) }
    }

    private func serve(_ surroundings: Surroundings, _ signals: DaemonSignals) async throws {
        let started = WallClock.system.now()
        let homes = try surroundings.homes()
        let lock = try ServeLock(folder: homes.state, now: started)
        defer { withExtendedLifetime(lock) {} }
        let kit = try ServeKit(options, surroundings, homes, started: started)
        try await kit.files.read()
        // A journal that cannot be opened is told now, and not by the first run.
        _ = try await kit.store.states()
        let daemon = Daemon(try kit.parts(signals), atMost: options.atMost, grace: options.grace.milliseconds)
        let server = try await options.address.asyncMap { address in
            try await HealthServer.start(address) {
                await daemon.health(version: Patchbay.version, since: started)
            } metrics: {
                await daemon.measure()
                return kit.registry.text()
            }
        }
        await tell(kit, server?.address, surroundings)
        try await daemon.run(beside: server.map { [$0] } ?? [])
        kit.log.notice("has ended")
    }

    /// Says what is served, and what is wrong with the rest.
    private func tell(_ kit: ServeKit, _ address: ListenAddress?, _ surroundings: Surroundings) async {
        let listing = await kit.files.listing
        if options.logFormat == .text {
            surroundings.console.say(ServeTable(listing, now: WallClock.system.now(), surroundings.console).text)
        }
        kit.log.notice("serves \(listing.definitions.count) schedules of \(kit.folder)")
        if let address {
            kit.log.notice("answers on http://\(address)")
            if !address.isLoopback {
                kit.log.warning("\(address) is open to other machines: no one is asked who they are")
            }
        }
    }
}

extension Optional {
    /// What a function that waits makes of the value; nil where there is none.
    fileprivate func asyncMap<Other>(_ change: (Wrapped) async throws -> Other) async throws -> Other? {
        guard let self else { return nil }
        return try await change(self)
    }
}
