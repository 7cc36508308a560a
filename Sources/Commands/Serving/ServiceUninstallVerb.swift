import ArgumentParser
import Glibc
import Host
import Schedule

/// `patchbay service uninstall`: ends the daemon, and takes its unit away.
struct ServiceUninstallVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "End the daemon and take its unit away; schedules and their history stay."
    )

    @OptionGroup var scope: ServiceScope

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let path = try scope.folder(surroundings.environment) + "/" + ServiceUnit.name
            let isRunning = scope.isRunning(surroundings.environment)
            guard access(path, F_OK) == 0 else {
                throw HostError(.notFound, path, "there is no unit", hint: "patchbay service install writes one")
            }
            if isRunning { _ = SystemProgram.run(scope.systemctl("disable", "--now", ServiceUnit.name)) }
            guard unlink(path) == 0 else { throw HostError.system(errno, path: path) }
            if isRunning { _ = SystemProgram.run(scope.systemctl("daemon-reload")) }
            surroundings.console.say("removed \(path)")
        }
    }
}
