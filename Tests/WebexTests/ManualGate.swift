import Synchronization

@testable import Webex

/// Lets a test hold back those who wait by a clock, and see that they have come.
final class ManualGate: Sendable {
    private struct State {
        var reads = 0
        var sleepers = 0
        var isOpen = false
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }
    func open() { state.withLock { $0.isOpen = true } }

    /// A clock whose waits end only once the gate is open.
    func wall(_ clock: LeapingClock) -> WallClock {
        WallClock(
            now: {
                self.state.withLock { $0.reads += 1 }
                return clock.now
            },
            sleep: { milliseconds in
                self.state.withLock { $0.sleepers += 1 }
                while !self.isOpen { await Task.yield() }
                try await clock.wall.sleep(milliseconds)
            }
        )
    }

    /// Returns when that many wait.
    func sleepers(_ count: Int) async { while state.withLock({ $0.sleepers < count }) { await Task.yield() } }

    /// Returns when that many have asked and one of them waits for all.
    func reached(_ count: Int) async {
        await sleepers(1)
        // Reads: the first asker's own, its attempt, and the server's; then one for each further asker.
        while state.withLock({ $0.reads < 3 + count }) { await Task.yield() }
    }
}
