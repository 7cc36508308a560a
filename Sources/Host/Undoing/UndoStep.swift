import Catalog
import JSON

/// What is to be done to one object so that it is again what it was before a run, as `undoing.lua` is told of it.
struct UndoStep: Sendable {
    let deeds: ObjectDeeds
    let catalog: Catalog

    private var ids: [String] { deeds.target.split(separator: "/").map(String.init) }

    /// The step as JSON.
    ///
    /// `kind` is `created`, `deleted` or `updated`; `verb` what does it, and is not there where nothing can.
    var json: JSONValue {
        var json: JSONObject = [
            "name": .string(deeds.resource), "called": .string(called), "target": .string(deeds.target),
            "ids": .array(ids.map(JSONValue.string)),
            "module": .string(catalog.operations(of: deeds.resource).first?.module.rawValue ?? "cc"),
        ]
        guard let kind = deeds.kind else { return .object(json) }
        json["kind"] = .string(kind.rawValue)
        switch kind {
        case .created:
            json["verb"] = verb(among: ["delete", "bulk_save"]).map(JSONValue.string)
            json["left"] = .object(settable(deeds.left ?? [:]))
            json["settable"] = .array(settableNames.map(JSONValue.string))
            json["nested"] = NestedKinds.bundled.json(in: deeds.resource, ids: ids.count)
            // Whether the service has said so, and not only the script.
            json["sure"] = .bool(deeds.isLeftSure)
        case .deleted:
            json["verb"] = verb(among: ["create", "bulk_save"]).map(JSONValue.string)
            json["before"] = deeds.before.map(JSONValue.object)
            json["nested"] = NestedKinds.bundled.json(in: deeds.resource, ids: ids.count)
        case .updated:
            let verb = updateVerb
            json["verb"] = verb.map(JSONValue.string)
            json["whole"] = .bool(["update", "bulk_save"].contains(verb))
            let operation = verb.flatMap { catalog["\(deeds.resource).\($0)"] }
            // What it refuses to go without is sent as it is now.
            let required = (operation?.objectFields ?? []).filter { $0.isRequired && !$0.isReadOnly }
            json["required"] = .array(required.map { .string($0.name) })
            json["fields"] = .array(
                deeds.fields.filter { takes(verb, $0.name) }.map {
                    ["name": .string($0.name), "was": $0.was, "left": $0.left, "sure": .bool($0.isSure)]
                }
            )
        }
        json["unknown"] = .array(deeds.unknown.sorted().map(JSONValue.string))
        return .object(json)
    }

    /// What cannot be put back, whatever the object is like now.
    var lost: [String] {
        switch deeds.kind {
        case .created, nil: return []
        case .deleted:
            guard !deeds.secrets.isEmpty else { return [] }
            return ["a secret is never kept, so it goes without its \(deeds.secrets.joined(separator: ", "))"]
        case .updated:
            let verb = updateVerb
            let names = deeds.fields.map(\.name).filter { !takes(verb, $0) }
            guard let verb, !names.isEmpty else { return [] }
            return ["\(deeds.resource).\(verb) does not take \(names.joined(separator: ", ")), which stays as it is"]
        }
    }

    /// Whether what puts fields back takes a field; where nothing does, it is told of all of them.
    private func takes(_ verb: String?, _ name: String) -> Bool {
        verb.flatMap { catalog["\(deeds.resource).\($0)"] }.map { Self.takes($0, name) } ?? true
    }

    /// What people call the object: its name where that is known, else its id.
    var called: String {
        let object = deeds.left ?? [:]
        let key = catalog.naturalKey(of: deeds.resource) ?? "name"
        return TwinSearch.value(of: key, in: object) ?? SeenNames.name(of: object) ?? deeds.target
    }

    /// The operation that puts fields back: the first that takes all of them, else the one that takes most.
    private var updateVerb: String? {
        let verbs = ["patch", "update", "bulk_patch", "bulk_save"].filter { verb(among: [$0]) != nil }
        func taken(_ verb: String) -> Int {
            guard let operation = catalog["\(deeds.resource).\(verb)"] else { return 0 }
            return deeds.fields.count { Self.takes(operation, $0.name) }
        }
        return verbs.max { taken($0) < taken($1) }.flatMap { most in verbs.first { taken($0) == taken(most) } }
    }

    /// The first of these verbs that there is for such an object.
    private func verb(among verbs: [String]) -> String? {
        verbs.first { verb in
            guard let operation = catalog["\(deeds.resource).\(verb)"] else { return false }
            let namesObject = !["create", "bulk_patch", "bulk_save"].contains(verb)
            return operation.pathIDs.count == ids.count - (namesObject ? 0 : 1)
        }
    }

    /// The names of the fields that who creates or changes an object may set; none where no document tells.
    private var settableNames: [String] {
        let operations = ["update", "create", "patch"].compactMap { catalog["\(deeds.resource).\($0)"] }
        let fields = operations.first { !$0.objectFields.isEmpty }?.objectFields ?? []
        return fields.filter { !$0.isReadOnly && !PlannedBody.stamps.contains($0.name) }.map(\.name)
    }

    /// The fields of an object that who creates or changes one may set.
    private func settable(_ object: JSONObject) -> JSONObject {
        let operations = ["update", "create", "patch"].compactMap { catalog["\(deeds.resource).\($0)"] }
        guard let operation = operations.first(where: { !$0.objectFields.isEmpty }) else { return [:] }
        var fields: JSONObject = [:]
        for field in object where Self.takes(operation, field.key) && !PlannedBody.stamps.contains(field.key) {
            fields[field.key] = field.value
        }
        return fields
    }

    /// Whether an operation sets a field.
    private static func takes(_ operation: Operation, _ name: String) -> Bool {
        let fields = operation.objectFields
        return fields.isEmpty || fields.contains { $0.name == name && !$0.isReadOnly }
    }
}
