import Dispatch
import Glibc

/// Watches for Ctrl-C and a polite kill: the first ends in order, the second at once.
final class InterruptWatch {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter interrupted: called at the first signal, on a queue of its own.
    init(_ interrupted: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "patchbay.signals")
        let count = SignalCount()
        sources = [SIGINT, SIGTERM].map { number in
            // A dispatch source sees a signal only when its own action is to do nothing.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                count.value += 1
                if count.value > 1 { _exit(130) }
                interrupted()
            }
            source.resume()
            return source
        }
    }

    /// Stops watching.
    func end() { sources.forEach { $0.cancel() } }
}

/// Signals so far; confined to the watch's queue.
private final class SignalCount: @unchecked Sendable {
    var value = 0
}
