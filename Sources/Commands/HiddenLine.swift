import ArgumentParser
import Glibc

/// A line that is typed on standard input, a terminal, without being shown.
///
/// Whatever ends it leaves the terminal as it was: Ctrl-C, Ctrl-Z and a polite kill only ring a bell, whatever thread
/// they come to, and the reader hears it, puts the terminal right and then lets them have their way. One at a time.
struct HiddenLine {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    /// The end of the pipe that the handler writes to; set before the handler is.
    nonisolated(unsafe) private static var bell: Int32 = -1

    private enum Typed {
        case line([UInt8])
        case signal(Int32)
    }

    /// Asks, and gives what was typed up to the end of the line; asks again after the process was stopped.
    ///
    /// - Returns: nil when the terminal cannot do it.
    /// - Throws: the exit code of an interruption.
    static func read(asking ask: () -> Void) throws -> [UInt8]? {
        while let typed = readOnce(asking: ask) {
            switch typed {
            case .line(let bytes): return bytes
            case .signal(SIGTSTP): stop()
            case .signal: throw ArgumentParser.ExitCode(130)
            }
        }
        return nil
    }

    /// Stops the process as Ctrl-Z would have, and returns when it goes on.
    ///
    /// Through this thread, which lets no signal through otherwise: sent to the process, it could come after the next
    /// handler stands, and ring that one's bell.
    private static func stop() {
        var stopping = sigset_t()
        var before = sigset_t()
        sigemptyset(&stopping)
        sigaddset(&stopping, SIGTSTP)
        pthread_sigmask(SIG_UNBLOCK, &stopping, &before)
        raise(SIGTSTP)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    private static func readOnce(asking ask: () -> Void) -> Typed? {
        var ends: [Int32] = [-1, -1]
        var before = termios()
        guard tcgetattr(0, &before) == 0, pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        bell = ends[1]
        let actions = watchSignals()
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            for (number, action) in zip(signals, actions) {
                var action = action
                sigaction(number, &action, nil)
            }
            for end in ends { close(end) }
        }
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        hidden.c_lflag |= tcflag_t(ECHONL)
        // What was typed ahead, seen by all, is not taken for the answer.
        guard tcsetattr(0, TCSAFLUSH, &hidden) == 0 else { return nil }
        ask()
        return wait(for: ends[0])
    }

    private static func watchSignals() -> [sigaction] {
        signals.map { number in
            var handler = sigaction()
            var old = sigaction()
            handler.__sigaction_handler.sa_handler = { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(HiddenLine.bell, &byte, 1)
            }
            sigaction(number, &handler, &old)
            return old
        }
    }

    /// A line from the terminal, or a signal from the bell, whichever comes first.
    private static func wait(for bell: Int32) -> Typed? {
        var watched = [
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard poll(&watched, 2, -1) >= 0 || errno == EINTR else { return nil }
            var number: UInt8 = 0
            if watched[0].revents != 0, Glibc.read(bell, &number, 1) == 1 { return .signal(Int32(number)) }
            guard watched[1].revents != 0 else { continue }
            // A terminal gives a line at a time.
            var line = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(0, &line, line.count)
            if count >= 0 { return .line(Array(line[..<count])) }
            guard errno == EINTR || errno == EAGAIN else { return nil }
        }
    }
}
