import JSON

/// The changes of a plan in the order in which people read them: by resource, by the name of the object, and then as they
/// come.
package struct PlanOutline: Sendable {
    /// What a change is to its reader.
    package enum Kind: Sendable, CaseIterable {
        case create, change, delete
        /// Something that the service is told to do; nobody knows what comes of it.
        case order
        /// The object is already as it should be.
        case nothing
    }

    package struct Entry: Sendable {
        package let change: PlannedChange
        package let kind: Kind
        package let differences: [FieldDifference]

        init(_ change: PlannedChange) {
            self.change = change
            differences = change.differences
            kind =
                switch change.action {
                case .create: .create
                case .update:
                    differences.isEmpty && change.before != nil && change.after != nil ? .nothing : .change
                case .delete: .delete
                case .other: .order
                }
        }
    }

    /// One object, and all that the plan does to it.
    package struct Object: Sendable {
        /// The ids that lead to it; empty where nobody can say.
        package let target: String
        /// What people call it; its id where that is not known, and empty where nobody can say what it is.
        package let name: String
        package fileprivate(set) var entries: [Entry]

        /// Whether it is deleted at some time.
        package var isDeleted: Bool { entries.contains { $0.kind == .delete } }
        /// Whether all that is done to it changes nothing.
        package var isIdle: Bool { entries.allSatisfy { $0.kind == .nothing } }
    }

    /// The objects of one resource.
    package struct Group: Sendable {
        /// Empty for changes of which nobody can say what they are about.
        package let resource: String
        package fileprivate(set) var objects: [Object]

        package var entries: [Entry] { objects.flatMap(\.entries) }
    }

    package private(set) var groups: [Group] = []
    /// How many changes there are of each kind.
    package private(set) var counts: [Kind: Int] = [:]

    package init(_ plan: Plan) {
        var places: [String: Int] = [:]
        var objects: [String: (group: Int, object: Int)] = [:]
        for change in plan.changes {
            let entry = Entry(change)
            counts[entry.kind, default: 0] += 1
            let group = places[change.resource] ?? groups.count
            if group == groups.count {
                places[change.resource] = group
                groups.append(Group(resource: change.resource, objects: []))
            }
            let key = "\(change.resource) \(change.target)"
            if !change.target.isEmpty, let place = objects[key] {
                groups[place.group].objects[place.object].entries.append(entry)
                continue
            }
            objects[key] = (group, groups[group].objects.count)
            groups[group].objects.append(
                Object(target: change.target, name: Self.name(change, plan.names), entries: [entry])
            )
        }
        for place in groups.indices {
            let sorted = groups[place].objects.enumerated().sorted { left, right in
                let names = (left.element.name.lowercased(), right.element.name.lowercased())
                return names.0 == names.1 ? left.offset < right.offset : names.0 < names.1
            }
            groups[place].objects = sorted.map(\.element)
        }
        // What nobody can place comes last.
        if let place = groups.firstIndex(where: { $0.resource.isEmpty }) { groups.append(groups.remove(at: place)) }
    }

    private static func name(_ change: PlannedChange, _ names: [String: String]) -> String {
        let id = change.target.split(separator: "/").last.map(String.init) ?? ""
        if let name = change.name, !name.isEmpty { return name }
        return names[id] ?? id
    }
}
