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

    /// A list whose objects can be read by one request.
    private struct Place: Hashable {
        var resource: String
        var parent: String
    }

    /// Changes that can go in one request: alike, and none of them comes after another.
    private struct Batch: Hashable {
        var kind: PlannedSending.Kind
        var level: Int
    }

    package init(_ plan: Plan, catalog: Catalog = .bundled) {
        rateLimit = plan.rateLimit
        let sent = plan.changes.filter { $0.unsendable == nil }
        let sending = PlannedSending(plan, catalog: catalog)
        reads = Self.reads(sent.filter(sending.isCompared), plan.awaited, catalog)
        writes = Self.writes(sent, catalog)
    }

    private static func reads(_ compared: [PlannedChange], _ expected: [ExpectedObject], _ catalog: Catalog) -> Int {
        let targets = Dictionary(grouping: compared) { Place(resource: $0.resource, parent: parent($0.target)) }
        let waits = Set(expected.map { Place(resource: $0.resource, parent: $0.parent) })
        return waits.count
            + targets.reduce(0) { sum, place in
                let parents = place.key.parent.split(separator: "/").count
                let list = TargetReader.list(of: place.key.resource, parents: parents, in: catalog)
                return sum + (list == nil ? place.value.count : pieces(place.value.count, of: TargetReader.most))
            }
    }

    private static func writes(_ changes: [PlannedChange], _ catalog: Catalog) -> Int {
        var levels: [Int: Int] = [:]
        var batches: [Batch: Int] = [:]
        var single = 0
        for change in changes {
            let level = ((change.standsOn + change.follows).compactMap { levels[$0] }.max() ?? -1) + 1
            levels[change.number] = level
            if let kind = PlannedSending.kind(of: change, catalog) {
                batches[Batch(kind: kind, level: level), default: 0] += 1
            } else {
                single += 1
            }
        }
        return single + batches.values.reduce(0) { $0 + pieces($1, of: most) }
    }

    private static func parent(_ target: String) -> String {
        target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ""
    }

    private static func pieces(_ count: Int, of most: Int) -> Int { (count + most - 1) / most }
}

extension Plan {
    /// Those of the objects it counts on that a change of it needs, and that carrying it out waits for.
    package var awaited: [ExpectedObject] {
        let placeholders = Placeholders(self)
        let needed = Set(changes.filter { $0.unsendable == nil }.flatMap(placeholders.mentioned))
        return expected.filter { needed.contains($0.id) }
    }
}
