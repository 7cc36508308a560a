import Synchronization
import Webex

/// A wait that ends in time, whatever becomes of what is waited for.
enum Deadline {
    /// Waits for a task, at most that long; the task goes on all the same.
    ///
    /// - Parameters:
    ///   - task: what is waited for.
    ///   - milliseconds: how long.
    ///   - clock: the time of day.
    /// - Returns: whether it has ended.
    static func isMet(by task: Task<Void, Never>, within milliseconds: Int64, _ clock: WallClock) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter = FirstWord(continuation)
            let late = Task {
                try await clock.sleep(milliseconds)
                waiter.say(false)
            }
            Task {
                await task.value
                late.cancel()
                waiter.say(true)
            }
        }
    }
}

/// Of several who answer a wait, the first counts.
private final class FirstWord: Sendable {
    private let continuation: Mutex<CheckedContinuation<Bool, Never>?>

    init(_ continuation: CheckedContinuation<Bool, Never>) { self.continuation = Mutex(continuation) }

    func say(_ word: Bool) {
        let first = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        first?.resume(returning: word)
    }
}
