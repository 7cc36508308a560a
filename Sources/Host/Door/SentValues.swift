import Catalog
import JSON

/// Values of a script as the service takes them.
///
/// Lua has one kind of empty table for lists and objects, and a few fields are answered otherwise than they are taken; the
/// catalog knows which.
enum SentValues {
    /// The fields, each as what the catalog says stands there.
    static func mended(_ fields: JSONObject, as parameters: [Parameter]) -> JSONObject {
        var mended = fields
        for parameter in parameters {
            guard let value = fields[parameter.name] else { continue }
            mended[parameter.name] = Self.mended(value, as: parameter)
        }
        return mended
    }

    /// A value, and all in it, as what the catalog says stands there.
    static func mended(_ value: JSONValue, as parameter: Parameter) -> JSONValue {
        switch (parameter.type, value) {
        case (.list, .object(let fields)) where fields.isEmpty: return .array([])
        case (.object, .array(let entries)) where entries.isEmpty: return .object([:])
        case (.object, .object(let fields)): return .object(mended(fields, as: parameter.fields))
        case (.list, .array(let entries)) where !parameter.fields.isEmpty:
            return .array(
                entries.map { entry in entry.object.map { .object(mended($0, as: parameter.fields)) } ?? entry }
            )
        // What is answered as text goes back as what it is.
        case (.boolean, .string(let text)) where parameter.format == .text && ["true", "false"].contains(text):
            return .bool(text == "true")
        default: return value
        }
    }
}
