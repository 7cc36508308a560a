import Host
import Journal
import Logging
import Webex

/// Forgets what is old: runs and what happened in them, ticks that are over, and logs.
package struct Housekeeping: Sendable {
    /// Milliseconds between two times.
    static let pace: Int64 = 86_400_000

    private let place: JournalPlace
    private let store: any ScheduleStore
    private let logs: RunLogs
    /// How long runs and ticks are kept, in milliseconds.
    private let keep: Int64
    private let clock: WallClock
    private let log: Logger

    package init(
        place: JournalPlace,
        store: any ScheduleStore,
        logs: RunLogs,
        keep: Int64,
        clock: WallClock,
        log: Logger
    ) {
        self.place = place
        self.store = store
        self.logs = logs
        self.keep = keep
        self.clock = clock
        self.log = log
    }

    /// Forgets it once; what cannot be forgotten now is by the next time.
    package func tidy() async {
        let now = clock.now()
        let limit = now - keep
        let files = logs.prune(now: now) { place.locks.isRunning($0) }
        do {
            // Of a tick that is open, the run may still be gone on with.
            let open = try await store.openTicks().compactMap(\.run)
            let pruning = RunPruning(place)
            let runs = try await pruning.remove(pruning.plan(before: limit, all: false, keeping: Set(open)).runs)
            let ticks = try await store.removeTicks(endedBefore: limit)
            let bytes = runs + ticks > 0 ? try await place.store.giveBackSpace() : 0
            guard runs + ticks + files > 0 else { return }
            log.info(
                "forgot what is old",
                metadata: ["runs": "\(runs)", "ticks": "\(ticks)", "logs": "\(files)", "bytes": "\(bytes)"]
            )
        } catch {
            log.warning("what is old could not be forgotten, and is by the next time: \(error)")
        }
    }
}
