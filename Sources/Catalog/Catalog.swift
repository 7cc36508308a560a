/// All operations that scripts can name, as data.
///
/// Immutable, so that every task may share it.
package struct Catalog: Sendable {
    private let operations: [String: Operation]
    private let patterns: [Shape: [(pattern: PathPattern, name: String)]]

    /// What requests for different operations mostly differ in already.
    private struct Shape: Hashable {
        let method: String
        let partCount: Int
    }

    /// The names of all operations, sorted.
    package let names: [String]

    /// Makes a catalog of the given operations; of two with one name the later counts.
    package init(_ operations: [Operation]) {
        self.operations = Dictionary(operations.map { ($0.name, $0) }) { _, later in later }
        names = self.operations.keys.sorted()
        // Paths with fewer names come first, so that a path which is spelt out wins over one with an id in its place.
        let patterns = self.operations.values.map { (method: $0.method, pattern: PathPattern($0.path), name: $0.name) }
        self.patterns = Dictionary(grouping: patterns) { Shape(method: $0.method, partCount: $0.pattern.partCount) }
            .mapValues { group in
                group.sorted { ($0.pattern.names.count, $0.name) < ($1.pattern.names.count, $1.name) }
                    .map { (pattern: $0.pattern, name: $0.name) }
            }
    }

    /// The operation of that name.
    package subscript(name: String) -> Operation? { operations[name] }

    /// The operation of that name, or an error that names the near ones.
    package func operation(named name: String) throws(CatalogError) -> Operation {
        guard let operation = operations[name] else {
            throw CatalogError(
                problem: .unknownOperation,
                operation: name,
                parameter: nil,
                value: nil,
                reason: "is no operation",
                hint: NearNames.question(name, among: names)
            )
        }
        return operation
    }

    /// The names of operations that somebody who wrote `name` probably meant, best first; at most three.
    package func nearNames(_ name: String) -> [String] { NearNames.of(name, among: names) }

    /// The operation that does for many objects in one request what `operation` does for one; nil when there is none.
    ///
    /// Its body is `{items: [{itemIdentifier, item, requestAction}]}`, where an item is the body of `operation` with the
    /// object's `id`; its answer is a 207 with a status for each item, to be matched by `itemIdentifier`.
    package func bulkForm(of operation: Operation) -> Operation? {
        let verb = operation.name.dropFirst(operation.resource.count + 1)
        return operations["\(operation.resource).bulk_\(verb)"]
    }

    /// The field by which people name the objects of a resource: `email` of `user`; nil for an unknown resource.
    package func naturalKey(of resource: String) -> String? { operations["\(resource).list"]?.naturalKey }

    /// Finds the operation that a request with this method and path would be.
    ///
    /// - Parameters:
    ///   - method: the HTTP method in capitals.
    ///   - path: the path below the base address, without its query.
    /// - Returns: the operation and the values of the path's ids as they stand, still encoded.
    package func match(method: String, path: String) -> (operation: Operation, ids: [String: String])? {
        let segments = PathPattern.segments(of: path)
        guard let candidates = patterns[Shape(method: method, partCount: segments.count)] else { return nil }
        for candidate in candidates {
            guard let ids = candidate.pattern.values(in: segments), let operation = operations[candidate.name] else {
                continue
            }
            return (operation, ids)
        }
        return nil
    }
}
