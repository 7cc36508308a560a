import Synchronization

/// How many bytes a second all who share it may receive together; without a limit, as many as come.
///
/// Each piece is taken when there is any allowance left, and what it goes beyond is owed: on average the limit is kept to
/// the byte. What was not used within a fifth of a second is lost, so that a pause is not followed by a flood. Safe to use
/// from any task.
package final class Bandwidth: Sendable {
    private struct State {
        /// Bytes a second; nil for no limit.
        var limit: Double?
        /// Bytes that may come now; below nothing while some are owed.
        var allowance = 0.0
        /// When the allowance was last counted, in milliseconds.
        var counted: Int64 = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64
    private let sleep: @Sendable (Int64) async throws -> Void
    /// Seconds for which unused allowance is kept.
    private static let memory = 0.2

    /// - Parameters:
    ///   - now: milliseconds, of a clock that does not go back.
    ///   - sleep: waits that many milliseconds.
    package init(
        now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// Bytes a second from now on; nil for no limit.
    package var limit: Int64? {
        get { state.withLock { $0.limit.map { Int64($0) } } }
        set {
            let now = now()
            state.withLock { state in
                state.limit = newValue.map { Double(max(1, $0)) }
                state.counted = now
                state.allowance = 0
            }
        }
    }

    /// Takes so many bytes out of the allowance.
    ///
    /// - Parameter count: bytes that want to come.
    /// - Returns: nil when they may; else milliseconds after which to ask again.
    package func take(_ count: Int) -> Int64? {
        let now = now()
        return state.withLock { state in
            guard let limit = state.limit else { return nil }
            let passed = Double(max(0, now - state.counted)) / 1000
            state.counted = now
            state.allowance = min(state.allowance + passed * limit, limit * Self.memory)
            guard state.allowance >= 0 else { return max(1, Int64((-state.allowance / limit * 1000).rounded(.up))) }
            state.allowance -= Double(count)
            return nil
        }
    }

    /// Whether a piece may come; else the flow goes on by itself when there is allowance again.
    package func admits(_ count: Int, _ flow: BodyFlow) -> Bool {
        guard let wait = take(count) else { return true }
        Task { [sleep] in
            try? await sleep(wait)
            flow.resume()
        }
        return false
    }
}
