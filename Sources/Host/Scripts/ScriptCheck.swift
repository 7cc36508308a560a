import Catalog

/// What can be said of a script by its words, without running it: the names that nothing has, and the scopes it needs.
///
/// Looks through the script and every module beside it that it requires.
package struct ScriptCheck: Sendable {
    /// Something that would fail when the script came to it.
    package struct Problem: Sendable, Equatable {
        /// The path of the file from the script's folder.
        package let file: String
        package let line: Int
        /// What is wrong, and what may have been meant.
        package let message: String
    }

    /// The mistakes, file by file, in the order of their lines.
    package private(set) var problems: [Problem] = []
    /// The modules of Patchbay that it requires, sorted.
    package private(set) var modules: [String] = []
    /// The script, and the files beside it that it requires, in the order in which they are first named.
    package private(set) var files: [ScriptFile] = []
    /// What a sign-in for it must be granted, and what of that cannot be seen.
    package let scopes: ScriptScopes

    /// Lua's own libraries, which `require` gives as well.
    private static let libraries: Set<String> = ["string", "table", "math", "utf8", "coroutine", "os", "debug", "_G"]

    private let api: LuaAPI
    /// The names that each module of ours has.
    private let members: [String: Set<String>]
    /// The names of modules that are not ours and lie elsewhere.
    private let others: Set<String>
    private let isAlone: Bool
    private let folder: String
    private var seen: Set<String> = []

    /// Looks through a script.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - members: the names that each of Patchbay's modules has, but for `cc` and `webex`.
    ///   - others: modules that are there besides and are not looked through: those of plugins.
    ///   - alone: whether none of the modules beside the script is looked through.
    ///   - catalog: the operations there are.
    package init(
        of script: ScriptFile,
        members: [String: Set<String>],
        others: Set<String> = [],
        alone: Bool = false,
        catalog: Catalog = .bundled
    ) {
        self.others = others
        isAlone = alone
        api = LuaAPI(catalog)
        self.members = members
        folder = script.folder
        scopes = ScriptScopes(of: script, catalog: catalog)
        look(through: script)
        modules.sort()
    }

    private mutating func look(through script: ScriptFile) {
        files.append(script)
        let names = ScriptNames(LuaTokens(script.source).all)
        var found: [Problem] = []
        let tell = { (line: Int, message: String) in
            found.append(Problem(file: script.path, line: line, message: message))
        }
        var beside: [ScriptFile] = []
        for (name, line) in names.modules {
            let isOurs = members[name] != nil || Operation.Module(rawValue: name) != nil
            guard !isOurs, !Self.libraries.contains(name) else {
                if isOurs, !modules.contains(name) { modules.append(name) }
                continue
            }
            guard let module = isAlone ? nil : script.module(name, in: folder) else {
                guard !others.contains(name) else { continue }
                let hint = NearNames.question(name, among: members.keys.sorted() + ["cc", "webex"])
                let places = "beside the script there is no \(name.replacing(".", with: "/")).lua"
                tell(line, "there is no module \(name); \(hint ?? places)")
                continue
            }
            if seen.insert(name).inserted { beside.append(module) }
        }
        for use in names.uses {
            switch use {
            case .call(let module, let resource, let verb, let line):
                if let problem = api.problem(module: module, resource: resource, verb: verb) { tell(line, problem) }
            case .named(let module, let resource, let line):
                if let problem = api.problem(module: module, resource: resource, verb: nil) { tell(line, problem) }
            case .member(let module, let name?, let line):
                guard let known = members[module], !known.contains(name) else { continue }
                let hint =
                    NearNames.question(name, among: known.sorted())
                    ?? "it has \(known.sorted().joined(separator: ", "))"
                tell(line, "there is no \(module).\(name); \(hint)")
            case .member, .unseen: break
            }
        }
        problems += found.sorted { $0.line < $1.line }
        for module in beside { look(through: module) }
    }
}
