import JSON

extension Filter {
    /// Reads a filter in RSQL, as the list operations take it.
    ///
    /// - Parameters:
    ///   - text: such as `active==true;siteId=in=("a","b")`, decoded. `;` and ` and ` bind closer than `,` and ` or `.
    ///     Values with blanks must stand in quotes.
    ///   - fields: the fields that may be compared.
    /// - Throws: 400 with what is wrong and where.
    init(parsing text: String, fields: [String: FieldKind]) throws(ServiceFault) {
        var parser = FilterParser(text, fields: fields)
        self = try parser.wholeFilter()
    }
}

/// Goes through the text of a filter once, from its start to its end.
private struct FilterParser {
    /// What neither a field nor an unquoted value may hold.
    private static let reserved = Set<Character>("\"'();,=!~<> ")
    /// Signs that mean the same as one of RSQL's words, longer ones first.
    private static let signs: [(text: String, comparison: Filter.Comparison)] =
        Filter.Comparison.allCases.map { ($0.rawValue, $0) }
        + [("<=", .atMost), (">=", .atLeast), ("<", .less), (">", .more)]

    private let text: [Character]
    private let fields: [String: FieldKind]
    private var place = 0

    init(_ text: String, fields: [String: FieldKind]) {
        self.text = Array(text)
        self.fields = fields
    }

    mutating func wholeFilter() throws(ServiceFault) -> Filter {
        let filter = try alternatives()
        skipBlanks()
        guard place == text.count else { throw unexpected("the end, or and, or or") }
        return filter
    }

    private mutating func alternatives() throws(ServiceFault) -> Filter {
        var parts = [try conjunction()]
        while takes(",", orWord: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(ServiceFault) -> Filter {
        var parts = [try term()]
        while takes(";", orWord: "and") { parts.append(try term()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func term() throws(ServiceFault) -> Filter {
        skipBlanks()
        guard take("(") else { return try condition() }
        let inner = try alternatives()
        skipBlanks()
        guard take(")") else { throw unexpected(")") }
        return inner
    }

    private mutating func condition() throws(ServiceFault) -> Filter {
        let field = word()
        guard !field.isEmpty else { throw unexpected("a field") }
        guard let kind = fields[field] else { throw ServiceFault(400, "filter: \(field) cannot be filtered by") }
        skipBlanks()
        guard let (sign, comparison) = Self.signs.first(where: { text[place...].starts(with: $0.text) }) else {
            throw unexpected("a comparison such as ==")
        }
        place += sign.count
        skipBlanks()
        var values: [JSONValue] = []
        if comparison == .anyOf || comparison == .noneOf {
            guard take("(") else { throw unexpected("(") }
            repeat { values.append(try value(kind, of: field)) } while take(",")
            guard take(")") else { throw unexpected(")") }
        } else {
            values = [try value(kind, of: field)]
        }
        return .condition(Filter.Condition(field: field, comparison: comparison, values: values))
    }

    private mutating func value(_ kind: FieldKind, of field: String) throws(ServiceFault) -> JSONValue {
        skipBlanks()
        let quote = place < text.count ? text[place] : " "
        let value = quote == "\"" || quote == "'" ? try quoted(quote) : word()
        guard !value.isEmpty || quote == "\"" || quote == "'" else { throw unexpected("a value") }
        if text.indices.contains(place), text[place] == " ", quote != "\"", quote != "'" { try refuseSecondWord() }
        switch kind {
        case .text: return .string(value)
        case .integer:
            guard let integer = Int64(value) else { throw ServiceFault(400, "filter: \(field) is an integer") }
            return .integer(integer)
        case .boolean:
            guard value == "true" || value == "false" else {
                throw ServiceFault(400, "filter: \(field) is true or false")
            }
            return .bool(value == "true")
        }
    }

    /// What follows a bare value and a blank must join conditions: else the value had a blank in it.
    private func refuseSecondWord() throws(ServiceFault) {
        var ahead = self
        ahead.skipBlanks()
        let next = ahead.word()
        guard next.isEmpty || next == "and" || next == "or" else {
            throw ServiceFault(400, "filter: values with spaces must be enclosed in quotes")
        }
    }

    private mutating func quoted(_ quote: Character) throws(ServiceFault) -> String {
        place += 1
        var value = ""
        while place < text.count, text[place] != quote {
            if text[place] == "\\", place + 1 < text.count { place += 1 }
            value.append(text[place])
            place += 1
        }
        guard take(quote) else { throw ServiceFault(400, "filter: a quote is not closed") }
        return value
    }

    private mutating func word() -> String {
        let start = place
        while place < text.count, !Self.reserved.contains(text[place]) { place += 1 }
        return String(text[start..<place])
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < text.count, text[place] == character else { return false }
        place += 1
        return true
    }

    /// Takes a sign that joins conditions, or its word between blanks.
    private mutating func takes(_ sign: Character, orWord word: String) -> Bool {
        let start = place
        skipBlanks()
        if take(sign) { return true }
        if place > start, self.word() == word, place < text.count, text[place] == " " { return true }
        place = start
        return false
    }

    private mutating func skipBlanks() {
        while place < text.count, text[place] == " " { place += 1 }
    }

    private func unexpected(_ wanted: String) -> ServiceFault {
        ServiceFault(400, "filter: \(wanted) is missing at character \(place + 1)")
    }
}
