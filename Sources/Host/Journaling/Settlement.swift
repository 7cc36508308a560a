import JSON
import Journal
import Webex

/// What a person says of the changes of a run that are in doubt; nobody else can go on with the run meanwhile.
package final class Settlement: Sendable {
    /// What became of one change.
    package struct Decision: Sendable, Equatable {
        /// The number of its write.
        package var write: Int64
        package var happened: Bool
        /// The id of the object that it made; nil where it made none, or nobody knows.
        package var objectID: String?

        package init(write: Int64, happened: Bool, objectID: String? = nil) {
            self.write = write
            self.happened = happened
            self.objectID = objectID
        }
    }

    /// The numbers of the writes that were in doubt when this was begun, in order.
    package let doubts: [Int64]
    private let run: RunRecord
    private let store: any JournalStore
    private let writer: JournalWriter
    private let lock: RunLock

    /// Holds a run that is not running.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - place: where it was entered.
    ///   - clock: the time of what is entered.
    /// - Throws: `HostError` when it is running, or nothing of it can be settled; `JournalError`.
    package init(of run: RunRecord, in place: JournalPlace, clock: WallClock = .system) async throws {
        guard !run.isSimulated else {
            throw HostError(
                .invalid,
                "run \(run.id)",
                "ran on a simulator that ended with it, so there is no org to look at and nothing to settle"
            )
        }
        guard let lock = try place.locks.take(run.id) else {
            throw HostError(
                .invalid,
                "run \(run.id)",
                "is running now",
                hint: "wait until it has ended: patchbay runs log \(run.id) --follow"
            )
        }
        let recollection: Recollection
        do throws(JournalError) { recollection = try await place.store.recollection(of: run.id) } catch {
            lock.release()
            throw error
        }
        self.run = run
        self.lock = lock
        store = place.store
        doubts = recollection.doubtful
        writer = JournalWriter(
            place.store,
            run: run.id,
            after: recollection.last,
            now: { clock.now() },
            // Who enters something waits for it, and is told.
            failed: { _ in }
        )
    }

    /// A write that is in doubt.
    ///
    /// - Throws: `HostError` when there is no such write, or it is not in doubt; `JournalError`.
    package func write(_ number: Int64) async throws -> (time: Int64, write: JournalEntry.Write) {
        guard let entry = try await store.entry(number, .write, of: run.id), case .write(let write) = entry.event else {
            throw refusal("has no write \(number)")
        }
        guard doubts.contains(number) else { throw refusal("its write \(number) is not in doubt") }
        return (entry.time, write)
    }

    /// Enters what became of changes, all of it or nothing; it is durable when this returns.
    ///
    /// - Throws: `HostError` when one of them is not in doubt, or makes no object that could have an id; `JournalError`.
    package func enter(_ decisions: [Decision]) async throws {
        var outcomes: [JournalEntry.Outcome] = []
        for decision in decisions {
            let write = try await write(decision.write).write
            var answer: String?
            if let id = decision.objectID {
                guard decision.happened, write.safety == "create" else {
                    throw refusal("its write \(decision.write) makes no object, so an id says nothing of it")
                }
                answer = RecordedAnswer.text(RecordedAnswer.found(["id": .string(id)], by: write))
            }
            outcomes.append(
                JournalEntry.Outcome(
                    first: decision.write,
                    last: decision.write,
                    state: decision.happened ? .settledDone : .settledNot,
                    answer: answer
                )
            )
        }
        try await writer.commit { _ in outcomes.map(JournalEntry.Event.outcome) }
    }

    /// Lets others go on with the run.
    package func close() { lock.release() }

    private func refusal(_ problem: String) -> HostError {
        let numbers = doubts.prefix(10).map { "\($0)" }.joined(separator: ", ") + (doubts.count > 10 ? " …" : "")
        return HostError(
            .invalid,
            "run \(run.id)",
            problem,
            hint: doubts.isEmpty ? "nothing of it is in doubt" : "in doubt: \(numbers)"
        )
    }
}
