extension Catalog {
    /// The resources whose paths have this word between two slashes: `queue` for `contact-service-queue`.
    ///
    /// - Parameter word: as the path has it, or with `_` in place of `-`; every operation is read for it.
    /// - Returns: their names, sorted.
    package func resources(inPath word: String) -> [String] {
        let wanted = word.lowercased().replacing("_", with: "-")
        let found = names.compactMap { self[$0] }.filter { operation in
            operation.path.lowercased().split { "/:".contains($0) }.contains { $0 == wanted }
        }
        return Set(found.map(\.resource)).sorted()
    }

    /// The names of the resources of one module, sorted; one operation of each is read.
    package func resources(of module: Operation.Module) -> [String] {
        let firsts = Dictionary(names.map { (String($0.prefix { $0 != "." }), $0) }) { first, _ in first }
        return resources.filter { resource in firsts[resource].flatMap { self[$0] }?.module == module }
    }
}
