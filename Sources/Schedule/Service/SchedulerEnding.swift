import Host
import Journal
import Webex

/// The end of a scheduler: runs end by themselves, are asked to, or are killed.
extension Scheduler {
    /// Waits for the runs that it watches, and lets go of those that do not end in time.
    ///
    /// What cannot be entered now is found out by the next scheduler, like after a crash.
    func end() async {
        let began = clock.now()
        while !watched.isEmpty, !Task.isCancelled {
            let now = clock.now()
            let isEntered = await settleLast(now)
            let (grace, patience) = (began + settings.grace, began + settings.grace + 2 * Self.patience)
            if now >= grace { for number in watched.keys.sorted() { interrupt(number, now) } }
            let kill = killLate(now)
            if watched.isEmpty || now >= patience { break }
            let next = [now < grace ? grace : patience, kill].compactMap(\.self).min() ?? patience
            await sleep(isEntered ? max(1, next - now) : min(1_000, max(1, next - now)))
        }
        for run in watched.values { run.watch.cancel() }
        watched = [:]
    }

    /// Enters how runs ended.
    ///
    /// - Returns: whether it could be entered.
    private func settleLast(_ now: Int64) async -> Bool {
        do throws(JournalError) {
            for (number, standing) in finished.sorted(by: { $0.key < $1.key }) {
                guard let run = watched[number], run.interrupted != nil, Self.canGoOn(standing) else {
                    // This one alone: others may have ended while it was waited.
                    try await settle(number, standing, now)
                    continue
                }
                // Nobody's from now on, and to be gone on with.
                var left = run.tick
                left.owner = nil
                _ = try await store.change(left, from: run.tick, isFailing: nil, notices: [])
                watched[number] = nil
                finished[number] = nil
            }
            return true
        } catch {
            if trouble != error { tell(.journalFailed(error)) }
            trouble = error
            return false
        }
    }

    /// Whether a run that was asked to end can be gone on with.
    private static func canGoOn(_ standing: RunStanding) -> Bool {
        switch standing {
        case .ended(let code, _): code == ExitCode.interrupted
        case .cutOff, .unknown: true
        case .running: false
        }
    }
}
