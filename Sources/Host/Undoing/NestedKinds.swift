import Catalog
import JSON

/// Which kinds of objects lie in which others and go with them: the entries of an address book.
struct NestedKinds: Sendable {
    /// A kind of objects that lie in others.
    struct Kind: Sendable {
        let resource: String
        let module: String
        /// The ids that lead to the object they lie in.
        let ids: Int
    }

    /// Those of all operations.
    static let bundled = NestedKinds(.bundled)

    private let kinds: [String: [Kind]]

    /// A resource lies in another whose name its own begins with, and whose objects stand in the path of its list.
    init(_ catalog: Catalog) {
        var kinds: [String: [Kind]] = [:]
        for name in catalog.names where name.hasSuffix(".list") {
            guard let list = catalog[name], list.resource.contains("_"), !list.pathIDs.isEmpty else { continue }
            var outer = list.resource
            while let end = outer.lastIndex(of: "_") {
                outer = String(outer[..<end])
                guard list.path.contains("/\(outer.replacing("_", with: "-"))/{") else { continue }
                kinds[outer, default: []].append(
                    Kind(resource: list.resource, module: list.module.rawValue, ids: list.pathIDs.count)
                )
            }
        }
        self.kinds = kinds
    }

    /// The kinds of what lies in an object, for `undoing.lua`; nil where there are none.
    func json(in resource: String, ids: Int) -> JSONValue? {
        let kinds = (kinds[resource] ?? []).filter { $0.ids == ids }
        guard !kinds.isEmpty else { return nil }
        return .array(kinds.map { ["name": .string($0.resource), "module": .string($0.module)] })
    }
}
