import ArgumentParser

/// `patchbay service`: the daemon as a service of systemd.
struct ServiceVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Have systemd start the daemon, and look after it.",
        subcommands: [ServiceInstallVerb.self, ServiceUninstallVerb.self, ServiceStatusVerb.self]
    )
}
