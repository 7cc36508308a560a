import Catalog
import JSON

extension Catalog {
    /// The operation that a script means by a name, in the version it asks for.
    ///
    /// - Parameters:
    ///   - name: `user.list`.
    ///   - module: the Lua module it was looked for in, `cc` or `webex`; nil where that is not known.
    ///   - version: the number of a version; nil for the newest.
    /// - Returns: the operation of that version.
    /// - Throws: an error that says what there is instead.
    func operation(named name: String, module: String?, version: JSONValue?) throws -> Operation {
        let newest = try operation(named: name)
        if let module, module != newest.module.rawValue {
            throw HostError(
                .invalid,
                "\(module).\(name)",
                "is no operation of \(module)",
                hint: "it is \(newest.module.rawValue).\(name)"
            )
        }
        guard let version else { return newest }
        let versions = versions(of: name)
        if let chosen = versions.first(where: { Int64($0.version) == version.integer }) { return chosen }
        let numbers = versions.map { String($0.version) }.reversed().joined(separator: " and ")
        throw HostError(
            .invalid,
            name,
            "has no version \(String(decoding: version.encoded(), as: UTF8.self))",
            hint: "there is version \(numbers)"
        )
    }
}
