import Catalog
import JSON

/// The header parameters of a call.
///
/// A caller gives them among those of the query; the catalog knows which is which.
enum CallHeaders {
    /// Whether a parameter of that name goes into a header.
    ///
    /// One that the query knows too stands there.
    static func holds(_ name: String, of operation: Operation) -> Bool {
        operation.headers.contains { $0.name == name } && !operation.query.contains { $0.name == name }
    }

    /// What stands in the headers for the operation's own parameters.
    ///
    /// - Throws: `invalid` for a value that fits no header.
    static func of(_ call: Call, organization id: String) throws(WebexError) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for parameter in call.operation.headers {
            if parameter.isReadOnly {
                // The organisation is all that the host fills in.
                headers.append((parameter.name, id))
            } else if holds(parameter.name, of: call.operation),
                let value = call.query.first(where: { $0.0 == parameter.name })?.1
            {
                guard let text = text(value) else {
                    throw WebexError(
                        .invalid,
                        "\(parameter.name) cannot be written into a header",
                        operation: call.operation.name
                    )
                }
                headers.append((parameter.name, text))
            }
        }
        return headers
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? text : nil
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}
