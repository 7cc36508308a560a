/// The order in which plugins are loaded and their hooks called: each behind those that its manifest names, else by name.
enum PluginOrder {
    /// Brings plugins into their order.
    ///
    /// - Parameter plugins: what each is called, and the names of those before it; one that is not among them counts for nothing.
    /// - Returns: their names.
    /// - Throws: `HostError` that names the plugins of a cycle.
    static func of(_ plugins: [(name: String, after: [String])]) throws(HostError) -> [String] {
        let known = Set(plugins.map(\.name))
        var waiting = Dictionary(plugins.map { ($0.name, Set($0.after).intersection(known)) }) { first, _ in first }
        var order: [String] = []
        while !waiting.isEmpty {
            guard let next = waiting.filter({ $0.value.isEmpty }).keys.min() else { throw cycle(waiting) }
            order.append(next)
            waiting[next] = nil
            for name in waiting.keys { waiting[name]?.remove(next) }
        }
        return order
    }

    private static func cycle(_ waiting: [String: Set<String>]) -> HostError {
        var chain = [waiting.keys.min() ?? ""]
        // Each waits for another one that waits, so this walk comes back to where it was.
        while let next = waiting[chain[chain.count - 1]]?.min() {
            chain.append(next)
            guard let start = chain.dropLast().firstIndex(of: next) else { continue }
            chain.removeFirst(start)
            break
        }
        return HostError(
            .invalid,
            "plugins",
            "each of these wants to come after the next: \(chain.joined(separator: ", "))",
            hint: "take a name out of the field after of one, or disable it: patchbay plugin disable \(chain[0])"
        )
    }
}
