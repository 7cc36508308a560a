import ArgumentParser
import Glibc
import Host
import Schedule

/// `patchbay service install`: writes the unit, and has it started.
struct ServiceInstallVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Write a unit for the daemon and have systemd start it, now and with the machine.",
        discussion: """
            The unit lets the daemon and its runs write what Patchbay keeps, the working folders of the schedules there are \
            now, and what --writable names; all else is read-only. Install it again when that changes. A unit of the \
            system's runs as a user of its own, with its configuration in /etc/patchbay and its state in /var/lib/patchbay, \
            unless PATCHBAY_HOME says otherwise.
            """
    )

    @OptionGroup var scope: ServiceScope
    @OptionGroup(title: "Daemon") var options: ServeOptions

    @Option(
        name: .customLong("writable"),
        help: ArgumentHelp("A further folder that runs may write; may be repeated.", valueName: "folder")
    )
    var writable: [String] = []

    @Option(help: ArgumentHelp("With --system: the user whom it runs as.", valueName: "user"))
    var runAs = "patchbay"

    @Flag(help: "Print the unit, and write nothing.")
    var dryRun = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let unit = try unit(surroundings)
            guard !dryRun else { return try surroundings.emit(Array(unit.text.utf8)) }
            let folder = try scope.folder(surroundings.environment)
            let place = try WorkFolder(folder, currentFolder: surroundings.currentFolder())
            try place.write(ServiceUnit.name, unit.text)
            surroundings.console.say("wrote \(place.shown(ServiceUnit.name))")
            try begin(surroundings)
        }
    }

    private func begin(_ surroundings: Surroundings) throws {
        let steps = [scope.systemctl("daemon-reload"), scope.systemctl("enable", "--now", ServiceUnit.name)]
        let console = surroundings.console
        if scope.scope == .system, getpwnam(runAs) == nil {
            console.say("there is no user \(runAs) yet. To make it and start the daemon, type")
            console.say("  useradd --system --home-dir /var/lib/patchbay --shell /usr/sbin/nologin \(runAs)")
            for step in steps { console.say("  " + step.joined(separator: " ")) }
            return
        }
        guard scope.isRunning(surroundings.environment) else {
            console.say("systemd does not run here. Where it does, type")
            for step in steps { console.say("  " + step.joined(separator: " ")) }
            return
        }
        for step in steps where SystemProgram.run(step) != 0 {
            throw HostError(
                .unavailable,
                step.joined(separator: " "),
                "failed, as it said above; the unit is written",
                hint: "look with patchbay service status"
            )
        }
        console.say("the daemon runs; look at it with " + scope.systemctl("status", "patchbay").joined(separator: " "))
        if scope.scope == .user { console.say("to have it run while you are not logged in: loginctl enable-linger") }
    }

    private func unit(_ surroundings: Surroundings) throws -> ServiceUnit {
        let current = try surroundings.currentFolder()
        let environment = surroundings.environment
        let place = try SchedulePlace(options.place, surroundings)
        let named = options.place.schedules ?? environment[SchedulePlace.variable].flatMap { $0.isEmpty ? nil : $0 }
        let words = options.words(schedules: named == nil ? nil : place.folder.path)
        var unit = ServiceUnit(scope.scope, command: [surroundings.programPath(), "serve"] + words)
        unit.grace = options.grace.milliseconds
        unit.user = runAs
        let homes = try surroundings.homes()
        let home = environment["PATCHBAY_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        if home != nil {
            unit.environment["PATCHBAY_HOME"] = homes.state
            unit.writable = [homes.state]
        } else if scope.scope == .system {
            unit.hasOwnFolders = true
            unit.environment = [
                "XDG_CONFIG_HOME": "/etc", "XDG_STATE_HOME": "/var/lib", "XDG_CACHE_HOME": "/var/cache",
            ]
        } else {
            for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
                unit.environment[name] = environment[name]
            }
            unit.writable = [homes.state, homes.cache]
            unit.read = [homes.configuration]
        }
        // The system's configuration is not that of who installs it.
        let schedules =
            unit.hasOwnFolders && named == nil
            ? ScheduleFolder("/etc/patchbay/schedules", zones: place.zones) : place.folder
        unit.read.append(schedules.path)
        // What is broken now has no folder yet.
        let definitions = (try? schedules.load())?.definitions ?? []
        for definition in definitions {
            if case .script(let path) = definition.work { unit.read.append(path) }
        }
        let folders = definitions.map(\.folder)
        for folder in try writable.map({ try PathText.absolute($0, in: current) }) + folders
        where !unit.writable.contains(folder) { unit.writable.append(folder) }
        return unit
    }
}
