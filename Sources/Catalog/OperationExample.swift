import JSON

/// A well-formed call of an operation, made of its facts alone: what a person would begin with.
///
/// All that is required is there, in the right form and within its bounds. The same operation gives the same example, always.
package struct OperationExample: Sendable, Equatable {
    /// The ids of the path by position, without the organisation's.
    package let ids: [String]
    /// The parameters of the query.
    package let query: JSONObject
    /// The headers that a caller gives.
    package let headers: JSONObject
    /// The JSON body, a list for a list or a JSON Patch, with the path of a file where one is uploaded; nil for none.
    package let body: JSONValue?
    /// The options of the call: `all`, where it would otherwise be refused, and `v` of an older version.
    package let options: JSONObject
    /// The call as a person would write it, one statement: `local user = cc.user.get("…")`.
    package let lua: String

    /// Makes the example of an operation.
    ///
    /// - Parameters:
    ///   - operation: what is to be called.
    ///   - isFilled: whether what may be left out is given as well, but for what only the service sets.
    package init(of operation: Operation, isFilled: Bool = false) {
        let values = ExampleValues(isFilled: isFilled)
        ids = operation.pathIDs.map { ExampleText.id($0, of: operation) }
        query = values.fields(operation.query)
        headers = values.fields(operation.givenHeaders)
        body = operation.content.map(values.body)
        var options: JSONObject = [:]
        if operation.isOlderVersion { options["v"] = .integer(Int64(operation.version)) }
        if operation.isErasing(query, body) { options["all"] = true }
        self.options = options
        let written = operation.takesItems ? Self.items(in: body) : body
        lua = LuaCallText(operation).statement(
            arguments: Self.arguments(of: operation, ids, query, headers, written, options)
        )
    }

    /// What a script gives to a verb for many objects: the objects alone.
    private static func items(in body: JSONValue?) -> JSONValue {
        .array((body?["items"]?.array ?? []).compactMap { $0["item"] })
    }

    /// Ids, body or parameters, and options: the arguments as a script writes them, and an effect carries them.
    ///
    /// The last tables are left out where they are empty.
    package static func arguments(
        of operation: Operation,
        _ ids: [String],
        _ query: JSONObject,
        _ headers: JSONObject,
        _ body: JSONValue?,
        _ options: JSONObject
    ) -> [JSONValue] {
        var parameters = query
        for header in headers { parameters[header.key] = header.value }
        var options = options
        var first: JSONValue = .object(parameters)
        if operation.content != nil {
            first = body ?? .object([:])
            if !parameters.isEmpty { options["query"] = .object(parameters) }
        }
        var arguments = ids.map(JSONValue.string)
        if operation.content != nil || !parameters.isEmpty || !options.isEmpty { arguments.append(first) }
        if !options.isEmpty { arguments.append(.object(options)) }
        return arguments
    }
}

extension Operation {
    /// The headers that a caller gives: without those that the host fills in.
    package var givenHeaders: [Parameter] { headers.filter { !$0.isReadOnly } }

    /// The name without the number of an older version: `user.list` of `user.list@1`.
    package var plainName: String { String(name.prefix { $0 != "@" }) }

    /// Whether scripts give it the objects themselves, as a list, and Patchbay makes requests for many of them.
    package var takesItems: Bool { ["bulk_patch", "bulk_save"].contains(verb) }
}
