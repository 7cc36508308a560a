/// What a script names of the modules that it requires, as far as its words tell.
struct ScriptNames {
    enum Use {
        /// `cc.resource.verb`, or `cc.resource` used otherwise.
        case call(resource: String, verb: String?, line: Int)
        /// `recordings.name`; nil when the module is used otherwise.
        case recordings(name: String?)
        /// `cc` itself goes somewhere: `cc[name]`, `f(cc)`.
        case unseen(line: Int)
    }

    /// The modules that are required, by their names.
    private(set) var modules: [String] = []
    private(set) var uses: [Use] = []

    private let tokens: [(token: LuaTokens.Token, line: Int)]
    /// Local names of `cc`.
    private var roots: Set<String> = []
    /// Local names of `recordings`.
    private var recordings: Set<String> = []
    /// Local names of the resources of `cc`.
    private var resources: [String: String] = [:]

    init(_ tokens: [(token: LuaTokens.Token, line: Int)]) {
        self.tokens = tokens
        var place = 0
        while place < tokens.count { place = look(at: place) }
    }

    /// Looks at one token, and answers where to go on.
    private mutating func look(at place: Int) -> Int {
        guard case .name(let name) = tokens[place].token else { return place + 1 }
        if name == "local" { return locals(place + 1) }
        if let (module, end) = required(at: place) {
            modules.append(module)
            if module == "recordings" { return recordings(end) }
            return module == "cc" ? root(end, tokens[place].line) : end
        }
        if isField(place) { return place + 1 }
        if roots.contains(name) { return root(place + 1, tokens[place].line) }
        if recordings.contains(name) { return recordings(place + 1) }
        if let resource = resources[name] {
            guard let (verb, end) = field(at: place + 1) else { return place + 1 }
            uses.append(.call(resource: resource, verb: verb, line: tokens[place].line))
            return end
        }
        return place + 1
    }

    /// `local a, b = require "x", cc.user`: what the names stand for from here on.
    private mutating func locals(_ start: Int) -> Int {
        var names: [String] = []
        var place = start
        while case .name(let name)? = token(place), !["function"].contains(name) {
            names.append(name)
            place += 1
            // An attribute: `<const>`, `<close>`.
            if token(place) == .mark(UInt8(ascii: "<")) { place += 3 }
            guard token(place) == .mark(UInt8(ascii: ",")) else { break }
            place += 1
        }
        guard token(place) == .mark(UInt8(ascii: "=")) else { return place }
        for name in names {
            let value = place + 1
            if let (module, end) = required(at: value) {
                modules.append(module)
                switch module {
                case "cc": place = bind(name, afterRoot: end)
                case "recordings" where field(at: end) == nil:
                    recordings.insert(name)
                    place = end
                case "recordings": place = recordings(end)
                default: place = end
                }
            } else if case .name(let root)? = token(value), roots.contains(root) {
                place = bind(name, afterRoot: value + 1)
            } else {
                return value
            }
            guard token(place) == .mark(UInt8(ascii: ",")) else { return place }
        }
        return place
    }

    /// Gives a local name to what stands behind `cc`: itself, a resource, or the outcome of a call.
    private mutating func bind(_ name: String, afterRoot end: Int) -> Int {
        guard let (resource, afterResource) = field(at: end) else {
            // `cc[name]`, `cc(…)`: what the name stands for cannot be seen.
            let isTakenApart = [UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ":")].contains {
                token(end) == .mark($0)
            }
            if isTakenApart { uses.append(.unseen(line: tokens[end].line)) } else { roots.insert(name) }
            return end
        }
        guard let (verb, afterVerb) = field(at: afterResource) else {
            resources[name] = resource
            return afterResource
        }
        uses.append(.call(resource: resource, verb: verb, line: tokens[end].line))
        return afterVerb
    }

    /// What follows `recordings`.
    private mutating func recordings(_ end: Int) -> Int {
        let field = field(at: end)
        uses.append(.recordings(name: field?.name))
        return field?.end ?? end
    }

    /// What follows `cc` outside of a `local`.
    private mutating func root(_ end: Int, _ line: Int) -> Int {
        guard let (resource, afterResource) = field(at: end) else {
            uses.append(.unseen(line: line))
            return end
        }
        let verb = field(at: afterResource)
        uses.append(.call(resource: resource, verb: verb?.name, line: line))
        return verb?.end ?? afterResource
    }

    /// `require "name"` or `require("name")` at a place, and where it ends.
    private func required(at place: Int) -> (module: String, end: Int)? {
        guard token(place) == .name("require"), !isField(place) else { return nil }
        if case .text(let module)? = token(place + 1) { return (module, place + 2) }
        guard token(place + 1) == .mark(UInt8(ascii: "(")), case .text(let module)? = token(place + 2),
            token(place + 3) == .mark(UInt8(ascii: ")"))
        else { return nil }
        return (module, place + 4)
    }

    /// `.name` at a place, and where it ends.
    private func field(at place: Int) -> (name: String, end: Int)? {
        guard token(place) == .mark(UInt8(ascii: ".")), case .name(let name)? = token(place + 1) else { return nil }
        return (name, place + 2)
    }

    /// Whether the name at a place is a field of something, or a key of a table.
    private func isField(_ place: Int) -> Bool {
        let before = token(place - 1)
        if before == .mark(UInt8(ascii: ":")) { return true }
        // `..` joins texts, and what follows is a name of its own.
        if before == .mark(UInt8(ascii: ".")) { return token(place - 2) != .mark(UInt8(ascii: ".")) }
        return false
    }

    private func token(_ place: Int) -> LuaTokens.Token? { tokens.indices.contains(place) ? tokens[place].token : nil }
}
