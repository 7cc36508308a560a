import Dispatch
import Glibc
import Synchronization

/// Watches for Ctrl-C, a polite kill and the end of the terminal: the first ends in order, the second at once.
///
/// From its making on no such signal is lost. One in a process.
final class InterruptWatch {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// The end of the pipe that the handler writes to; set once, before the handler is.
    nonisolated(unsafe) private static var bell: Int32 = -1

    private let source: any DispatchSourceRead
    private let listener: Listener

    /// Whom the first signal is told; nobody any more once it is let go.
    private final class Listener: Sendable {
        let hear: Mutex<(@Sendable () -> Void)?>

        init(_ hear: @escaping @Sendable () -> Void) { self.hear = Mutex(hear) }
    }

    /// Watches from now on and calls `interrupted` at the first signal, on a queue of its own.
    init(_ interrupted: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        Self.bell = ends[1]
        let ear = ends[0]
        source = DispatchSource.makeReadSource(fileDescriptor: ear, queue: DispatchQueue(label: "patchbay.signals"))
        let wasInterrupted = Atomic(false)
        let listener = Listener(interrupted)
        self.listener = listener
        source.setEventHandler {
            var byte: UInt8 = 0
            guard read(ear, &byte, 1) == 1 else { return }
            if wasInterrupted.exchange(true, ordering: .relaxed) { _exit(130) }
            listener.hear.withLock { $0 }?()
        }
        source.resume()
        for number in Self.signals {
            signal(number) { _ in
                var byte: UInt8 = 1
                _ = write(InterruptWatch.bell, &byte, 1)
            }
        }
    }

    /// Stops watching; a signal then does what it does by itself.
    func end() {
        for number in Self.signals { signal(number, SIG_DFL) }
        source.cancel()
        // The queue lets go of its handler when it comes to it. A run that was held until then would keep its journal open.
        listener.hear.withLock { $0 = nil }
    }
}
