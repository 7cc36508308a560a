import JSON

/// One line of the file, read by key.
struct FactsRow {
    /// The name of the operation or the shape.
    let name: String
    private let values: JSONObject

    init(_ line: [UInt8]) throws(FactsFault) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch { throw FactsFault("a line is no JSON: \(error)") }
        guard let values = value.object, let name = (values["name"] ?? values["shape"])?.string else {
            throw FactsFault("a line has no name")
        }
        self.name = name
        self.values = values
    }

    subscript(key: String) -> JSONValue? { values[key] }

    func text(_ key: String) throws(FactsFault) -> String {
        guard let text = values[key]?.string else { throw FactsFault("\(name): \(key) is missing") }
        return text
    }

    func texts(_ key: String) -> [String]? { values[key]?.array?.compactMap(\.string) }

    func flag(_ key: String) -> Bool { values[key] == .bool(true) }

    func choice<Choice: RawRepresentable<String>>(_ key: String) throws(FactsFault) -> Choice {
        let text = try text(key)
        guard let choice = Choice(rawValue: text) else { throw FactsFault("\(name).\(key): \(text) is not known") }
        return choice
    }
}

/// What is wrong with the file of facts, and where.
///
/// Only whoever changes the file sees it.
struct FactsFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
