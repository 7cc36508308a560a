import ArgumentParser
import Glibc
import Host
import Schedule

/// Whose service manager is meant: the user's own, or the system's.
struct ServiceScope: ParsableArguments {
    @Flag(help: "For your own service manager; usual for all but root.")
    var user = false

    @Flag(help: "For the system's, which root alone may change; usual for root.")
    var system = false

    func validate() throws {
        guard !(user && system) else { throw ValidationError("--user and --system exclude each other") }
    }

    var scope: ServiceUnit.Scope { system || !user && geteuid() == 0 ? .system : .user }

    /// The folder that the manager finds the unit in.
    ///
    /// - Throws: `HostError` where nothing says whose it is.
    func folder(_ environment: [String: String]) throws(HostError) -> String {
        guard scope == .user else { return "/etc/systemd/system" }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/systemd/user" }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw HostError(.invalid, "HOME", "is not set, so there is no place for a unit of a user", hint: "set HOME")
        }
        return home + "/.config/systemd/user"
    }

    /// Whether such a manager runs here.
    func isRunning(_ environment: [String: String]) -> Bool {
        guard access("/run/systemd/system", F_OK) == 0 else { return false }
        guard scope == .user else { return true }
        return environment["XDG_RUNTIME_DIR"].map { access($0 + "/systemd", F_OK) == 0 } ?? false
    }

    /// The words of a command to the manager.
    func systemctl(_ words: String...) -> [String] { ["systemctl"] + (scope == .user ? ["--user"] : []) + words }
}

/// A program of the machine's that is run to its end.
enum SystemProgram {
    /// Runs it; what it says goes to standard error, or nowhere.
    ///
    /// - Returns: its exit code; nil when it cannot be started, or a signal ended it.
    static func run(_ words: [String], isQuiet: Bool = false) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if isQuiet { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        let arguments = words.map { strdup($0) }
        defer { for text in arguments { free(text) } }
        var process = pid_t()
        guard let name = words.first, posix_spawnp(&process, name, &actions, nil, arguments + [nil], environ) == 0
        else {
            return nil
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }
}
