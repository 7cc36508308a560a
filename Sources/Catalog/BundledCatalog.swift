import JSON

extension Catalog {
    /// The catalog that ships inside the binary.
    ///
    /// Decoded once, when first asked for.
    package static let bundled: Catalog = {
        do {
            return Catalog(try OperationFile(PackageResources.operations_json).operations())
        } catch {
            // The file is part of the binary and a test reads it: nobody can do anything about it at run time.
            fatalError("the built-in catalog cannot be read: \(error)")
        }
    }()
}

/// The file of facts: `shared` holds parameters that many operations have, named there by their name alone.
struct OperationFile {
    /// What does not fit in the file, and where.
    ///
    /// Only whoever changes the file sees it.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private let operationRows: [JSONValue]
    private var shared: [String: Parameter] = [:]
    /// The rows by their names, for those whose body is that of another.
    private var rowsByName: [String: Row] = [:]

    init(_ bytes: [UInt8]) throws {
        let file = try Row(JSONValue(parsing: bytes), "file")
        operationRows = try file.list("operations")
        for value in operationRows {
            let row = try Row(value, "operation")
            rowsByName[try row.text("name")] = row
        }
        guard let rows = file["shared"]?.object else { return }
        for row in rows { shared[row.key] = try parameter(Row(row.value, row.key), name: row.key) }
    }

    /// All operations of the file.
    func operations() throws -> [Operation] { try operationRows.map(operation) }

    private func operation(_ value: JSONValue) throws -> Operation {
        let name = try Row(value, "operation").text("name")
        let row = try Row(value, name)
        return Operation(
            name: name,
            method: try row.text("method"),
            path: try row.text("path"),
            base: try row.choice("base"),
            safety: try row.choice("safety"),
            paging: row["paging"] == nil ? nil : try row.choice("paging"),
            listPath: row["list"] == nil ? nil : try row.text("list"),
            omitsArrays: row.flag("omitsArrays"),
            isDeprecated: row.flag("deprecated"),
            query: try parameters(row, "query"),
            body: try body(row),
            scopes: try texts(row, "scopes"),
            asksFor: row["ask"] == nil ? nil : try texts(row, "ask"),
            naturalKey: row["key"] == nil ? nil : try row.text("key")
        )
    }

    /// The fields of a row's body: its own; those of the `partOf` operation, none of which need be there; or those of a
    /// request for many objects, each item of which is the body of the `bulkOf` operation with the object's id.
    private func body(_ row: Row) throws -> [Parameter] {
        if row["partOf"] != nil { return try body(other(row, "partOf")).map(\.optional) }
        guard row["bulkOf"] != nil else { return try parameters(row, "body") }
        let one = try body(other(row, "bulkOf")).filter { $0.name != "id" }
        let id = Parameter(name: "id", type: .string, isRequired: true)
        let fields = [
            Parameter(name: "itemIdentifier", type: .integer, isRequired: true),
            Parameter(name: "item", type: .object, isRequired: true, fields: [id] + one),
            Parameter(name: "requestAction", type: .string, choices: ["SAVE"]),
        ]
        return [Parameter(name: "items", type: .list, isRequired: true, items: .object, minimum: 1, fields: fields)]
    }

    private func texts(_ row: Row, _ key: String) throws -> [String] {
        try row.list(key).map { try Row.text($0, "\(row.place).\(key)") }
    }

    /// The row whose name stands under a key of this one.
    private func other(_ row: Row, _ key: String) throws -> Row {
        let name = try row.text(key)
        guard let other = rowsByName[name], other["bulkOf"] == nil, other["partOf"] == nil || key == "bulkOf" else {
            throw Malformed(description: "\(row.place).\(key): \(name) is no operation with a body of its own")
        }
        return other
    }

    private func parameters(_ row: Row, _ key: String) throws -> [Parameter] {
        try row.list(key).map { value in
            if case .string(let name) = value {
                guard let parameter = shared[name] else {
                    throw Malformed(description: "\(row.place): \(name) is not among the shared parameters")
                }
                return parameter
            }
            return try parameter(Row(value, row.place), name: Row(value, row.place).text("name"))
        }
    }

    private func parameter(_ row: Row, name: String) throws -> Parameter {
        Parameter(
            name: name,
            type: try row.choice("type"),
            isRequired: row.flag("required"),
            items: row["items"] == nil ? nil : try row.choice("items"),
            choices: try row.list("enum").map { try Row.text($0, row.place) },
            minimum: row.integer("minimum"),
            maximum: row.integer("maximum"),
            format: row["format"] == nil ? nil : try row.choice("format"),
            isUnique: row.flag("unique"),
            isReadOnly: row.flag("readOnly"),
            fields: try parameters(row, "fields")
        )
    }
}

/// One object of the file, read by key, with its place for errors.
private struct Row {
    let place: String
    private let values: JSONObject

    init(_ value: JSONValue, _ place: String) throws {
        guard let values = value.object else {
            throw OperationFile.Malformed(description: "\(place): an object is needed")
        }
        self.place = place
        self.values = values
    }

    subscript(key: String) -> JSONValue? { values[key] }

    func text(_ key: String) throws -> String {
        guard let value = values[key] else {
            throw OperationFile.Malformed(description: "\(place): \(key) is missing")
        }
        return try Self.text(value, "\(place).\(key)")
    }

    static func text(_ value: JSONValue, _ place: String) throws -> String {
        guard let text = value.string else {
            throw OperationFile.Malformed(description: "\(place): text is needed")
        }
        return text
    }

    func choice<Choice: RawRepresentable>(_ key: String) throws -> Choice where Choice.RawValue == String {
        let text = try text(key)
        guard let choice = Choice(rawValue: text) else {
            throw OperationFile.Malformed(description: "\(place).\(key): \(text) is not known")
        }
        return choice
    }

    func list(_ key: String) throws -> [JSONValue] {
        guard let value = values[key] else { return [] }
        guard let entries = value.array else {
            throw OperationFile.Malformed(description: "\(place).\(key): a list is needed")
        }
        return entries
    }

    func flag(_ key: String) -> Bool {
        values[key]?.bool ?? false
    }

    func integer(_ key: String) -> Int64? {
        values[key]?.integer
    }
}
