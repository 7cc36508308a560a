import Catalog

/// The names that scripts find in `cc` and `webex`: resources, their operations, and what Patchbay adds to them.
package struct LuaAPI: Sendable {
    /// What of each module is no resource.
    static let helpers: [String: Set<String>] = [
        "cc": ["null", "changes", "contains", "search", "request"], "webex": ["request"],
    ]

    let catalog: Catalog

    package init(_ catalog: Catalog = .bundled) { self.catalog = catalog }

    /// The operations that a verb of a resource may call; none where there is no such verb.
    func operations(_ resource: String, _ verb: String) -> [Operation] {
        let own = [catalog["\(resource).\(verb)"]].compactMap(\.self)
        guard let made = made(of: resource).first(where: { $0.name == verb }) else { return own }
        return own + made.operations.compactMap { $0 == verb ? nil : catalog["\(resource).\($0)"] }
    }

    /// The verbs that a resource has beside its operations.
    package func made(of resource: String) -> [MadeVerb] {
        let own = ownVerbs(of: resource)
        return own.isEmpty ? [] : MadeVerb.all(of: resource, with: own)
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
    package func verbs(of resource: String) -> Set<String> {
        ownVerbs(of: resource).union(made(of: resource).map(\.name))
    }

    private func ownVerbs(of resource: String) -> Set<String> {
        let prefix = resource + "."
        return Set(
            catalog.names.filter { $0.hasPrefix(prefix) }.map {
                String($0.dropFirst(prefix.count).prefix { $0 != "@" })
            }
        )
    }

    private func resources(of module: String) -> [String] {
        Operation.Module(rawValue: module).map { catalog.resources(of: $0) } ?? []
    }
}
