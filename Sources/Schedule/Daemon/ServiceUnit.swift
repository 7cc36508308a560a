import Host

/// The unit by which systemd runs the daemon, hardened as far as runs still work in it.
package struct ServiceUnit: Sendable {
    /// Whose service manager it is for.
    package enum Scope: String, Sendable {
        case user, system
    }

    /// The unit's name.
    package static let name = "patchbay.service"

    package var scope: Scope
    /// The words that start the daemon, the first an absolute path.
    package var command: [String]
    /// The variables that it is given.
    package var environment: [String: String] = [:]
    /// The user whom the system's manager runs it as.
    package var user = ""
    /// Folders that it and its runs may write, besides those that the manager makes for it.
    package var writable: [String] = []
    /// Further paths that it and its runs read.
    package var read: [String] = []
    /// Whether the manager makes its folders: `/etc/patchbay`, `/var/lib/patchbay` and `/var/cache/patchbay`.
    package var hasOwnFolders = false
    /// Milliseconds that runs have to end by themselves.
    package var grace: Int64 = 300_000

    package init(_ scope: Scope, command: [String]) {
        self.scope = scope
        self.command = command
    }

    /// What is written where systemd finds units.
    package var text: String {
        let sections = [
            ["[Unit]", "Description=Patchbay: scheduled runs against Webex Contact Center"]
                + (scope == .system ? ["Wants=network-online.target", "After=network-online.target"] : []),
            ["[Service]"] + service + [""] + hardening,
            ["[Install]", "WantedBy=\(scope == .system ? "multi-user.target" : "default.target")"],
        ]
        return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var service: [String] {
        var lines = [
            "Type=notify", "NotifyAccess=main", "ExecStart=" + command.map(Self.word).joined(separator: " "),
            "ExecReload=/bin/kill -HUP $MAINPID",
        ]
        if scope == .system { lines.append("User=\(user)") }
        lines += environment.sorted { $0.key < $1.key }.map { "Environment=" + Self.quoted("\($0.key)=\($0.value)") }
        lines += [
            "Restart=on-failure", "RestartSec=5",
            "# What a person has to mend is not tried again: another daemon, a configuration that cannot be read.",
            "RestartPreventExitStatus=2 3", "WatchdogSec=120",
            "# The daemon alone is told to end; it has its runs end in order, and what is left then is killed.",
            "KillMode=mixed", "TimeoutStopSec=\(grace / 1000 + 75)",
            "# A key of this name in a store of credentials seals what is kept; without one Patchbay has its own.",
            "LoadCredential=patchbay-key",
        ]
        if hasOwnFolders {
            lines += [
                "ConfigurationDirectory=patchbay", "ConfigurationDirectoryMode=0755", "StateDirectory=patchbay",
                "StateDirectoryMode=0700", "CacheDirectory=patchbay", "CacheDirectoryMode=0700",
            ]
        }
        lines += writable.map { "ReadWritePaths=" + Self.quoted("-" + $0) }
        return lines
    }

    private var hardening: [String] {
        var lines = ["NoNewPrivileges=yes", "ProtectSystem=strict"]
        lines.append("ProtectHome=\(lies(in: ["home", "root", "run/user"]) ? "read-only" : "yes")")
        lines.append("PrivateTmp=\(lies(in: ["tmp", "var/tmp"]) ? "no" : "yes")")
        lines += [
            "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes",
            "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes",
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "RestrictNamespaces=yes",
            "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes",
            "RemoveIPC=yes", "KeyringMode=private", "UMask=0027", "CapabilityBoundingSet=", "AmbientCapabilities=",
            "SystemCallArchitectures=native",
            "# Workers seal themselves with a filter of their own, which needs no more than prctl and seccomp.",
            "SystemCallFilter=@system-service seccomp", "SystemCallErrorNumber=EPERM",
        ]
        // A user's manager can take nothing away but within a name space of users, in which all but the user is nobody.
        if scope == .user { lines.insert("PrivateUsers=yes", at: 0) }
        return lines
    }

    /// Whether anything that it needs lies beneath one of these folders of the root.
    private func lies(in folders: [String]) -> Bool {
        let needed = writable + read + environment.values.filter { $0.hasPrefix("/") } + command.prefix(1)
        return needed.contains { path in folders.contains { path == "/\($0)" || path.hasPrefix("/\($0)/") } }
    }

    /// A word of a command line.
    private static func word(_ text: String) -> String {
        quoted(text.replacing("$", with: "$$"))
    }

    /// A text as one word, in which systemd finds nothing of its own.
    private static func quoted(_ text: String) -> String {
        let plain = text.replacing("%", with: "%%")
        let isWord = !plain.isEmpty && plain.allSatisfy { $0.isASCII && !$0.isWhitespace && !"\"'\\;".contains($0) }
        guard !isWord else { return plain }
        return "\"" + plain.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
