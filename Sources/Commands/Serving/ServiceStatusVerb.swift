import ArgumentParser
import Glibc
import Host
import JSON
import Schedule

/// `patchbay service status`: whether the unit is there, and whether a daemon serves this state folder.
struct ServiceStatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show whether the unit is installed and a daemon runs.",
        discussion: "Ends with 1 when no daemon serves this state folder."
    )

    @OptionGroup var scope: ServiceScope

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let path = try scope.folder(surroundings.environment) + "/" + ServiceUnit.name
            let isInstalled = access(path, F_OK) == 0
            let isAsked = isInstalled && scope.isRunning(surroundings.environment)
            let isEnabled = isAsked ? answer("is-enabled") : nil
            let isActive = isAsked ? answer("is-active") : nil
            let daemon = ServeLock.holder(of: try surroundings.homes().state)
            if json {
                let document: JSONValue = [
                    "unit": .string(path), "installed": .bool(isInstalled),
                    "enabled": isEnabled.map(JSONValue.bool) ?? .null,
                    "active": isActive.map(JSONValue.bool) ?? .null, "daemon": daemon.map(JSONValue.string) ?? .null,
                ]
                try surroundings.emit(document.pretty())
            } else {
                var table = TextTable(width: surroundings.console.width)
                table.add("unit", isInstalled ? path : "not installed; patchbay service install writes it")
                if let isEnabled { table.add("begins", isEnabled ? "with the machine" : "by hand") }
                if let isActive { table.add("service", isActive ? "active" : "not active") }
                table.add("daemon", daemon ?? "none serves this state folder")
                try surroundings.emit(Array(table.text.utf8))
            }
            if daemon == nil { throw ArgumentParser.ExitCode(Host.ExitCode.scriptError) }
        }
    }

    private func answer(_ question: String) -> Bool {
        SystemProgram.run(scope.systemctl(question, ServiceUnit.name), isQuiet: true) == 0
    }
}
