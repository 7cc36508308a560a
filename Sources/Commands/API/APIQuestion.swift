import Catalog
import Host

/// What a person asks of `patchbay api`, in any of the ways in which they may know it.
struct APIQuestion {
    /// What was meant.
    enum Answer {
        case everything
        /// Those of one resource, or of one path.
        case operations([Operation])
        /// One, with a word on what it has to do with what was asked for where that is another name.
        case operation(Operation, note: String?)
    }

    private let text: String
    private let catalog = Catalog.bundled

    /// The methods that a request may have.
    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    init(_ text: String) { self.text = text }

    /// - Throws: `HostError` that names what may have been meant.
    func answer() throws(HostError) -> Answer {
        var name = text.split(separator: " ").joined(separator: " ")
        if name.isEmpty { return .everything }
        if let found = try path(name) { return found }
        for module in ["cc.", "webex."] where name.hasPrefix(module) { name.removeFirst(module.count) }
        if let operation = catalog[name] { return .operation(operation, note: nil) }
        let own = operations(of: name)
        if !own.isEmpty { return .operations(own) }
        if let found = ours(name) { return found }
        throw unknown(name)
    }

    private func operations(of resource: String) -> [Operation] {
        OperationList.verbs(of: resource).compactMap { catalog["\(resource).\($0)"] }
    }

    /// `GET /v1/tasks`, or a path alone, with ids or with names in braces.
    private func path(_ text: String) throws(HostError) -> Answer? {
        let words = text.split(separator: " ").map(String.init)
        guard let path = words.last, path.hasPrefix("/"), words.count <= 2 else { return nil }
        let asked = words.count == 2 ? words[0].uppercased() : nil
        if let asked, !Self.methods.contains(asked) {
            throw HostError(.invalid, words[0], "is no method", hint: "write GET, POST, PUT, PATCH or DELETE")
        }
        let clean = String(path.prefix { $0 != "?" })
        let methods = asked.map { [$0] } ?? Self.methods.sorted()
        let found = methods.compactMap { catalog.match(method: $0, path: clean)?.operation }
        guard let first = found.first else {
            throw HostError(.notFound, text, "is no operation of the API", hint: nearPaths(clean, methods))
        }
        return found.count == 1 ? .operation(first, note: nil) : .operations(found)
    }

    private func nearPaths(_ path: String, _ methods: [String]) -> String? {
        let known = Set(catalog.all.filter { methods.contains($0.method) }.map(\.path))
        if let question = NearNames.question(path, among: known) { return question }
        let others = Self.methods.sorted().filter { catalog.match(method: $0, path: path) != nil }
        return others.isEmpty ? nil : "that path takes \(others.joined(separator: ", "))"
    }

    /// A verb that every resource has in Lua beside the operations of the service.
    private func ours(_ name: String) -> Answer? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let made = LuaAPI(catalog).made(of: parts[0]).first(where: { $0.name == parts[1] }),
            let operation = (made.operations + ["create", "get", "list"]).lazy
                .compactMap({ catalog["\(parts[0]).\($0)"] }).first ?? operations(of: parts[0]).first
        else { return nil }
        let function = "\(operation.module.rawValue).\(name)"
        guard !made.operations.isEmpty else { return .operation(operation, note: "\(function) \(made.does).") }
        return .operation(operation, note: "\(function) \(made.does) \(operation.name), and takes what that takes.")
    }

    /// The error for a name that is none: near names, the resource whose path has it, and what its words are found in.
    private func unknown(_ name: String) -> HostError {
        let resource = String(name.prefix { $0 != "." })
        let verbs = LuaAPI(catalog).verbs(of: resource).sorted()
        if !verbs.isEmpty {
            let hint = NearNames.question(name, among: verbs.map { "\(resource).\($0)" })
            return HostError(
                .notFound,
                name,
                "\(resource) has no such verb",
                hint: hint ?? "it has \(verbs.joined(separator: ", "))"
            )
        }
        let byPath = catalog.resources(inPath: resource)
        if !byPath.isEmpty {
            return HostError(
                .notFound,
                name,
                "is a word of the API's paths",
                hint: "its name is \(byPath.joined(separator: " or "))"
            )
        }
        let names = Operation.Module.allCases.flatMap { catalog.resources(of: $0) }
        let near = NearNames.question(name, among: names) ?? NearNames.question(name, among: catalog.names)
        let search = OperationSearch([name]).found.prefix(3).map(\.name)
        let hint =
            near
            ?? (search.isEmpty ? "patchbay api lists all resources" : "it occurs in \(search.joined(separator: ", "))")
        return HostError(.notFound, name, "is no resource and no operation", hint: hint)
    }
}
