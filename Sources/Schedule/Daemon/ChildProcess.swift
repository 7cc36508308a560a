import CLinux
import Dispatch
import Glibc
import Host
import Synchronization
import Webex

/// A program that was started, in a process group of its own, and is reaped as soon as it has ended.
///
/// No thread waits for it. It outlives whoever started it: nothing here ends it but `signal` and `kill`.
final class ChildProcess: Sendable {
    /// How it ended.
    enum Exit: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let exit = OneShot<Exit?>()
    /// A descriptor of it; nil when it was reaped, and its number may be another's.
    private let living: Mutex<Int32?>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - words: its arguments, without its own name.
    ///   - environment: the whole of it.
    ///   - folder: the folder that it works in.
    ///   - output: a descriptor that both its outputs go to.
    /// - Throws: `HostError` when it does not start.
    init(
        _ program: String,
        _ words: [String],
        environment: [String: String],
        folder: String,
        output: Int32
    ) throws(HostError) {
        let started = Self.spawn(program, words, environment, folder, output)
        guard started.error == 0 else { throw Self.failure(started.error, program, folder) }
        pid = started.pid
        let descriptor = clinux_process(pid)
        living = Mutex(descriptor)
        guard descriptor >= 0 else {
            let error = errno
            // Of one that cannot be watched nobody would hear the end.
            Glibc.kill(-pid, SIGKILL)
            while waitpid(pid, nil, 0) < 0, errno == EINTR {}
            throw HostError.system(error, path: program)
        }
        watch(descriptor)
    }

    /// Waits for its end; nil when the task is cancelled first.
    func end() async -> Exit? { await exit.value(cancelled: nil) }

    /// Sends it a signal, and nothing to what it started.
    func signal(_ number: Int32) {
        living.withLock { if let descriptor = $0 { _ = clinux_signal(descriptor, number) } }
    }

    /// Ends it and all in its process group at once.
    func kill() {
        living.withLock { if $0 != nil { _ = Glibc.kill(-pid, SIGKILL) } }
    }

    private func watch(_ descriptor: Int32) {
        let queue = DispatchQueue(label: "patchbay.child")
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [self] in
            let ended = living.withLock { living -> Exit? in
                var status: Int32 = 0
                let found = waitpid(pid, &status, WNOHANG)
                guard found == pid || found < 0 && errno == ECHILD else { return nil }
                living = nil
                guard found == pid else { return .signal(SIGKILL) }
                return status & 0x7f == 0 ? .code((status >> 8) & 0xff) : .signal(status & 0x7f)
            }
            guard let ended else { return }
            source.cancel()
            exit.resolve(ended)
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    private static func spawn(
        _ program: String,
        _ words: [String],
        _ environment: [String: String],
        _ folder: String,
        _ output: Int32
    ) -> (error: Int32, pid: pid_t) {
        var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + words).map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let error = clinux_spawn_apart(program, &arguments, &variables, folder, output, &pid)
        return (error, pid)
    }

    private static func failure(_ error: Int32, _ program: String, _ folder: String) -> HostError {
        // The system does not say which of the two it was.
        var status = stat()
        guard stat(folder, &status) == 0 else { return HostError.system(errno, path: folder) }
        guard status.st_mode & S_IFMT == S_IFDIR else { return HostError.system(ENOTDIR, path: folder) }
        guard access(folder, X_OK) == 0 else { return HostError.system(errno, path: folder) }
        return HostError(
            .unavailable,
            program,
            "does not start: \(String(cString: strerror(error)))",
            hint: error == ENOENT ? "install patchbay there again" : nil
        )
    }
}
