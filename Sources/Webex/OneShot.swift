import Synchronization

/// A value that one task waits for and another brings; the first that is brought counts.
///
/// Safe to share. At most one task may wait.
package final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case resolved(Value)
    }

    private let state = Mutex(State.empty)

    package init() {}

    /// Whether the value is there, or the waiting task was cancelled.
    var isResolved: Bool {
        state.withLock { if case .resolved = $0 { true } else { false } }
    }

    /// Brings the value; false, and without effect, when one is there already.
    @discardableResult
    package func resolve(_ value: Value) -> Bool {
        let (continuation, isFirst) = state.withLock { state -> (CheckedContinuation<Value, Never>?, Bool) in
            defer { if case .resolved = state {} else { state = .resolved(value) } }
            switch state {
            case .resolved: return (nil, false)
            case .empty: return (nil, true)
            case .awaited(let continuation): return (continuation, true)
            }
        }
        continuation?.resume(returning: value)
        return isFirst
    }

    /// Waits for the value; `cancelled` is it when the waiting task is cancelled first.
    package func value(cancelled: Value) async -> Value {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    if case .resolved(let value) = state { return value }
                    state = .awaited(continuation)
                    return nil
                }
                if let value { continuation.resume(returning: value) }
            }
        } onCancel: {
            resolve(cancelled)
        }
    }
}
