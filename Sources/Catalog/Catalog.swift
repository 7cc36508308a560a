/// All operations that scripts can name, as data.
///
/// Immutable, so that every task may share it. An operation is decoded when it is first asked for.
package struct Catalog: Sendable {
    private let shelf: OperationShelf

    /// The catalog that ships inside the program.
    package static let bundled = Catalog(OperationShelf(.bundled))

    /// Makes a catalog of the given operations; of two with one name the later counts.
    package init(_ operations: [Operation]) { self.init(OperationShelf(operations)) }

    init(_ shelf: OperationShelf) { self.shelf = shelf }

    /// The names of all operations, sorted; those of other versions of one bear their number, `user.list@1`.
    package var names: [String] { shelf.heads.map(\.name) }

    /// The names of all resources, sorted.
    package var resources: [String] {
        var resources: [String] = []
        for name in names {
            let resource = String(name.prefix { $0 != "." })
            if resources.last != resource { resources.append(resource) }
        }
        return resources
    }

    /// The operation of that name.
    package subscript(name: String) -> Operation? {
        // The file is part of the program and a test reads it: nobody can do anything about a fault at run time.
        do { return try shelf.operation(name) } catch { fatalError("the built-in catalog cannot be read: \(error)") }
    }

    /// The operations of a resource, by their names; empty for an unknown one.
    package func operations(of resource: String) -> [Operation] {
        names.filter { $0.hasPrefix(resource + ".") }.compactMap { self[$0] }
    }

    /// The versions that there are of the operation with this name (its number left out), the newest first; empty for
    /// an unknown one.
    package func versions(of name: String) -> [Operation] {
        names.filter { $0 == name || $0.hasPrefix(name + "@") }.compactMap { self[$0] }
            .sorted { $0.version > $1.version }
    }

    /// The operation of that name, or an error that names the near ones.
    package func operation(named name: String) throws(CatalogError) -> Operation {
        guard let operation = self[name] else {
            throw CatalogError(
                problem: .unknownOperation,
                operation: name,
                parameter: nil,
                value: nil,
                reason: "is no operation",
                hint: NearNames.question(name, among: names.filter { !$0.contains("@") })
            )
        }
        return operation
    }

    /// The field by which people name the objects of a resource: `email` of `user`; nil for an unknown resource.
    package func naturalKey(of resource: String) -> String? { self["\(resource).list"]?.naturalKey }

    /// Finds the operation that a request with this method and path would be.
    ///
    /// - Parameters:
    ///   - method: the HTTP method in capitals.
    ///   - path: the path below the base address, without its query.
    ///   - module: the only module whose operations count; nil: any, the contact centre's before the others.
    /// - Returns: the operation and the values of the path's ids as they stand, still encoded.
    package func match(
        method: String,
        path: String,
        module: Operation.Module? = nil
    ) -> (operation: Operation, ids: [String: String])? {
        let found = shelf.patterns.matches(method: method, path: path).lazy.compactMap { match in
            self[match.name].map { (operation: $0, ids: match.ids) }
        }
        guard let module else { return found.first { $0.operation.module == .cc } ?? found.first }
        return found.first { $0.operation.module == module }
    }
}
