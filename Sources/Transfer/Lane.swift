import Synchronization

/// A curl thread that starts with the first request given to it.
///
/// Safe to use from any task.
final class Lane: Sendable {
    private enum State {
        case idle
        case running(Mailbox)
        case ended
    }

    private let settings: TransferSettings
    private let state = Mutex(State.idle)

    init(_ settings: TransferSettings) { self.settings = settings }

    /// Gives the thread a request; one that cannot be taken is ended at once.
    func start(_ exchange: Exchange) {
        let mailbox: Mailbox?
        do {
            mailbox = try running()
        } catch {
            return exchange.fail(.broken, detail: "libcurl could not be started")
        }
        guard let mailbox, mailbox.post(.start(exchange)) else {
            return exchange.fail(.cancelled, detail: "it came after the shutdown")
        }
    }

    /// Ends a request, also one whose start is still on its way.
    func cancel(_ exchange: Exchange) {
        _ = try? running()?.post(.cancel(exchange))
    }

    /// Lets a request go on that its flow has held.
    func resume(_ exchange: Exchange) {
        _ = try? running()?.post(.resume(exchange))
    }

    /// Ends the thread and what it carries; nothing is taken any more.
    func shutdown() {
        let mailbox = state.withLock { state -> Mailbox? in
            defer { state = .ended }
            if case .running(let mailbox) = state { return mailbox }
            return nil
        }
        _ = mailbox?.post(.stop)
    }

    private struct NoThread: Error {}

    /// The thread's mailbox; nil after the shutdown.
    private func running() throws(NoThread) -> Mailbox? {
        try state.withLock { state throws(NoThread) in
            switch state {
            case .running(let mailbox): return mailbox
            case .ended: return nil
            case .idle:
                guard let mailbox = CurlThread.start(settings) else { throw NoThread() }
                state = .running(mailbox)
                return mailbox
            }
        }
    }
}
