import Synchronization
import Webex

/// Ends what takes too long, unless it has come to its end before.
///
/// Safe to call from any task.
final class CallWatch: Sendable {
    private struct State {
        var watch: Task<Void, any Error>?
        var isOver = false
    }

    private let clock: WallClock
    private let stop: @Sendable () async -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - clock: the time of day.
    ///   - stop: ends what took too long.
    init(_ clock: WallClock, stop: @escaping @Sendable () async -> Void) {
        self.clock = clock
        self.stop = stop
    }

    /// Gives it that many milliseconds from now on, in place of what it had.
    func begin(_ milliseconds: Int64) {
        let watch = Task {
            try await clock.sleep(milliseconds)
            if isFirst() { await stop() }
        }
        let (before, isOver) = state.withLock { state in
            defer { state.watch = watch }
            return (state.watch, state.isOver)
        }
        before?.cancel()
        if isOver { watch.cancel() }
    }

    /// It has come to its end.
    ///
    /// - Returns: whether that was in time.
    func end() -> Bool {
        let isInTime = isFirst()
        state.withLock { $0.watch }?.cancel()
        return isInTime
    }

    private func isFirst() -> Bool {
        state.withLock { state in
            defer { state.isOver = true }
            return !state.isOver
        }
    }
}
