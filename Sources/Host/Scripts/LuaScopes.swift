/// What the local names of a script stand for, block by block, as far as modules are concerned.
struct LuaScopes {
    /// What a name stands for.
    enum Meaning: Equatable {
        /// What a module returned.
        case module(String)
        /// A resource of `cc` or `webex`: the module, and its name there.
        case resource(String, String)
        /// Anything else, which hides what the name meant outside.
        case other
    }

    private var blocks: [[String: Meaning]] = [[:]]
    /// The names of a loop, until its body begins.
    private var expected: [String] = []
    /// Whether the condition behind `until` is being read, which still sees the names of its block.
    private var isLeaving = false
    /// Words that stand within a condition and begin no statement.
    private static let inConditions: Set<String> = ["and", "false", "nil", "not", "or", "true"]

    /// What a name stands for here; nil for one that nothing has declared.
    subscript(name: String) -> Meaning? { blocks.last { $0[name] != nil }?[name] }

    /// Declares a name in the innermost block.
    mutating func bind(_ name: String, to meaning: Meaning) { blocks[blocks.count - 1][name] = meaning }

    /// Remembers the names of a loop for the body that follows.
    mutating func expect(_ names: [String]) { expected = names }

    /// Opens a block, with names of its own.
    mutating func open(with names: [String] = []) {
        blocks.append(Dictionary(names.map { ($0, .other) }) { first, _ in first })
    }

    /// Hears that a statement begins.
    mutating func beginStatement() {
        if isLeaving { close() }
        isLeaving = false
    }

    /// Opens or closes blocks as a keyword says.
    ///
    /// - Returns: whether the word is one.
    mutating func take(keyword: String) -> Bool {
        if Self.inConditions.contains(keyword) { return true }
        switch keyword {
        case "do", "then", "repeat", "end", "until", "elseif", "else", "break", "goto", "if", "in", "return", "while":
            beginStatement()
        default: return false
        }
        switch keyword {
        case "do":
            open(with: expected)
            expected = []
        case "then", "repeat": open()
        case "end", "elseif": close()
        case "until": isLeaving = true
        case "else":
            close()
            open()
        default: break
        }
        return true
    }

    private mutating func close() { if blocks.count > 1 { blocks.removeLast() } }
}
