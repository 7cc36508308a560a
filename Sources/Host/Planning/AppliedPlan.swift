import Catalog
import JSON
import Synchronization

/// A plan that is being carried out: what has become of each of its changes.
///
/// Safe to call from any task.
package final class AppliedPlan: Sendable {
    /// What has become of a change.
    package enum Status: String, Sendable, CaseIterable {
        /// It was made, or found as it should be.
        case done
        /// Its object has changed since the plan was made, so nothing was sent.
        case refused
        /// The service did not do it.
        case failed
        /// It may have been made: nobody knows, since its answer was lost.
        case inDoubt = "in_doubt"
        /// It stands on one that was not made, or the plan says that it is left.
        case left
        /// It was not begun any more.
        case skipped

        /// The status as people read it.
        package var shown: String { rawValue.replacing("_", with: " ") }
    }

    /// The end of a change.
    package struct Outcome: Sendable, Equatable {
        package var status: Status
        /// The id of what it made; nil for all else.
        package var id: String?
        /// Why it is not done, or what is odd about it.
        package var reason: String?
        package var trackingID: String?
        /// Whether an earlier attempt did it.
        package var isRemembered = false

        package init(_ status: Status) { self.status = status }
    }

    package let work: PlanToApply
    let sending: PlannedSending
    private let outcomes = Mutex<[Int: Outcome]>([:])

    init(_ work: PlanToApply) {
        self.work = work
        sending = PlannedSending(work.plan, catalog: .bundled)
    }

    /// The change of that number; nil where there is none.
    func change(_ number: Int) -> PlannedChange? {
        let changes = work.plan.changes
        if changes.indices.contains(number - 1), changes[number - 1].number == number { return changes[number - 1] }
        return changes.first { $0.number == number }
    }

    /// Learns what has become of a change; gives how many there are of which that is known.
    func note(_ number: Int, _ outcome: Outcome) -> Int {
        outcomes.withLock { outcomes in
            outcomes[number] = outcome
            return outcomes.count
        }
    }

    /// What has become of the change of that number; nil while nothing has.
    package func outcome(_ number: Int) -> Outcome? { outcomes.withLock { $0[number] } }

    /// How many changes have come to that.
    package func count(_ status: Status) -> Int { outcomes.withLock { $0.values.count { $0.status == status } } }

    /// What was done, and what was not, in words: `12 changed, 3 created, 1 deleted; 1 refused, 2 left`.
    package var summary: String {
        let outcomes = outcomes.withLock { $0 }
        var done: [PlannedChange.Action: Int] = [:]
        for change in work.plan.changes where outcomes[change.number]?.status == .done {
            done[change.action, default: 0] += 1
        }
        let words: [(PlannedChange.Action, String)] = [
            (.update, "changed"), (.create, "created"), (.delete, "deleted"), (.other, "done"),
        ]
        let made = words.compactMap { action, word in done[action].map { "\($0) \(word)" } }
        let rest: [(Status, String)] = [
            (.refused, "refused"), (.failed, "failed"), (.inDoubt, "in doubt"), (.left, "left"),
            (.skipped, "not begun"),
        ]
        var others = rest.compactMap { status, word -> String? in
            let count = outcomes.values.count { $0.status == status }
            return count > 0 ? "\(count) \(word)" : nil
        }
        // Of a run that ends early nobody tells what it has not come to.
        let unheard = work.plan.changes.count - outcomes.count
        if unheard > 0 { others.append("\(unheard) not come to") }
        let first = made.isEmpty ? "nothing changed" : made.joined(separator: ", ")
        return others.isEmpty ? first : "\(first); \(others.joined(separator: ", "))"
    }
}
