import Catalog
import JSON
import Wire

/// `describe`: what there is of a resource, for who builds on it.
struct DescribeEffects: Sendable {
    let catalog: Catalog

    /// The facts of `resource`, one of `module`.
    func describe(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let resource = arguments["resource"]?.string ?? ""
        let own = try operations(of: resource, in: arguments["module"]?.string)
        var verbs: JSONObject = [:]
        for operation in own { verbs[operation.verb] = facts(operation) }
        var bulk: JSONObject = [:]
        for (form, verb) in [("patch", "bulk_patch"), ("save", "bulk_save")] where verbs[verb] != nil {
            bulk[form] = .string("\(resource).\(verb)")
        }
        var head: JSONObject = [
            "resource": .string(resource), "module": .string(own[0].module.rawValue),
            "verbs": .array(verbs.keys.map(JSONValue.string)), "operations": .object(verbs), "bulk": .object(bulk),
            "read_only": .array(Self.readOnlyFields(own).map(JSONValue.string)),
        ]
        head["key"] = catalog.naturalKey(of: resource).map(JSONValue.string)
        head["fields"] = Self.fields(own).map { .array($0.map(JSONValue.string)) }
        return Wire.Answer(.object(head))
    }

    /// The newest operations of a resource, at least one.
    private func operations(of resource: String, in module: String?) throws(HostError) -> [Operation] {
        let own = catalog.operations(of: resource).filter { !$0.isOlderVersion }
        guard let first = own.first else {
            throw HostError(
                .invalid,
                resource,
                "the API has no such resource",
                hint: NearNames.question(resource, among: catalog.resources)
            )
        }
        if let module, module != first.module.rawValue {
            throw HostError(
                .invalid,
                "\(module).\(resource)",
                "\(module) has no such resource",
                hint: "it is \(first.module.rawValue).\(resource)"
            )
        }
        return own
    }

    private func facts(_ operation: Operation) -> JSONValue {
        let names = (operation.query + operation.headers).map { JSONValue.string($0.name) }
        var facts: JSONObject = [
            "ids": .integer(Int64(operation.pathIDs.count)), "body": .bool(operation.content != nil),
            "safety": .string(operation.safety.rawValue), "query": .array(names),
            "versions": .array(catalog.versions(of: operation.name).reversed().map { .integer(Int64($0.version)) }),
        ]
        facts["paging"] = operation.paging.map { .string($0.rawValue) }
        facts["list"] = operation.listPath.map(JSONValue.string)
        if operation.omitsArrays { facts["omits_arrays"] = true }
        return .object(facts)
    }

    /// The fields of the objects that the list gives, by which they can be found; nil where no document says.
    private static func fields(_ operations: [Operation]) -> [String]? {
        guard let list = operations.first(where: { $0.verb == "list" }), let path = list.listPath,
            let answer = list.answers.first?.value
        else { return nil }
        let entry = path.isEmpty ? answer : answer.fields.first { $0.name == path }
        guard let entry, !entry.fields.isEmpty else { return nil }
        return entry.fields.map(\.name)
    }

    /// What only the service sets of an object: a copy that is to become a new one goes without.
    private static func readOnlyFields(_ operations: [Operation]) -> [String] {
        let whole = operations.filter { ["create", "update"].contains($0.verb) }
        return Set(whole.flatMap(\.body).filter(\.isReadOnly).map(\.name)).sorted()
    }
}
