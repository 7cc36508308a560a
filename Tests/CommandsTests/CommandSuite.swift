import Synchronization
import Testing

/// Whole runs of the real programs against the simulator.
///
/// Suites of whole runs nest in this one, and with it are few at a time: each test is several processes, some of which
/// are measured by the clock.
@Suite("Commands", .fewAtATime)
enum CommandSuite {}

/// Lets a few of the tests beneath it run at once.
struct FewAtATime: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @Sendable () async throws -> Void
    ) async throws {
        await Turnstile.tests.enter()
        defer { Turnstile.tests.leave() }
        try await body()
    }
}

extension Trait where Self == FewAtATime {
    static var fewAtATime: FewAtATime { FewAtATime() }
}

/// Lets so many in at once, the others in the order they came.
private final class Turnstile: Sendable {
    static let tests = Turnstile(places: 3)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(places: Int) { state = Mutex(State(free: places)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
