import Catalog

/// What was typed behind a script's path, told apart by the arguments it belongs to.
struct ArgumentTokens {
    /// The texts given for each argument, by its key; a flag's is `true` or `false`.
    private(set) var given: [String: [String]] = [:]
    /// Whether `-h` or `--help` is among them.
    private(set) var asksForHelp = false

    private let declared: [ArgumentDeclaration]
    private let script: String
    private var positionals: ArraySlice<ArgumentDeclaration>

    /// - Throws: `HostError` that names the token, what is wrong with it and the way out.
    init(_ tokens: [String], declared: [ArgumentDeclaration], script: String) throws(HostError) {
        self.declared = declared
        self.script = script
        positionals = declared.filter { !$0.isOption }[...]
        var rest = tokens[...]
        var areOptionsOver = false
        while let token = rest.popFirst() {
            if areOptionsOver || !Self.looksLikeOption(token) {
                try takePositional(token)
            } else if token == "--" {
                areOptionsOver = true
            } else if token == "-h" || token == "--help" {
                asksForHelp = true
                return
            } else {
                try takeOption(token, &rest)
            }
        }
    }

    private mutating func takePositional(_ token: String) throws(HostError) {
        guard let argument = positionals.first else {
            let names = declared.filter { !$0.isOption }.map(\.name)
            let problem =
                names.isEmpty
                ? "takes no arguments without a name" : "takes no more than \(names.joined(separator: ", "))"
            throw HostError(
                .invalid,
                "",
                "unexpected argument '\(token)': \(script) \(problem)",
                hint: Self.see(script)
            )
        }
        given[argument.key, default: []].append(token)
        if !argument.isMany { positionals = positionals.dropFirst() }
    }

    private mutating func takeOption(_ token: String, _ rest: inout ArraySlice<String>) throws(HostError) {
        let parts = token.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let argument = declared.first(where: { $0.name == name }) else {
            throw unknown(name)
        }
        let value: String
        if parts.count == 2 {
            value = String(parts[1])
        } else if argument.type == .flag {
            value = "true"
        } else if let next = rest.first, !isTaken(next) {
            value = next
            rest = rest.dropFirst()
        } else {
            throw HostError(
                .invalid,
                "",
                "\(name) needs a value",
                hint: "write \(name) \(argument.type.placeholder)"
                    + (rest.first?.hasPrefix("--") == true ? ", or \(name)=VALUE for one that begins with dashes" : "")
            )
        }
        if !argument.isMany, given[argument.key] != nil {
            throw HostError(.invalid, "", "\(name) is given twice", hint: "drop one of the two")
        }
        given[argument.key, default: []].append(value)
    }

    private func unknown(_ name: String) -> HostError {
        let options = declared.filter(\.isOption).map(\.name)
        let words = declared.map { "--" + $0.name.drop { $0 == "-" } }
        // A name without its dashes, or with one too few, is meant often enough to look for.
        let near =
            NearNames.question(name, among: options + ["--help"])
            ?? zip(words, declared).first { $0.0 == name }.map { "did you mean \($0.1.name), without dashes?" }
        return HostError(.invalid, "", "unknown option \(name)", hint: near ?? Self.see(script))
    }

    /// Whether a token cannot be the value of an option before it: `-7d` and `-` can.
    private func isTaken(_ token: String) -> Bool {
        token.hasPrefix("--") || declared.contains { $0.isOption && $0.name == token }
    }

    /// Negative numbers, spans such as `-7d`, and `-` alone are values.
    private static func looksLikeOption(_ token: String) -> Bool {
        guard token.hasPrefix("-"), let second = token.dropFirst().first else { return false }
        return !(second.isNumber || second == ".")
    }

    private static func see(_ script: String) -> String {
        "see patchbay help \(script)"
    }
}
