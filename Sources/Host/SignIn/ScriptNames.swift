/// What a script names of the modules that it requires, as far as its words tell.
struct ScriptNames {
    /// A name that stands in the text.
    enum Use: Equatable {
        /// `cc.resource.verb`, or `cc.resource` used otherwise; `webex` alike.
        case call(module: String, resource: String, verb: String?, line: Int)
        /// `cc.resource` under a name of the script's own; what is called of it are uses of their own.
        case named(module: String, resource: String, line: Int)
        /// `csv.rows` of any other module; no name where the module is used otherwise.
        case member(module: String, name: String?, line: Int)
        /// `cc` itself goes somewhere: `cc[name]`, `f(cc)`.
        case unseen(module: String, line: Int)
    }

    /// The modules that are required, each with its line.
    private(set) var modules: [(name: String, line: Int)] = []
    private(set) var uses: [Use] = []

    /// The modules whose fields are resources, whose fields are operations.
    private static let roots: Set<String> = ["cc", "webex"]

    private let tokens: [(token: LuaTokens.Token, line: Int)]
    private var scopes = LuaScopes()

    init(_ tokens: [(token: LuaTokens.Token, line: Int)]) {
        self.tokens = tokens
        var place = 0
        while place < tokens.count { place = look(at: place) }
    }

    /// Looks at one token, and answers where to go on.
    private mutating func look(at place: Int) -> Int {
        guard case .name(let name) = tokens[place].token else { return place + 1 }
        // `t.end` is no Lua, so that keywords are always what they look like.
        if ["local", "for", "function"].contains(name) { scopes.beginStatement() }
        switch name {
        case "local": return locals(place + 1)
        case "for": return loop(place + 1)
        case "function": return function(place + 1)
        default:
            if scopes.take(keyword: name) { return place + 1 }
        }
        if let (module, end) = required(at: place) { return use(module, after: end, line: tokens[place].line) }
        if isField(place) { return place + 1 }
        if isAssigned(place) { return assignment(name, place) }
        return use(name: name, at: place)
    }

    // ---- declarations

    /// `local a, b = require "x", cc.user`: what the names stand for from here on.
    private mutating func locals(_ start: Int) -> Int {
        if token(start) == .name("function") { return function(start + 1) }
        let (names, end) = names(from: start)
        guard token(end) == .mark(UInt8(ascii: "=")) else {
            for name in names { scopes.bind(name, to: .other) }
            return end
        }
        var place = end
        for (number, name) in names.enumerated() {
            guard let after = bind(name, to: place + 1) else {
                // Of `local user = user.get(id)` the value still means what the name meant before.
                for other in names[number...] where token(place + 1) != .name(other) { scopes.bind(other, to: .other) }
                return place + 1
            }
            place = after
            guard token(place) == .mark(UInt8(ascii: ",")) else {
                for other in names[(number + 1)...] { scopes.bind(other, to: .other) }
                return place
            }
        }
        return place
    }

    /// `name = require "x"` without `local`, or any other value.
    private mutating func assignment(_ name: String, _ place: Int) -> Int {
        guard scopes[name] == nil, required(at: place + 2) != nil, let end = bind(name, to: place + 2) else {
            return place + 2
        }
        return end
    }

    /// The names of a loop belong to its body.
    private mutating func loop(_ start: Int) -> Int {
        let (names, end) = names(from: start)
        scopes.expect(names)
        return end
    }

    /// `name.of.it(a, b)`: the parameters belong to the body.
    private mutating func function(_ start: Int) -> Int {
        var place = start
        var name: String?
        while let next = token(place), next != .mark(UInt8(ascii: "(")) {
            guard case .name(let part) = next else {
                guard next == .mark(UInt8(ascii: ".")) || next == .mark(UInt8(ascii: ":")) else { break }
                place += 1
                continue
            }
            name = name ?? part
            place += 1
        }
        if place == start + 1, let name, token(start - 2) == .name("local") { scopes.bind(name, to: .other) }
        let (parameters, end) = names(from: place + 1)
        scopes.open(with: parameters)
        return end
    }

    /// The names of a list, with commas between them, and where it ends.
    private func names(from start: Int) -> (names: [String], end: Int) {
        var names: [String] = []
        var place = start
        while case .name(let name)? = token(place) {
            names.append(name)
            place += 1
            // An attribute: `<const>`, `<close>`.
            if token(place) == .mark(UInt8(ascii: "<")) { place += 3 }
            guard token(place) == .mark(UInt8(ascii: ",")) else { break }
            place += 1
        }
        return (names, place)
    }

    /// Gives a name the value at a place, and answers where that ends; nil for a value of no module.
    private mutating func bind(_ name: String, to value: Int) -> Int? {
        let module: String
        let end: Int
        if let (required, after) = required(at: value) {
            modules.append((required, tokens[value].line))
            (module, end) = (required, after)
        } else if case .name(let known)? = token(value), !isField(value), let meaning = scopes[known] {
            guard case .module(let known) = meaning, Self.roots.contains(known) else { return nil }
            (module, end) = (known, value + 1)
        } else {
            return nil
        }
        guard Self.roots.contains(module) else {
            guard field(at: end) == nil else {
                scopes.bind(name, to: .other)
                return follow(module, after: end, line: tokens[value].line)
            }
            scopes.bind(name, to: .module(module))
            return end
        }
        return bindRoot(name, module, end)
    }

    /// Gives a name what stands behind `cc`: itself, a resource, or the outcome of a call.
    private mutating func bindRoot(_ name: String, _ module: String, _ end: Int) -> Int {
        guard let (resource, afterResource) = field(at: end) else {
            // `cc[name]`, `cc(…)`: what the name stands for cannot be seen.
            if isTakenApart(end) {
                uses.append(.unseen(module: module, line: tokens[end].line))
                scopes.bind(name, to: .other)
            } else {
                scopes.bind(name, to: .module(module))
            }
            return end
        }
        let verb = field(at: afterResource)
        if verb == nil, !isTakenApart(afterResource) {
            scopes.bind(name, to: .resource(module, resource))
            uses.append(.named(module: module, resource: resource, line: tokens[end].line))
            return afterResource
        }
        scopes.bind(name, to: .other)
        uses.append(.call(module: module, resource: resource, verb: verb?.name, line: tokens[end].line))
        return verb?.end ?? afterResource
    }

    // ---- uses

    private mutating func use(name: String, at place: Int) -> Int {
        switch scopes[name] {
        case .module(let module): return follow(module, after: place + 1, line: tokens[place].line)
        case .resource(let module, let resource):
            guard let (verb, end) = field(at: place + 1) else { return place + 1 }
            uses.append(.call(module: module, resource: resource, verb: verb, line: tokens[place].line))
            return end
        case .other, nil: return place + 1
        }
    }

    /// `require "x"` that is no value of a name.
    private mutating func use(_ module: String, after end: Int, line: Int) -> Int {
        modules.append((module, line))
        return follow(module, after: end, line: line)
    }

    /// What follows a module.
    private mutating func follow(_ module: String, after end: Int, line: Int) -> Int {
        let field = field(at: end)
        guard Self.roots.contains(module) else {
            uses.append(.member(module: module, name: field?.name, line: line))
            return field?.end ?? end
        }
        guard let (resource, afterResource) = field else {
            uses.append(.unseen(module: module, line: line))
            return end
        }
        let verb = self.field(at: afterResource)
        uses.append(.call(module: module, resource: resource, verb: verb?.name, line: line))
        return verb?.end ?? afterResource
    }

    // ---- tokens

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

    private func isTakenApart(_ place: Int) -> Bool {
        [UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ":")].contains { token(place) == .mark($0) }
    }

    /// Whether the name at a place is a field of something.
    private func isField(_ place: Int) -> Bool {
        let before = token(place - 1)
        if before == .mark(UInt8(ascii: ":")) { return true }
        // `..` joins texts, and what follows is a name of its own.
        if before == .mark(UInt8(ascii: ".")) { return token(place - 2) != .mark(UInt8(ascii: ".")) }
        return false
    }

    /// Whether a value is given to the name at a place, as a variable or as a key of a table.
    private func isAssigned(_ place: Int) -> Bool {
        token(place + 1) == .mark(UInt8(ascii: "=")) && token(place + 2) != .mark(UInt8(ascii: "="))
    }

    private func token(_ place: Int) -> LuaTokens.Token? { tokens.indices.contains(place) ? tokens[place].token : nil }
}
