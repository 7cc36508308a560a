import Catalog
import JSON

/// The requests that carrying a plan out takes, and the time that the limit makes of them.
///
/// It is reckoned without failures, and without what others send meanwhile.
package struct PlanCost: Sendable, Equatable {
    /// Requests that look whether the objects are still as they were, and wait for those that are yet to come.
    package private(set) var reads = 0
    /// Requests that change something.
    package private(set) var writes = 0
    /// Requests a minute; 0 for no limit.
    package let rateLimit: Int

    /// Changes that one request takes at most.
    static let most = 50

    package var requests: Int { reads + writes }

    /// How long the limit makes them take at least: so many go at once, and as many in each further minute.
    package var milliseconds: Int64 {
        guard rateLimit > 0, requests > 0 else { return 0 }
        return Int64((requests - 1) / rateLimit) * 60_000
    }

    /// A list whose objects can be read, or changed, by one request.
    private struct Place: Hashable {
        var resource: String
        var parent: String
        var verb = ""
        var level = 0
    }

    package init(_ plan: Plan, catalog: Catalog = .bundled) {
        rateLimit = plan.rateLimit
        let sent = plan.changes.filter { $0.unsendable == nil }
        reads = Self.reads(sent, plan.expected, catalog)
        writes = Self.writes(sent, catalog)
    }

    private static func reads(_ changes: [PlannedChange], _ expected: [ExpectedObject], _ catalog: Catalog) -> Int {
        var known = Set(expected.map { "\($0.resource) \($0.id)" })
        var targets: [Place: Int] = [:]
        for change in changes {
            // What the plan makes itself is not looked at, and nothing twice.
            guard known.insert("\(change.resource) \(change.target)").inserted, change.before != nil else { continue }
            targets[Place(resource: change.resource, parent: parent(change.target)), default: 0] += 1
        }
        let waits = Set(expected.map { Place(resource: $0.resource, parent: $0.parent) })
        return waits.count
            + targets.reduce(0) { sum, place in
                let parents = place.key.parent.split(separator: "/").count
                let list = TargetReader.list(of: place.key.resource, parents: parents, in: catalog)
                return sum + (list == nil ? place.value : pieces(place.value, of: TargetReader.most))
            }
    }

    private static func writes(_ changes: [PlannedChange], _ catalog: Catalog) -> Int {
        var levels: [Int: Int] = [:]
        var shared: [Place: Int] = [:]
        var single = 0
        for change in changes {
            let level = (change.standsOn.compactMap { levels[$0] }.max() ?? -1) + 1
            levels[change.number] = level
            guard let form = sharedForm(of: change, catalog) else {
                single += 1
                continue
            }
            let parent = change.action == .create ? change.ids.joined(separator: "/") : parent(change.target)
            shared[Place(resource: change.resource, parent: parent, verb: form, level: level), default: 0] += 1
        }
        return single + shared.values.reduce(0) { $0 + pieces($1, of: most) }
    }

    /// What a request for many has to do for a change to be one of its entries; nil where it needs a request of its own.
    static func sharedForm(of change: PlannedChange, _ catalog: Catalog) -> String? {
        guard !change.isRaw, !change.resource.isEmpty, change.query.isEmpty, let operation = catalog[change.operation],
            !operation.isOlderVersion
        else { return nil }
        let save = "\(change.resource).bulk_save", patch = "\(change.resource).bulk_patch"
        switch change.operation {
        case "\(change.resource).patch" where catalog[patch] != nil: return "patch"
        case "\(change.resource).create" where catalog[save] != nil,
            "\(change.resource).update" where catalog[save] != nil:
            return "save"
        case "\(change.resource).delete" where catalog[save] != nil: return "delete"
        default: return nil
        }
    }

    private static func parent(_ target: String) -> String {
        target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ""
    }

    private static func pieces(_ count: Int, of most: Int) -> Int { (count + most - 1) / most }
}
