import JSON

extension Operation {
    /// Whether a call with these parameters empties a whole collection, which the word `all = true` must permit.
    ///
    /// A field that says so counts where it is given and neither null nor false.
    package func isErasing(_ query: JSONObject, _ body: JSONValue?) -> Bool {
        switch erases {
        case nil: false
        case .always: true
        case .when(let field): Self.isSet(query[field]) || Self.isSet(body?[field])
        }
    }

    private static func isSet(_ value: JSONValue?) -> Bool {
        guard let value, !value.isNull else { return false }
        return value.bool ?? true
    }
}
