import JSON

/// A filter of SCIM: comparisons such as `userName eq "ada@example.com"` that hold all together.
struct SCIMFilter: Sendable {
    private struct Comparison {
        let path: [String]
        let sign: String
        let value: String
    }

    private let comparisons: [Comparison]

    /// Reads comparisons that are joined by `and`; 400 with what is wrong.
    init(parsing text: String) throws(ServiceFault) {
        var words = Self.words(text)[...]
        var comparisons: [Comparison] = []
        while let path = words.popFirst() {
            guard let sign = words.popFirst()?.lowercased(), Self.signs.contains(sign) else {
                throw ServiceFault(400, "filter: a comparison such as eq must follow \(path)")
            }
            guard let value = sign == "pr" ? "" : words.popFirst() else {
                throw ServiceFault(400, "filter: a value must follow \(path) \(sign)")
            }
            comparisons.append(Comparison(path: path.split(separator: ".").map(String.init), sign: sign, value: value))
            guard let joint = words.popFirst() else { break }
            guard joint.lowercased() == "and", !words.isEmpty else {
                throw ServiceFault(400, "filter: the simulator knows comparisons joined by and")
            }
        }
        guard !comparisons.isEmpty else { throw ServiceFault(400, "filter: a comparison is missing") }
        self.comparisons = comparisons
    }

    private static let signs = ["eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"]

    /// The name that every user it wants has; nil when it implies none.
    var userName: String? {
        comparisons.first { $0.path.map { $0.lowercased() } == ["username"] && $0.sign == "eq" }?.value
    }

    /// Whether an object is wanted; case does not count.
    func matches(_ object: JSONObject) -> Bool {
        comparisons.allSatisfy { comparison in
            let held = Self.texts(.object(object), comparison.path[...])
            let value = comparison.value.lowercased()
            return switch comparison.sign {
            case "pr": !held.isEmpty
            case "ne": !held.contains(value)
            case "eq": held.contains(value)
            case "co": held.contains { $0.contains(value) }
            case "sw": held.contains { $0.hasPrefix(value) }
            case "ew": held.contains { $0.hasSuffix(value) }
            case "gt": held.contains { $0 > value }
            case "ge": held.contains { $0 >= value }
            case "lt": held.contains { $0 < value }
            default: held.contains { $0 <= value }
            }
        }
    }

    private static func texts(_ value: JSONValue, _ path: ArraySlice<String>) -> [String] {
        if let entries = value.array { return entries.flatMap { texts($0, path) } }
        guard let name = path.first else {
            if let object = value.object { return object["value"].map { texts($0, []) } ?? [] }
            return [value.string ?? value.bool.map { "\($0)" } ?? value.integer.map { "\($0)" }].compactMap(\.self)
                .map { $0.lowercased() }
        }
        let member = value.object?.first { $0.key.lowercased() == name.lowercased() }
        return member.map { texts($0.value, path.dropFirst()) } ?? []
    }

    /// The words between blanks; quotes hold a value together.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var hadQuotes = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
                hadQuotes = true
            } else if character == " ", !isQuoted {
                if !word.isEmpty || hadQuotes { words.append(word) }
                word = ""
                hadQuotes = false
            } else {
                word.append(character)
            }
        }
        return word.isEmpty && !hadQuotes ? words : words + [word]
    }
}
