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

    /// What the functions of `recordings` call; those that are not named call nothing.
    private static let recordings = [
        "tasks": ["task.list"], "captures": ["capture.query"], "download": ["capture.query"],
    ]
    /// What helper functions of `cc` call; what is not named here asks for nothing.
    private static let helpers = ["search": "task.search"]

    private let api: LuaAPI
    /// That of the script, from which all modules are required.
    private let folder: String
    private var seen: Set<String> = []
    private var isDeclared = false

    /// Looks through a script and the modules that it requires.
    package init(of script: ScriptFile, catalog: Catalog) {
        api = LuaAPI(catalog)
        folder = script.folder
        look(through: script)
        if isDeclared { doubts = [] }
    }

    private mutating func look(through script: ScriptFile) {
        let tokens = LuaTokens(script.source)
        for comment in tokens.comments { declare(comment) }
        let names = ScriptNames(tokens.all)
        for (name, _) in names.modules {
            guard seen.insert(name).inserted, let beside = script.module(name, in: folder) else { continue }
            look(through: beside)
        }
        for use in names.uses {
            switch use {
            case .call(let module, let resource, let verb, let line): call(module, resource, verb, line)
            case .member("recordings", let name?, _):
                for operation in Self.recordings[name] ?? [] { self.use(operation) }
            case .member("recordings", nil, _):
                for operation in Self.recordings.values.joined() { self.use(operation) }
            case .member, .named: break
            case .unseen(_, let line):
                doubts.append("\(line): what is called here cannot be seen; say it in a line: -- scopes: …")
            }
        }
    }

    private mutating func call(_ module: String, _ resource: String, _ verb: String?, _ line: Int) {
        if resource == "request" {
            return doubts.append(
                "\(line): which operation this asks for cannot be seen; say it in a line: -- scopes: …"
            )
        }
        if LuaAPI.helpers[module]?.contains(resource) == true {
            if let operation = Self.helpers[resource] { use(operation) }
            return
        }
        guard let verb else {
            doubts.append("\(line): \(module).\(resource) is used whole; say what for in a line: -- scopes: …")
            return
        }
        let operations = api.operations(resource, verb)
        if !operations.isEmpty { return scopes.formUnion(operations.flatMap(\.asksFor)) }
        guard api.problem(module: module, resource: resource, verb: verb) != nil else { return }
        doubts.append("\(line): \(module).\(resource).\(verb) is no operation that is known")
    }

    private mutating func use(_ operation: String) { scopes.formUnion(api.catalog[operation]?.asksFor ?? []) }

    private mutating func declare(_ comment: String) {
        let text = comment.drop { $0 == " " || $0 == "-" || $0 == "\t" }
        guard text.lowercased().hasPrefix("scopes:") else { return }
        isDeclared = true
        let words = text.dropFirst("scopes:".count).split { $0.isWhitespace || $0 == "," }
        scopes.formUnion(words.map(String.init))
    }
}
