import Dispatch
import Glibc
import Host
import Synchronization

/// Hears the signals that a daemon is told things by: SIGTERM and SIGINT to end, SIGHUP to read its schedules anew.
///
/// From its making on none is lost, and SIGHUP does not end the process. One in a process, which lasts as long as that.
package final class DaemonSignals: Sendable {
    /// The end of the pipe that the handler writes to; set once, before the handler is.
    nonisolated(unsafe) private static var bell: Int32 = -1

    /// What has the schedules read anew; each other one ends the daemon.
    package static let reload = SIGHUP

    private let listener = Mutex<(@Sendable (Int32) -> Void)?>(nil)
    private let early = Mutex<[Int32]>([])

    package init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        Self.bell = ends[1]
        let ear = ends[0]
        let source = DispatchSource.makeReadSource(
            fileDescriptor: ear,
            queue: DispatchQueue(label: "patchbay.daemon.signals")
        )
        source.setEventHandler { [self] in
            var number: UInt8 = 0
            guard read(ear, &number, 1) == 1 else { return }
            hear(Int32(number))
            withExtendedLifetime(source) {}
        }
        source.resume()
        // Whoever started the daemon may have had these ignored; runs could then not be waited for.
        signal(SIGCHLD, SIG_DFL)
        for number in [SIGTERM, SIGINT, Self.reload] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(DaemonSignals.bell, &byte, 1)
            }
        }
    }

    /// Ends the process as the second signal asks, at once.
    static func endAtOnce() -> Never { _exit(ExitCode.interrupted) }

    /// Has each signal told from now on, and those before.
    package func listen(_ hear: @escaping @Sendable (Int32) -> Void) {
        listener.withLock { $0 = hear }
        for number in early.withLock({ early in
            defer { early = [] }; return early
        }) { hear(number) }
    }

    private func hear(_ number: Int32) {
        guard let hear = listener.withLock({ $0 }) else { return early.withLock { $0.append(number) } }
        hear(number)
    }
}
