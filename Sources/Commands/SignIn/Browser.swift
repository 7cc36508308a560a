import CLinux
import Glibc

/// The browser of the person at this machine.
struct Browser {
    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Opens an address in it, without waiting for it.
    ///
    /// - Returns: whether a program was started; false on a machine without a display, and where there is none.
    func open(_ address: String) -> Bool {
        let isShown = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"].contains { environment[$0]?.isEmpty == false }
        guard isShown else { return false }
        // BROWSER is a list, of which the first that starts is used.
        let chosen = (environment["BROWSER"] ?? "").split(separator: ":").map(String.init)
        return (chosen + ["xdg-open", "sensible-browser"]).contains { start($0, address) }
    }

    /// Starts a program in a session of its own, so that Ctrl-C here does not end it, with nothing of ours open in it.
    private func start(_ program: String, _ address: String) -> Bool {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawnattr_setflags(&attributes, clinux_spawn_new_session)
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let arguments = [strdup(program), strdup(address), nil]
        // Patchbay's own variables hold credentials, which are nothing to a browser.
        let variables = environment.filter { !$0.key.hasPrefix("PATCHBAY_") }.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        return posix_spawnp(&process, program, &actions, &attributes, arguments, variables + [nil]) == 0
    }
}
