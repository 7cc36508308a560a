extension Catalog {
    /// The names of the resources of one module, sorted; one operation of each is read.
    package func resources(of module: Operation.Module) -> [String] {
        let firsts = Dictionary(names.map { (String($0.prefix { $0 != "." }), $0) }) { first, _ in first }
        return resources.filter { resource in firsts[resource].flatMap { self[$0] }?.module == module }
    }
}
