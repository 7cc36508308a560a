import JSON

/// Reads the values of the file of facts, whose notation stands in `scripts/catalog.d/shapes.py`.
struct ParameterReader {
    private let file: FactsFile
    /// The fields of the shapes that were read: operations share them.
    private var shapes: [String: [Parameter]] = [:]

    init(_ file: FactsFile) { self.file = file }

    /// The fields of the shape of that name.
    private mutating func fields(of shape: String) throws(FactsFault) -> [Parameter] {
        if let known = shapes[shape] { return known }
        guard let line = file.shape(shape) else { throw FactsFault("there is no shape \(shape)") }
        let fields = try parameters(FactsRow(line)["fields"], in: shape)
        shapes[shape] = fields
        return fields
    }

    /// The parameters of an object of the file: names with their marks, and values.
    mutating func parameters(_ value: JSONValue?, in place: String) throws(FactsFault) -> [Parameter] {
        guard let value else { return [] }
        guard let object = value.object else { throw FactsFault("\(place): an object is needed") }
        var parameters: [Parameter] = []
        parameters.reserveCapacity(object.count)
        for member in object {
            let isRequired = member.key.hasSuffix("!")
            let isReadOnly = member.key.hasSuffix("-")
            let name = isRequired || isReadOnly ? String(member.key.dropLast()) : member.key
            parameters.append(
                try parameter(member.value, name: name, isRequired: isRequired, isReadOnly: isReadOnly, in: place)
            )
        }
        return parameters
    }

    /// One value of the file as a parameter of that name.
    mutating func parameter(
        _ value: JSONValue,
        name: String,
        isRequired: Bool = false,
        isReadOnly: Bool = false,
        in place: String
    ) throws(FactsFault) -> Parameter {
        let place = "\(place).\(name)"
        var value = value
        var marks: ValueText?
        let isList = value.array != nil
        if let entries = value.array {
            guard let first = entries.first else { throw FactsFault("\(place): a list of what?") }
            marks = try entries.count > 1 ? ValueText(entries[1].string ?? "", hasType: false, in: place) : nil
            value = first
        }
        let text = try ValueText(value["t"]?.string ?? value.string ?? "", in: place)
        let fields = if let shape = text.shape { try fields(of: shape) } else { [Parameter]() }
        return Parameter(
            name: name,
            type: isList ? .list : text.type,
            isRequired: isRequired,
            items: isList ? text.type : nil,
            choices: value["enum"]?.array?.map { $0.string ?? String(decoding: $0.encoded(), as: UTF8.self) } ?? [],
            minimum: isList ? marks?.minimum : text.minimum,
            maximum: isList ? marks?.maximum : text.maximum,
            format: text.format,
            pattern: value["pattern"]?.string,
            isUnique: marks?.isUnique ?? false,
            isReadOnly: isReadOnly,
            isNullable: isList ? marks?.isNullable ?? false : text.isNullable,
            shape: text.shape,
            fields: fields
        )
    }
}

/// A value's text, such as `s1..80:uuid?`, `@Team` or, behind a list, `1..10!`.
private struct ValueText {
    private(set) var type = Parameter.ValueType.any
    private(set) var shape: String?
    private(set) var minimum: Int64?
    private(set) var maximum: Int64?
    private(set) var format: Parameter.Format?
    private(set) var isUnique = false
    private(set) var isNullable = false

    init(_ text: String, hasType: Bool = true, in place: String) throws(FactsFault) {
        var rest = text[...]
        if rest.last == "?" {
            isNullable = true
            rest.removeLast()
        }
        if rest.last == "!" {
            isUnique = true
            rest.removeLast()
        }
        if rest.first == "@" {
            type = .object
            shape = String(rest.dropFirst())
            return
        }
        if hasType {
            let letter = rest.popFirst()
            guard let letter, let type = Self.types[letter] else { throw FactsFault("\(place): \(text) is no value") }
            self.type = type
        }
        if let colon = rest.firstIndex(of: ":") {
            let name = String(rest[rest.index(after: colon)...])
            guard let format = Parameter.Format(rawValue: name) else {
                throw FactsFault("\(place): \(name) is no format")
            }
            self.format = format
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { return }
        guard let dots = rest.firstRange(of: "..") else { throw FactsFault("\(place): \(text) is no value") }
        minimum = Int64(rest[..<dots.lowerBound])
        maximum = Int64(rest[dots.upperBound...])
    }

    private static let types: [Character: Parameter.ValueType] = [
        "s": .string, "i": .integer, "n": .number, "b": .boolean, "o": .object, "a": .any, "f": .file,
    ]
}
