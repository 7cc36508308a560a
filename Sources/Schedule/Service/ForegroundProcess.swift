import Dispatch
import Glibc
import Host

/// A process that a person waits for: it has this one's outputs and environment, nothing to read, and is told each signal
/// that would end this one.
///
/// It leads a process group of its own, so that a key of the terminal reaches it once, through this process. One at a time.
package enum ForegroundProcess {
    /// How it ended.
    package enum End: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)

        /// The code that a shell gives.
        package var exitCode: Int32 {
            switch self {
            case .code(let code): code
            case .signal(let number): 128 + number
            }
        }
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    /// The child that is told signals; 0 while there is none.
    nonisolated(unsafe) private static var child: pid_t = 0
    /// A signal that came before the child was there.
    nonisolated(unsafe) private static var early: Int32 = 0

    /// Runs a program to its end in the current folder.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - words: its arguments, without its own name.
    /// - Returns: how it ended.
    /// - Throws: `HostError` when it does not start.
    package static func run(_ program: String, _ words: [String]) async throws(HostError) -> End {
        let before = signals.map { number in
            signal(number) { number in
                if ForegroundProcess.child > 0 {
                    kill(ForegroundProcess.child, number)
                } else {
                    ForegroundProcess.early = number
                }
            }
        }
        defer { for (number, handler) in zip(signals, before) { signal(number, handler) } }
        let process = try spawn(program, words)
        child = process
        if early != 0 { kill(process, early) }
        early = 0
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "patchbay.foreground").async { continuation.resume(returning: wait(process)) }
        }
    }

    private static func wait(_ process: pid_t) -> End {
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        // From here on its number may soon be another's.
        child = 0
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? .code((status >> 8) & 0xff) : .signal(status & 0x7f)
    }

    private static func spawn(_ program: String, _ words: [String]) throws(HostError) -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + words).map { strdup($0) } + [nil]
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            for text in arguments { free(text) }
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var all = sigset_t(), none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        var process: pid_t = 0
        let error = posix_spawn(&process, program, &actions, &attributes, &arguments, environ)
        guard error == 0 else { throw HostError.system(error, path: program) }
        return process
    }
}
