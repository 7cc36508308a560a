import Synchronization
import Webex

/// A clock that stands until a test moves it, and that tells when somebody waits by it.
final class SteppedClock: Sendable {
    private struct Sleeper {
        let id: Int
        let until: Int64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Int64
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(_ now: Int64) { state = Mutex(State(now: now)) }

    var now: Int64 { state.withLock { $0.now } }

    /// Sets the time; whoever waited long enough goes on.
    func set(_ now: Int64) {
        let due = state.withLock { state in
            state.now = now
            let due = state.sleepers.filter { $0.until <= now }
            state.sleepers.removeAll { $0.until <= now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until somebody waits by this clock.
    ///
    /// - Returns: until when they wait: the first of them.
    func slept() async -> Int64 {
        while true {
            if let until = state.withLock({ $0.sleepers.map(\.until).min() }) { return until }
            await Task.yield()
        }
    }

    var wall: WallClock {
        WallClock(now: { self.now }, sleep: { try await self.sleep($0) })
    }

    private func sleep(_ milliseconds: Int64) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    let until = state.now + milliseconds
                    state.sleepers.append(Sleeper(id: id, until: until, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
