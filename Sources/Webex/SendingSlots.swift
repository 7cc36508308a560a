import Synchronization

/// Bounds how many calls are under way, in the order they asked.
///
/// There are as many slots as connections: a call that has one leaves at once. Without them a call could be counted by
/// the rate limit and then wait for a connection, and many that were counted apart would leave together. Safe to use
/// from any task.
final class SendingSlots: Sendable {
    private struct State {
        var free: Int
        var waiting: [OneShot<Bool>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Waits for a slot; false when the task was cancelled meanwhile, and then there is none to give back.
    func take() async -> Bool {
        let turn = state.withLock { state -> OneShot<Bool>? in
            guard state.free == 0 else {
                state.free -= 1
                return nil
            }
            let turn = OneShot<Bool>()
            state.waiting.append(turn)
            return turn
        }
        guard let turn else { return true }
        return await turn.value(cancelled: false)
    }

    /// Gives a slot back, to who has waited longest.
    func giveBack() {
        state.withLock { state in
            let next = state.waiting.firstIndex { $0.resolve(true) }
            state.waiting.removeFirst(next.map { $0 + 1 } ?? state.waiting.count)
            if next == nil { state.free += 1 }
        }
    }
}
