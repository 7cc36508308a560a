import Catalog
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
    /// The outcomes of writes that were settled before, by the numbers of these.
    private let settled: [Int64: Int64]
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
        do throws(JournalError) {
            // Read under the lock: an attempt may have come and gone since the run was looked up.
            self.run = try await place.store.run(run.id) ?? run
            recollection = try await place.store.recollection(of: run.id)
        } catch {
            lock.release()
            throw error
        }
        self.lock = lock
        store = place.store
        doubts = recollection.doubtful
        let writes = recollection.writes.values.joined().filter { $0.state == .settledDone || $0.state == .settledNot }
        settled = Dictionary(writes.map { ($0.number, $0.outcome) }) { _, last in last }
        writer = JournalWriter(
            place.store,
            run: run.id,
            attempt: self.run.attempts,
            after: recollection.last,
            now: { clock.now() },
            // Who enters something waits for it, and is told.
            failed: { _ in }
        )
    }

    /// A write that is in doubt, or was, and may be settled anew.
    ///
    /// - Throws: `HostError` when there is no such write, or nothing of it can be settled; `JournalError`.
    package func write(_ number: Int64) async throws -> (time: Int64, write: JournalEntry.Write) {
        guard let entry = try await store.entry(number, .write, of: run.id), case .write(let write) = entry.event else {
            throw refusal("has no write \(number)")
        }
        guard doubts.contains(number) else {
            guard let outcome = settled[number] else { throw refusal("its write \(number) is not in doubt") }
            guard try await mayChange(outcome, of: write) else {
                throw refusal("its write \(number) was settled, and the run has gone on since")
            }
            return (entry.time, write)
        }
        return (entry.time, write)
    }

    /// Whether nothing was made yet of what was said of a write: the run has not gone on, or could not.
    private func mayChange(_ number: Int64, of write: JournalEntry.Write) async throws -> Bool {
        guard try await !store.entries(of: run.id, after: number, kinds: [.attempt], most: 1).isEmpty else {
            return true
        }
        guard Self.makesObject(write), let entry = try await store.entry(number, .outcome, of: run.id),
            case .outcome(let outcome) = entry.event
        else { return false }
        return outcome.state == .settledDone && outcome.answer == nil
    }

    /// Whether the run can only go on after a write that happened if the id is known of what it made.
    package static func needsID(_ write: JournalEntry.Write) -> Bool {
        makesObject(write) && DoubtAdvice(write, in: .bundled) == .asks
    }

    private static func makesObject(_ write: JournalEntry.Write) -> Bool {
        guard write.safety == Operation.Safety.create.rawValue, let operation = Catalog.bundled[write.operation] else {
            return false
        }
        return operation.verb == "create" || write.item != nil
    }

    /// Enters what became of changes, all of it or nothing; it is durable when this returns.
    ///
    /// What was said before of one of them, counts no more.
    /// - Throws: `HostError` when one of them cannot be settled, or an id is missing or says nothing; `JournalError`.
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
            } else if decision.happened, Self.needsID(write) {
                throw HostError(
                    .invalid,
                    "run \(run.id)",
                    "its write \(decision.write) made an object that the run cannot look for",
                    hint: "say which: --happened \(decision.write) --id ID"
                )
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
