import CLinux
import Glibc
import Synchronization
import Wire

/// A worker: the child process that runs one script's Lua, and the thread of the host that listens to it.
///
/// The kernel ends a child with the thread that started it (PR_SET_PDEATHSIG), so the thread that listens is the one
/// that spawns, and it lives until the child is gone.
final class WorkerProcess: Sendable {
    /// Frames as they come, in order, on the listening thread.
    typealias Listener = @Sendable ([Frame]) -> Void

    /// How the process ended.
    struct Exit: Sendable {
        /// The signal that ended it, if one did.
        var signal: Int32?
        var status: Int32
        /// Seconds of CPU it used.
        var cpuSeconds: Double
        /// What was wrong with its frames, if they could not be read.
        var malformed: WireError?
    }

    private enum State {
        case starting
        /// It is to end before it has begun.
        case doomed
        case running(pid_t, WorkerChannel)
        case ended
    }

    private let state = Mutex(State.starting)

    init() {}

    /// Starts a worker, sends it `start`, and answers when the process is gone.
    func run(_ start: Start, executable: String, listener: @escaping Listener) async throws -> Exit {
        try await withCheckedThrowingContinuation { continuation in
            let thread = ListeningThread {
                continuation.resume(with: Result { try self.live(start, executable, listener) })
            }
            thread.start()
        }
    }

    /// Sends frames to the worker; after its end they are dropped.
    func send(_ frames: [UInt8]) {
        if case .running(_, let channel) = state.withLock({ $0 }) { channel.send(frames) }
    }

    /// Asks the worker to end for its time-out and tell where the script is; see `kill` for what does not listen.
    func endForTimeout() { signal(SIGUSR1) }

    /// Ends the worker at once.
    func kill() { signal(SIGKILL) }

    private func signal(_ number: Int32) {
        state.withLock { state in
            switch state {
            case .running(let process, _): _ = Glibc.kill(process, number)
            case .starting: state = .doomed
            case .doomed, .ended: break
            }
        }
    }

    private func live(_ start: Start, _ executable: String, _ listener: Listener) throws -> Exit {
        let (process, channel) = try spawn(executable)
        state.withLock { state in
            if case .doomed = state { _ = Glibc.kill(process, SIGKILL) }
            state = .running(process, channel)
        }
        var frames = PayloadWriter()
        start.write(to: &frames)
        channel.send(frames.bytes)
        var exit = Exit(signal: nil, status: 0, cpuSeconds: 0, malformed: nil)
        do {
            try channel.run(listener)
        } catch {
            exit.malformed = error
            kill()
        }
        // Looked at first and reaped after, so that `signal` never reaches a process that got the number anew.
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        state.withLock { $0 = .ended }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
        exit.signal = status & 0x7f == 0 ? nil : status & 0x7f
        exit.status = (status >> 8) & 0xff
        exit.cpuSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
        return exit
    }

    private func spawn(_ executable: String) throws(HostError) -> (pid_t, WorkerChannel) {
        var pair: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw HostError(
                .unavailable,
                "worker",
                "no socket can be made for it",
                hint: String(cString: strerror(errno))
            )
        }
        defer { close(pair[1]) }
        let channel = try WorkerChannel(socket: pair[0])
        var arguments: [UnsafeMutablePointer<CChar>?] = ["patchbay-worker", "\(getpid())"].map { (word: String) in
            strdup(word)
        }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let error = clinux_spawn_with_socket(executable, &arguments, pair[1], &process)
        guard error == 0 else {
            throw HostError(
                .unavailable,
                "worker",
                "\(executable) does not start: \(String(cString: strerror(error)))",
                hint: "patchbay-worker belongs beside patchbay"
            )
        }
        return (process, channel)
    }
}

/// A thread with a body that runs once.
private final class ListeningThread {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    func start() {
        let retained = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let error = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ListeningThread>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            retained.toOpaque()
        )
        guard error == 0 else {
            retained.release()
            body()
            return
        }
        pthread_detach(thread)
    }
}
