import Synchronization
import Webex

/// A sleep that anybody can end.
///
/// A ring while nobody sleeps ends the next sleep at once, so that none is missed.
final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let sleeper = state.withLock { state in
            state.isRung = true
            return state.sleeper
        }
        sleeper?.cancel()
    }

    /// Sleeps so many milliseconds, or until it rings or the task is cancelled.
    func sleep(_ milliseconds: Int64, _ clock: WallClock) async {
        let sleeper = Task { _ = try? await clock.sleep(milliseconds) }
        let isRung = state.withLock { state in
            state.sleeper = sleeper
            return state.isRung
        }
        if isRung { sleeper.cancel() }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        state.withLock { $0 = State() }
    }
}
