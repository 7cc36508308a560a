import Catalog

/// The scopes that a script needs, found by the names it uses, without running it.
///
/// A call counts where its name stands in the text: `cc.user.patch`, `user.patch` after `local user = cc.user`, the module
/// `recordings`, and all of that in the modules beside the script that it requires. What cannot be seen so, such as `cc[name]`,
/// is a doubt, unless the script says itself what it needs, in a comment: `-- scopes: cjp:config_read cjp:user`.
package struct ScriptScopes: Sendable {
    /// What a sign-in should ask for.
    package private(set) var scopes: Set<String> = []
    /// What could not be seen: a line's number and why, as a person reads it.
    package private(set) var doubts: [String] = []

    /// What the verbs that are made of others call.
    private static let madeOf = [
        "each": "list", "find": "list", "lookup": "list", "wait_for": "list", "references": "list", "ensure": "create",
    ]
    /// What the functions of `recordings` call; those that are not named call nothing.
    private static let recordings = [
        "tasks": ["task.list"], "captures": ["capture.query"], "download": ["capture.query"],
    ]
    /// What of `cc` is no resource.
    private static let helpers: Set<String> = ["null", "changes", "contains"]

    private let catalog: Catalog
    /// That of the script, from which all modules are required.
    private let folder: String
    private var seen: Set<String> = []
    private var isDeclared = false

    /// Looks through a script and the modules that it requires.
    package init(of script: ScriptFile, catalog: Catalog) {
        self.catalog = catalog
        folder = script.folder
        look(through: script)
        if isDeclared { doubts = [] }
    }

    private mutating func look(through script: ScriptFile) {
        let tokens = LuaTokens(script.source)
        for comment in tokens.comments { declare(comment) }
        let names = ScriptNames(tokens.all)
        for module in names.modules {
            guard seen.insert(module).inserted, let beside = beside(module) else { continue }
            look(through: beside)
        }
        for use in names.uses {
            switch use {
            case .call(let resource, let verb, let line): call(resource, verb, line)
            case .recordings(let name?):
                for operation in Self.recordings[name] ?? [] { self.use(operation) }
            case .recordings(nil):
                for operation in Self.recordings.values.joined() { self.use(operation) }
            case .unseen(let line):
                doubts.append("\(line): what is called here cannot be seen; say it in a line: -- scopes: …")
            }
        }
    }

    private mutating func call(_ resource: String, _ verb: String?, _ line: Int) {
        if Self.helpers.contains(resource) { return }
        guard let verb else {
            doubts.append("\(line): cc.\(resource) is used whole; say what for in a line: -- scopes: …")
            return
        }
        let name = "\(resource).\(Self.madeOf[verb] ?? verb)"
        guard catalog[name] != nil else {
            doubts.append("\(line): cc.\(resource).\(verb) is no operation that is known")
            return
        }
        use(name)
    }

    private mutating func use(_ operation: String) { scopes.formUnion(catalog[operation]?.asksFor ?? []) }

    private mutating func declare(_ comment: String) {
        let text = comment.drop { $0 == " " || $0 == "-" || $0 == "\t" }
        guard text.lowercased().hasPrefix("scopes:") else { return }
        isDeclared = true
        let words = text.dropFirst("scopes:".count).split { $0.isWhitespace || $0 == "," }
        scopes.formUnion(words.map(String.init))
    }

    /// The module of that name beside the script; nil for one of Patchbay's own, or none.
    private func beside(_ name: String) -> ScriptFile? {
        let path = name.replacing(".", with: "/")
        for file in ["\(path).lua", "\(path)/init.lua"] {
            if let found = try? ScriptFile(file, currentFolder: folder) { return found }
        }
        return nil
    }
}
