import Crypto
import JSON
import Webex

/// A plan that a run carries out, and how far that is to go.
package struct PlanToApply: Sendable {
    package let plan: Plan
    /// Where it came from, as the journal names it: the absolute path of its file, or what else made it.
    package let origin: String
    /// Changes that may fail or be refused before no further one is begun; nil for any number.
    package var maxFailures: Int?
    /// Milliseconds that an object which a plan counts on may take to be there.
    package var wait: Int64

    /// Milliseconds that are waited where nothing else is said.
    package static let usualWait: Int64 = 30 * 60_000

    package init(_ plan: Plan, origin: String, maxFailures: Int? = nil, wait: Int64 = Self.usualWait) {
        self.plan = plan
        self.origin = origin
        self.maxFailures = maxFailures
        self.wait = wait
    }

    /// SHA-256 of the plan's text, in lower-case hex.
    var hash: String { Hexadecimal.text(SHA256.hash(data: PlanFile.text(plan))) }

    /// What the worker's script is told of it as a whole.
    var facts: JSONObject {
        var facts: JSONObject = [
            "changes": .integer(Int64(plan.changes.count)), "wait": .string(RunOptions.typed(wait)),
        ]
        facts["max_failures"] = maxFailures.map { .integer(Int64($0)) }
        return facts
    }

    /// The names of the stored secrets whose handles stand in what is sent.
    var secrets: [String] {
        var names: Set<String> = []
        for change in sendable { change.body?.collectSecrets(into: &names) }
        return names.sorted()
    }

    /// The changes that are sent: all but those of which the plan says that they are left.
    package var sendable: [PlannedChange] { plan.changes.filter { $0.unsendable == nil } }

    /// How many changes are left for a person to do, since they cannot be sent.
    package var unsendable: Int { plan.changes.count { $0.unsendable != nil } }
}
