import JSON

/// A word that people look for in a list, in some of its columns.
struct Search: Sendable {
    /// Where it is looked for.
    let columns: [String]
    private let text: String

    /// Reads `Ada`, `"Ada"`, `field=="firstName";value=="Ada"` or `fields=in=("firstName","lastName");value=="Ada"`.
    ///
    /// - Parameters:
    ///   - text: the parameter, decoded.
    ///   - known: the columns that can be searched, all of which a bare word is looked for in.
    /// - Throws: 400 with what is wrong.
    init(parsing text: String, columns known: [String]) throws(ServiceFault) {
        guard text.hasPrefix("field==") || text.hasPrefix("fields=in=") else {
            columns = known
            self.text = text.trimmed(of: "\"").lowercased()
            return
        }
        let names: [String: FieldKind] = ["field": .text, "fields": .text, "value": .text]
        guard case .all(let parts) = try Filter(parsing: text, fields: names), parts.count == 2,
            case .condition(let place) = parts[0], case .condition(let value) = parts[1], value.field == "value",
            let wanted = value.values.first?.string
        else { throw ServiceFault(400, "search: a field and a value are needed") }
        columns = place.values.compactMap(\.string)
        self.text = wanted.lowercased()
        if let column = columns.first(where: { !known.contains($0) }) {
            throw ServiceFault(400, "search: \(column) is no searchable column")
        }
    }

    /// Whether one of the columns has the text in it; case does not count.
    func matches(_ object: JSONObject) -> Bool {
        columns.contains { object[$0]?.string?.lowercased().contains(text) == true }
    }
}

extension String {
    /// The text without one `mark` at its start and one at its end, when it has both.
    fileprivate func trimmed(of mark: Character) -> String {
        count >= 2 && first == mark && last == mark ? String(dropFirst().dropLast()) : self
    }
}
