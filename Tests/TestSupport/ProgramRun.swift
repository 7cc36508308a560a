import Glibc
import Synchronization

/// A program that a test started: what it writes, how it ends, and what a test does to it on the way.
///
/// It inherits nothing but the environment that the test names. One thread reads what it writes, so that neither pipe
/// nor terminal ever holds it up.
package final class ProgramRun: Sendable {
    /// How a program ended.
    package struct Outcome: Sendable {
        /// What it returned; nil when a signal ended it.
        package var exitCode: Int32?
        /// The signal that ended it, if one did.
        package var signal: Int32?
        /// Standard output and standard error, byte for byte.
        package var outputBytes: [UInt8]
        package var errorBytes: [UInt8]
        /// Wall-clock milliseconds from start to end.
        package var milliseconds: Int
        /// Whether it was killed because it took longer than the test allows.
        package var wasLate: Bool

        package var output: String { String(decoding: outputBytes, as: UTF8.self) }
        package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
    }

    /// Where standard error goes.
    package enum Errors: Sendable {
        case pipe
        /// A pseudo-terminal of so many columns, which is the program's controlling terminal; its standard input too
        /// when a test types at it.
        case terminal(columns: UInt16, isTyped: Bool = false)
    }

    /// A program could not be started.
    package struct StartFailure: Error { package var errno: Int32 }

    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        /// The terminal that a test types at, while it is open.
        var keyboard: Int32?
        var outcome: Outcome?
        var waiters: [CheckedContinuation<Outcome, Never>] = []
        var watchers: [(text: String, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private static let starting = Mutex(())

    package let pid: pid_t
    private let started = ProgramRun.now()
    private let state = Mutex(State())

    /// Starts `program` (a path) in `folder`; one that is not there ends with 127, as in a shell.
    ///
    /// `environment` is the whole of it. After `allowed` seconds the program is killed, with all it started in its
    /// process group.
    package init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        folder: String = "/",
        errors: Errors = .pipe,
        allowed: Int = 60
    ) throws(StartFailure) {
        // One at a time: between the making of a pipe and its mark another child could inherit it.
        let child = try Self.starting.withLock { _ throws(StartFailure) in
            try SpawnedChild(program, arguments, environment, folder: folder, errors: errors)
        }
        pid = child.pid
        if case .terminal(_, isTyped: true) = errors { state.withLock { $0.keyboard = child.errors } }
        DetachedThread.start { self.watch(child, deadline: self.started + allowed * 1000) }
    }

    /// Starts a program and waits for its end.
    package static func run(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        folder: String = "/",
        errors: Errors = .pipe,
        allowed: Int = 60
    ) async throws -> Outcome {
        try await ProgramRun(
            program,
            arguments,
            environment: environment,
            folder: folder,
            errors: errors,
            allowed: allowed
        ).outcome()
    }

    /// Waits for the end.
    package func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Outcome? in
                if state.outcome == nil { state.waiters.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Waits until the program has written `text` to either stream; false when it ended without.
    package func hasWritten(_ text: String) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if Self.holds(state, text) { return true }
                if state.outcome != nil { return false }
                state.watchers.append((text, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// What it has written to standard error so far.
    package var errorsSoFar: String { String(decoding: state.withLock { $0.errors }, as: UTF8.self) }

    /// What it has written to standard output so far.
    package var outputSoFar: String { String(decoding: state.withLock { $0.output }, as: UTF8.self) }

    /// Sends a signal to the program alone.
    package func send(_ signal: Int32) { kill(pid, signal) }

    /// Types at its terminal; a return is `\n`, Ctrl-C is `\u{3}`.
    package func type(_ text: String) {
        let bytes = Array(text.utf8)
        state.withLock { state in
            guard let keyboard = state.keyboard else { return }
            _ = write(keyboard, bytes, bytes.count)
        }
    }

    /// Whether its terminal shows what is typed; nil when it has ended.
    package var showsTyping: Bool? {
        state.withLock { state in
            var settings = termios()
            guard let keyboard = state.keyboard, tcgetattr(keyboard, &settings) == 0 else { return nil }
            return settings.c_lflag & tcflag_t(ECHO) != 0
        }
    }

    /// The processes that the program started and that still live.
    package var children: [pid_t] {
        guard let text = SmallFile.text("/proc/\(pid)/task/\(pid)/children") else { return [] }
        return text.split(separator: " ").compactMap { pid_t($0) } + otherThreadsChildren
    }

    private var otherThreadsChildren: [pid_t] {
        SmallFile.names("/proc/\(pid)/task").filter { $0 != "\(pid)" }.flatMap { thread in
            (SmallFile.text("/proc/\(pid)/task/\(thread)/children") ?? "").split(separator: " ").compactMap {
                pid_t($0)
            }
        }
    }

    private static func holds(_ state: State, _ text: String) -> Bool {
        String(decoding: state.output, as: UTF8.self).contains(text)
            || String(decoding: state.errors, as: UTF8.self).contains(text)
    }

    private func watch(_ child: SpawnedChild, deadline: Int) {
        var wasLate = false
        var open = [child.output, child.errors]
        while !open.isEmpty {
            if !wasLate, Self.now() > deadline {
                wasLate = true
                kill(-child.pid, SIGKILL)
            }
            // What a program leaves behind may hold its pipes; it is waited for a while only.
            if wasLate, Self.now() > deadline + 2000 { break }
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), 100) > 0 else { continue }
            for entry in polled where entry.revents != 0 && !read(entry.fd, isOutput: entry.fd == child.output) {
                open.removeAll { $0 == entry.fd }
            }
        }
        state.withLock { $0.keyboard = nil }
        close(child.output)
        close(child.errors)
        var status: Int32 = 0
        while waitpid(child.pid, &status, 0) < 0, errno == EINTR {}
        end(status, wasLate: wasLate)
    }

    /// False at the end of the stream; a terminal says so by an error.
    private func read(_ descriptor: Int32, isOutput: Bool) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &piece, piece.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        let satisfied = state.withLock { state in
            if isOutput { state.output += piece[..<count] } else { state.errors += piece[..<count] }
            let watchers = state.watchers
            let satisfied = watchers.filter { Self.holds(state, $0.text) }
            state.watchers = watchers.filter { !Self.holds(state, $0.text) }
            return satisfied
        }
        for watcher in satisfied { watcher.continuation.resume(returning: true) }
        return true
    }

    private func end(_ status: Int32, wasLate: Bool) {
        let signal = status & 0x7f
        let (outcome, waiters, watchers) = state.withLock { state in
            let outcome = Outcome(
                exitCode: signal == 0 ? (status >> 8) & 0xff : nil,
                signal: signal == 0 ? nil : signal,
                outputBytes: state.output,
                errorBytes: state.errors,
                milliseconds: Self.now() - started,
                wasLate: wasLate
            )
            state.outcome = outcome
            defer { (state.waiters, state.watchers) = ([], []) }
            return (outcome, state.waiters, state.watchers)
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
        for watcher in watchers { watcher.continuation.resume(returning: false) }
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
