import Catalog

/// The names that scripts find in `cc` and `webex`: resources, their operations, and what Patchbay adds to them.
package struct LuaAPI: Sendable {
    /// What of each module is no resource.
    static let helpers: [String: Set<String>] = [
        "cc": ["null", "changes", "contains", "search", "request"], "webex": ["request"],
    ]

    /// What the verbs that are made of others call.
    private static let madeOf = [
        "each": "list", "find": "list", "lookup": "list", "wait_for": "list", "ensure": "create",
        "bulk_delete": "bulk_save",
    ]
    /// Verbs that every resource has, and that ask the service for nothing.
    private static let silent: Set<String> = ["as_new"]

    let catalog: Catalog

    package init(_ catalog: Catalog = .bundled) { self.catalog = catalog }

    /// The operation that a verb of a resource calls; nil where it calls none, or there is no such verb.
    func operation(_ resource: String, _ verb: String) -> Operation? {
        if let operation = catalog["\(resource).\(verb)"] { return operation }
        return Self.madeOf[verb].flatMap { catalog["\(resource).\($0)"] }
    }

    /// What is wrong with `module.resource.verb`, with the way out; nil when nothing is.
    ///
    /// Where only the resource is named there is no verb.
    package func problem(module: String, resource: String, verb: String?) -> String? {
        let helpers = Self.helpers[module] ?? []
        if helpers.contains(resource) { return nil }
        let verbs = verbs(of: resource)
        guard !verbs.isEmpty, let known = catalog.names.lazy.first(where: { $0.hasPrefix(resource + ".") }) else {
            let byPath = catalog.resources(inPath: resource).joined(separator: " or ")
            let hint =
                byPath.isEmpty
                ? NearNames.question(resource, among: resources(of: module) + helpers.sorted())
                : "its name is \(byPath)"
            return "there is no \(module).\(resource); \(hint ?? "patchbay api lists what there is")"
        }
        if let owner = catalog[known]?.module.rawValue, owner != module {
            return "there is no \(module).\(resource); it is \(owner).\(resource)"
        }
        guard let verb, !verbs.contains(verb) else { return nil }
        let hint = NearNames.question(verb, among: verbs) ?? "it has \(verbs.sorted().joined(separator: ", "))"
        return "there is no \(module).\(resource).\(verb); \(hint)"
    }

    /// The verbs of a resource, those of ours among them; empty for an unknown one.
    func verbs(of resource: String) -> Set<String> {
        let prefix = resource + "."
        var verbs = Set(
            catalog.names.filter { $0.hasPrefix(prefix) }.map {
                String($0.dropFirst(prefix.count).prefix { $0 != "@" })
            }
        )
        guard !verbs.isEmpty else { return [] }
        for (verb, base) in Self.madeOf where verbs.contains(base) { verbs.insert(verb) }
        verbs.formUnion(Self.silent)
        if verbs.contains("list") { verbs.insert("get") }
        return verbs
    }

    private func resources(of module: String) -> [String] {
        Operation.Module(rawValue: module).map { catalog.resources(of: $0) } ?? []
    }
}
