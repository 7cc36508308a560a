import JSON

extension PlannedFilter {
    /// Reads a filter in RSQL: `active==true;siteId=in=("a","b")`.
    ///
    /// `;` and ` and ` bind closer than `,` and ` or `. Nil for what is none, and for one that compares otherwise than by
    /// `==` and `=in=`.
    init?(rsql text: String) {
        var reader = FilterReader(text, isSCIM: false)
        guard let filter = reader.whole() else { return nil }
        self = filter
    }

    /// Reads a filter of SCIM: `userName eq "ada@example.com" and active eq true`.
    ///
    /// Nil for what is none, and for one that compares otherwise than by `eq`.
    init?(scim text: String) {
        var reader = FilterReader(text, isSCIM: true)
        guard let filter = reader.whole() else { return nil }
        self = filter
    }
}

/// Goes through the text of a filter once, from its start to its end.
private struct FilterReader {
    /// What neither a field nor a value without quotes may hold.
    private static let reserved = Set<Character>("\"'();,=!~<>[] \t\n")
    /// Parentheses within each other; more than a person writes, and fewer than a stack holds.
    private static let deepest = 50

    private let text: [Character]
    private let isSCIM: Bool
    private var place = 0
    private var depth = 0

    init(_ text: String, isSCIM: Bool) {
        self.text = Array(text)
        self.isSCIM = isSCIM
    }

    mutating func whole() -> PlannedFilter? {
        guard let filter = alternatives() else { return nil }
        skipBlanks()
        return place == text.count ? filter : nil
    }

    private mutating func alternatives() -> PlannedFilter? {
        guard let first = conjunction() else { return nil }
        var parts = [first]
        while joins(",", orWord: "or") {
            guard let part = conjunction() else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? first : .any(parts)
    }

    private mutating func conjunction() -> PlannedFilter? {
        guard let first = term() else { return nil }
        var parts = [first]
        while joins(";", orWord: "and") {
            guard let part = term() else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? first : .all(parts)
    }

    private mutating func term() -> PlannedFilter? {
        skipBlanks()
        guard take("(") else { return condition() }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest, let inner = alternatives() else { return nil }
        skipBlanks()
        return take(")") ? inner : nil
    }

    private mutating func condition() -> PlannedFilter? {
        let field = word()
        guard !field.isEmpty else { return nil }
        let path = field.split(separator: ".").map(String.init)
        skipBlanks()
        if isSCIM {
            guard word().lowercased() == "eq", let value = value() else { return nil }
            return .oneOf(path: path, values: [value], .folded)
        }
        if take("==") { return value().map { .oneOf(path: path, values: [$0], .exact) } }
        guard take("=in="), take("(", afterBlanks: true) else { return nil }
        var values: [String] = []
        repeat {
            guard let value = value() else { return nil }
            values.append(value)
        } while take(",", afterBlanks: true)
        return take(")", afterBlanks: true) ? .oneOf(path: path, values: values, .exact) : nil
    }

    private mutating func value() -> String? {
        skipBlanks()
        guard place < text.count else { return nil }
        let quote = text[place]
        guard quote == "\"" || (quote == "'" && !isSCIM) else {
            let value = word()
            return value.isEmpty ? nil : value
        }
        return quoted(quote)
    }

    /// A value in quotes: in SCIM a text of JSON, in RSQL a backslash makes of the next letter itself.
    private mutating func quoted(_ quote: Character) -> String? {
        let start = place
        place += 1
        var value = ""
        while place < text.count, text[place] != quote {
            if text[place] == "\\", place + 1 < text.count { place += 1 }
            value.append(text[place])
            place += 1
        }
        guard take(String(quote)) else { return nil }
        guard isSCIM else { return value }
        return try? JSONValue(parsing: Array(String(text[start..<place]).utf8)).string
    }

    private mutating func word() -> String {
        let start = place
        while place < text.count, !Self.reserved.contains(text[place]) { place += 1 }
        return String(text[start..<place])
    }

    private mutating func take(_ sign: String, afterBlanks: Bool = false) -> Bool {
        if afterBlanks { skipBlanks() }
        guard text[place...].starts(with: sign) else { return false }
        place += sign.count
        return true
    }

    /// Takes what joins conditions: a sign of RSQL, or a word after a blank or a parenthesis.
    private mutating func joins(_ sign: String, orWord wanted: String) -> Bool {
        let start = place
        skipBlanks()
        if !isSCIM, take(sign) { return true }
        let isApart = place > start || (start > 0 && text[start - 1] == ")")
        let word = word()
        let isEnded = place < text.count && (text[place] == " " || text[place] == "(")
        if isApart, isEnded, isSCIM ? word.lowercased() == wanted : word == wanted { return true }
        place = start
        return false
    }

    private mutating func skipBlanks() {
        while place < text.count, text[place] == " " || text[place] == "\t" || text[place] == "\n" { place += 1 }
    }
}
