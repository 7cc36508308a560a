import Catalog
import JSON

/// An operation as programs read it.
struct OperationJSON {
    let operation: Operation

    /// What a list of operations says of each.
    var brief: JSONValue { .object(briefFields) }

    /// All there is to say, with an example.
    var whole: JSONValue {
        var fields = briefFields
        fields["ids"] = .array(operation.pathIDs.map(JSONValue.string))
        fields["query"] = .array(operation.query.map { Self.parameter($0) })
        fields["headers"] = .array(operation.givenHeaders.map { Self.parameter($0) })
        fields["body"] =
            operation.content.map { content in
                var body = Self.fields(of: content.value, inside: [])
                body["required"] = .bool(content.isRequired)
                body["media_type"] = .string(content.media.rawValue)
                return .object(body)
            } ?? .null
        fields["answers"] = .array(
            operation.answers.map { answer in
                ["status": .integer(Int64(answer.status)), "value": answer.value.map { Self.parameter($0) } ?? .null]
            }
        )
        let example = OperationExample(of: operation)
        fields["example"] = [
            "ids": .array(example.ids.map(JSONValue.string)), "query": .object(example.query),
            "headers": .object(example.headers), "body": example.body ?? .null, "options": .object(example.options),
            "lua": .string(example.lua),
        ]
        return .object(fields)
    }

    private var briefFields: JSONObject {
        [
            "name": .string(operation.name),
            "module": .string(operation.module.rawValue),
            "method": .string(operation.method),
            "path": .string(operation.path),
            "safety": .string(operation.safety.rawValue),
            "deprecated": .bool(operation.isDeprecated),
            "version": .integer(Int64(operation.version)),
            "scopes": .array(operation.scopes.map(JSONValue.string)),
            "paging": operation.paging.map { .string($0.rawValue) } ?? .null,
            "list_path": operation.listPath.map(JSONValue.string) ?? .null,
            "omits_arrays": .bool(operation.omitsArrays),
            "natural_key": operation.naturalKey.map(JSONValue.string) ?? .null,
            "erases_all": .bool(operation.erases != nil),
        ]
    }

    private static func parameter(_ parameter: Parameter, inside shapes: [String] = []) -> JSONValue {
        var fields: JSONObject = ["name": .string(parameter.name)]
        for field in self.fields(of: parameter, inside: shapes) { fields[field.key] = field.value }
        return .object(fields)
    }

    /// What is said of a value, without its name; of a shape within itself its name alone.
    private static func fields(of parameter: Parameter, inside shapes: [String]) -> JSONObject {
        var fields: JSONObject = ["type": .string(parameter.type.rawValue), "required": .bool(parameter.isRequired)]
        fields["items"] = parameter.items.map { .string($0.rawValue) }
        fields["format"] = parameter.format.map { .string($0.rawValue) }
        fields["pattern"] = parameter.pattern.map(JSONValue.string)
        if !parameter.choices.isEmpty { fields["enum"] = .array(parameter.choices.map(JSONValue.string)) }
        fields["minimum"] = parameter.minimum.map(JSONValue.integer)
        fields["maximum"] = parameter.maximum.map(JSONValue.integer)
        if parameter.isUnique { fields["unique"] = true }
        if parameter.isReadOnly { fields["read_only"] = true }
        if parameter.isNullable { fields["nullable"] = true }
        fields["shape"] = parameter.shape.map(JSONValue.string)
        guard !parameter.fields.isEmpty, !(parameter.shape.map(shapes.contains) ?? false) else { return fields }
        let inner = shapes + [parameter.shape].compactMap(\.self)
        fields["fields"] = .array(parameter.fields.map { self.parameter($0, inside: inner) })
        return fields
    }
}
