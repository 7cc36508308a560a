import Catalog

/// The operations that a plugin was granted.
package struct OperationGrant: Sendable, Equatable {
    let plugin: String
    /// `user.list`, `cc.user.list`, all of a resource as `user.*`, or of all `*`.
    private let names: Set<String>
    private let scopes: Set<String>

    /// - Parameters:
    ///   - plugin: the plugin's name.
    ///   - names: names of operations, `resource.*` or `*`.
    ///   - scopes: scopes of OAuth: operations that one of them is enough for are granted.
    package init(plugin: String, names: [String], scopes: [String]) {
        self.plugin = plugin
        self.names = Set(names)
        self.scopes = Set(scopes)
    }

    /// Whether an operation may be called.
    package func covers(_ operation: Operation) -> Bool {
        guard !names.contains("*") else { return true }
        let name = operation.plainName, module = operation.module.rawValue
        let resource = name.prefix { $0 != "." } + ".*"
        let forms = [name, "\(module).\(name)", String(resource), "\(module).\(resource)"]
        return forms.contains(where: names.contains) || operation.scopes.contains(where: scopes.contains)
    }

    /// Lets an operation through.
    ///
    /// - Throws: `HostError` of kind `denied` that names the plugin and the way out.
    func admit(_ operation: Operation) throws(HostError) {
        guard !covers(operation) else { return }
        throw HostError(
            .denied,
            operation.plainName,
            "plugin \(plugin) was not granted \(operation.plainName)",
            hint: "its manifest asks for operations, and patchbay plugin update \(plugin) grants what it asks for anew"
        )
    }
}
