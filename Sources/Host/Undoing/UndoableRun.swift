import Journal

/// A run that is to be taken back: nobody goes on with it meanwhile.
package final class UndoableRun: Sendable {
    package let record: RunRecord
    package let deeds: RunDeeds
    private let lock: RunLock

    /// Holds a run that has changed something.
    ///
    /// - Parameters:
    ///   - record: the run.
    ///   - place: where it was entered.
    /// - Throws: `HostError` that says why there is nothing to take back; `JournalError`.
    package init(_ record: RunRecord, in place: JournalPlace) async throws {
        func refusal(_ problem: String, hint: String? = nil) -> HostError {
            HostError(.invalid, "run \(record.id)", problem, hint: hint)
        }
        guard !record.isSimulated else {
            throw refusal("ran on a simulator that ended with it, so there is nothing to take back")
        }
        guard !record.plans else {
            throw refusal("was a plan: it changed nothing, and there is nothing to take back")
        }
        guard let lock = try place.locks.take(record.id) else {
            guard record.end == nil else {
                throw refusal(
                    "has ended, and another patchbay takes it back or goes on with it now",
                    hint: "wait until that has ended: patchbay runs list"
                )
            }
            throw refusal(
                "is running now",
                hint: "wait until it has ended, or end it: patchbay runs log \(record.id) --follow"
            )
        }
        do {
            deeds = try await RunDeeds(of: record.id, in: place.store)
            guard !deeds.isEmpty else { throw refusal("changed nothing, so there is nothing to take back") }
        } catch {
            lock.release()
            throw error
        }
        self.record = record
        self.lock = lock
    }

    /// Lets others go on with the run.
    package func close() { lock.release() }
}
