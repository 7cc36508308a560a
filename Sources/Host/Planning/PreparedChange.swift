import Catalog
import JSON
import Webex

/// A change with all that must be read before it is entered, so that many read at once and are entered in their order.
struct PreparedChange: Sendable {
    let draft: PlannedChange
    let operation: Operation
    /// What it is about; nil where nobody can say.
    let changed: ChangedObject?
    /// The object as the org has it, or as the plan has it by now; nil where there is none, or where it cannot be read.
    var before: JSONObject?
    /// The name that it gives its object; nil where it gives none, or none that could be taken.
    var search: TwinSearch?
    /// Those in the org that have the name, by their ids.
    var twins: Set<String> = []
    /// Those in the org that refer to the object, by their ids.
    var referrers: Set<String> = []
    var organization = ""
}

extension Planner {
    /// Reads all that must be known of a change before it is entered.
    ///
    /// - Throws: what keeps it from being read.
    func prepared(_ draft: PlannedChange, _ operation: Operation, isKnownFree: Bool) async throws -> PreparedChange {
        let changed =
            draft.isRaw ? nil : ChangedObject(operation, ids: draft.ids, body: draft.body, catalog: catalog)
        guard let changed, !changed.resource.isEmpty else {
            return PreparedChange(draft: draft, operation: operation, changed: nil)
        }
        var prepared = PreparedChange(draft: draft, operation: operation, changed: changed)
        let path = changed.target.split(separator: "/").map(String.init)
        switch changed.action {
        case .create:
            prepared.organization = try await session.organization()
            prepared.search = TwinSearch(changed.resource, parent: path, body: changed.sent, catalog: catalog)
            if let search = prepared.search, !isKnownFree { prepared.twins = try await twins(search) }
        case .update:
            prepared.before = try await current(changed)
            guard let before = prepared.before, changed.form == .whole || changed.form == .fields else { break }
            prepared.search = TwinSearch(
                changed.resource,
                parent: path.dropLast(),
                body: changed.sent,
                catalog: catalog
            )
            if let search = prepared.search, !search.fits(before) { prepared.twins = try await twins(search) }
        case .delete:
            prepared.before = try await current(changed)
            prepared.referrers = try await referrers(changed, path)
        case .other: prepared.before = try await current(changed)
        }
        return prepared
    }

    /// Enters one change, and gives what it would leave; nil where that is nothing, or not known.
    ///
    /// - Throws: what the service would say.
    func enter(_ prepared: PreparedChange) throws(WebexError) -> JSONObject? {
        let operation = prepared.operation
        guard let changed = prepared.changed else { return enter(prepared.draft, doing: operation) }
        switch changed.action {
        case .create: return try enter(creating: prepared, changed)
        case .update, .delete: return try enter(changing: prepared, changed)
        case .other: return enter(prepared.draft, doing: operation, changed, before: prepared.before)
        }
    }

    /// The object as it is now in the plan: as it was changed, else as the service has it; nil where there is none, or where
    /// it cannot be read.
    func current(_ changed: ChangedObject) async throws -> JSONObject? {
        if let object = org.object(changed.resource, changed.target) { return object.isDeleted ? nil : object.fields }
        let path = changed.target.split(separator: "/").map(String.init)
        guard !path.contains(where: org.isPlaceholder), !org.isGone(path) else { return nil }
        if let body = seen.object(changed.resource, changed.target), let object = try JSONValue(parsing: body).object {
            return object
        }
        return try await targets.whole(changed.resource, changed.target)
    }

    /// The ids of those in the org that have a name.
    private func twins(_ search: TwinSearch) async throws -> Set<String> {
        guard let list = search.list, !search.parent.contains(where: org.isPlaceholder), !org.isGone(search.parent)
        else { return [] }
        return try await twins.ids(search, list)
    }

    /// Refuses a change that gives its object the name of another one, as the service would.
    func refuseTwin(_ prepared: PreparedChange, _ changed: ChangedObject) throws(WebexError) {
        guard let search = prepared.search else { return }
        let parent = search.parent.joined(separator: "/")
        let planned = org.objects(of: changed.resource, beneath: parent, having: [search.value.lowercased()])
        let others = planned.filter { changed.action == .create || $0.target != changed.target }
        let touched = Set(planned.map(\.id))
        let own = changed.action == .create ? nil : changed.target.split(separator: "/").last.map(String.init)
        let isTaken =
            others.contains { !$0.isDeleted && search.fits($0.fields) }
            || prepared.twins.contains { $0 != own && !touched.contains($0) }
        if isTaken { throw search.refusal(prepared.operation) }
    }

    /// What the service says of an object that it does not know.
    func absent(_ operation: Operation) -> WebexError {
        WebexError(.notFound, "the service knows no such object", status: 404, operation: operation.name)
    }
}
