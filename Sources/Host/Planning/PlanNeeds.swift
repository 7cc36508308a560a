import Catalog

/// What carrying a plan out must be permitted to do.
package struct PlanNeeds: Sendable, Equatable {
    /// Whether nothing of it is sent at all.
    package let isEmpty: Bool
    /// Changes that delete something.
    package let deletes: Int
    /// Changes that no operation describes.
    package let raw: Int

    package init(_ plan: Plan) {
        let sent = plan.changes.filter { $0.unsendable == nil }
        isEmpty = sent.isEmpty
        deletes = sent.count(where: Self.deletes)
        raw = sent.count(where: \.isRaw)
    }

    /// The options of the command line that permit it.
    package var options: [String] {
        (deletes > 0 ? ["--allow-deletes"] : []) + (raw > 0 ? ["--allow-raw"] : [])
    }

    private static func deletes(_ change: PlannedChange) -> Bool {
        change.action == .delete || change.safety == Operation.Safety.delete.rawValue
            || change.isRaw && change.operation.hasPrefix("DELETE ")
    }
}

extension Plan {
    /// What people call the object of a change; nil where nobody knows.
    package func name(of change: PlannedChange) -> String? {
        change.name ?? change.target.split(separator: "/").last.flatMap { names[String($0)] }
    }
}
