import ArgumentParser
import Glibc
import Host
import Simulator

/// `patchbay simulator`: a stand-in for Webex on this machine.
struct SimulatorVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Serve a simulated org on this machine.",
        discussion: """
            Prints one line of JSON when it is ready: its addresses, its credentials, and the window of time that holds \
            its tasks. Ends with Ctrl-C. With --write-profile, another terminal goes on with \
            patchbay run --profile <name> …
            """
    )

    @Option(help: ArgumentHelp("Port on 127.0.0.1; 0 takes a free one.", valueName: "n"))
    var port: Int = 0

    @OptionGroup(title: "Size") var size: SimulatorSize

    @Option(help: ArgumentHelp("Store a profile that points at it, under this name.", valueName: "name"))
    var writeProfile: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is \(port), but must be 0 to 65535") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            var options = size.options
            options.port = port
            let simulator: Simulator
            do {
                simulator = try await Simulator.start(options)
            } catch {
                throw HostError(.invalid, "simulator", "\(error)")
            }
            if let writeProfile { try await store(simulator.ready, as: writeProfile, surroundings) }
            // The watch stands before the ready line: who reads that may end the simulator at once.
            let (interrupts, interrupted) = AsyncStream.makeStream(of: Void.self)
            let watch = InterruptWatch { interrupted.finish() }
            try surroundings.emit(Array((simulator.ready.line + "\n").utf8))
            for await _ in interrupts {}
            watch.end()
            await simulator.stop()
        }
    }

    private func store(_ ready: ReadyLine, as name: String, _ surroundings: Surroundings) async throws {
        let profile = ready.profile(named: name, rateLimit: size.options.rateLimit)
        try await surroundings.profileStore().add(
            StoredProfile(profile: profile),
            credentials: ready.credentials,
            replacing: true
        )
    }
}
