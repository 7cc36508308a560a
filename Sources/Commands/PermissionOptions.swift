import ArgumentParser
import Host

/// The options that say what a run may change and whom it may talk to.
struct PermissionOptions: ParsableArguments {
    @Flag(help: "Refuse every operation that would change the org.")
    var readOnly = false

    @Option(
        help: ArgumentHelp("Let the org be changed this many times, and end the run before one more.", valueName: "n")
    )
    var allowChanges: Int?

    @Flag(help: "Let the script delete.")
    var allowDeletes = false

    @Flag(help: "Let the script send requests of its own making that no operation describes.")
    var allowRaw = false

    @Option(
        help: ArgumentHelp(
            "Let the script talk to this host, on any port or on this one; may be given again.",
            valueName: "host[:port]"
        )
    )
    var allowNet: [HostArgument] = []

    @Flag(help: "Let the script write anywhere beneath the current folder.")
    var allowWrite = false

    var permissions: Permissions {
        var permissions = Permissions()
        permissions.isReadOnly = readOnly
        permissions.changes = allowChanges
        permissions.allowsDeletes = allowDeletes
        permissions.allowsRaw = allowRaw
        permissions.hosts = allowNet.map(\.grant)
        return permissions
    }

    func validate() throws {
        if let allowChanges, allowChanges < 0 {
            throw ValidationError("--allow-changes is \(allowChanges), but must be 0 or more")
        }
    }
}

/// A host on the command line, such as `example.com` or `127.0.0.1:8080`.
struct HostArgument: ExpressibleByArgument {
    let grant: HostGrant

    init?(argument: String) {
        // Every host at once is for plugins that a person looked at.
        guard argument != HostGrant.everyHost, let grant = HostGrant(argument) else { return nil }
        self.grant = grant
    }
}
