import JSON

extension Catalog {
    /// Checks what a script wants to send against the facts, before anything is sent.
    ///
    /// - Parameters:
    ///   - operation: the operation the request is for.
    ///   - query: names and values as the script gave them; a list is one array, or text with commas.
    ///   - body: the JSON body, nil for none.
    /// - Throws: the first mistake that is found.
    package func check(
        _ operation: Operation,
        query: [(String, JSONValue)],
        body: JSONValue?
    ) throws(CatalogError) {
        try RequestCheck(operation: operation.name).check(query, against: operation.query, inside: "", isQuery: true)
        guard let body else {
            if let required = operation.body.first(where: \.isRequired) {
                throw RequestCheck(operation: operation.name).missing(required.name)
            }
            if operation.content?.isRequired == true { throw RequestCheck(operation: operation.name).missing("body") }
            return
        }
        guard let content = operation.content else {
            throw CatalogError(
                problem: .unexpectedBody,
                operation: operation.name,
                parameter: nil,
                value: nil,
                reason: "takes no body",
                hint: nil
            )
        }
        switch (content.value.type, body) {
        case (.object, .object(let fields)):
            try RequestCheck(operation: operation.name)
                .check(fields.map { ($0.key, $0.value) }, against: operation.body, inside: "", isQuery: false)
        default:
            try RequestCheck(operation: operation.name).check(body, against: content.value, at: "body", isQuery: false)
        }
    }
}

/// The checks of one request.
///
/// Names an operation, so that every error can.
private struct RequestCheck {
    let operation: String

    /// Checks names and values against the parameters that may stand there.
    func check(
        _ given: [(String, JSONValue)],
        against known: [Parameter],
        inside path: String,
        isQuery: Bool
    ) throws(CatalogError) {
        for (name, value) in given {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let hint =
                    NearNames.question(name, among: known.map(\.name))
                    ?? (known.isEmpty ? "it takes none" : "it takes \(known.map(\.name).joined(separator: ", "))")
                throw CatalogError(
                    problem: .unknownParameter,
                    operation: operation,
                    parameter: path + name,
                    value: nil,
                    reason: "is no parameter of it",
                    hint: hint
                )
            }
            // What only the service sets comes from an answer of its own, and answers break their own types.
            if parameter.isReadOnly { continue }
            // In a body a null clears a field; a query has no way to write one.
            if case .null = value, !isQuery, !parameter.isRequired { continue }
            try check(value, against: parameter, at: path + name, isQuery: isQuery)
        }
        for parameter in known where parameter.isRequired && !given.contains(where: { $0.0 == parameter.name }) {
            throw missing(path + parameter.name)
        }
    }

    /// Checks one value, and what is inside it.
    func check(
        _ value: JSONValue,
        against parameter: Parameter,
        at path: String,
        isQuery: Bool
    ) throws(CatalogError) {
        switch (parameter.type, value) {
        case (.list, .array(let entries)):
            try check(entries, against: parameter, at: path)
        case (.list, .string(let text)) where isQuery:
            let entries = text.split(separator: ",", omittingEmptySubsequences: false).map {
                JSONValue.string(String($0))
            }
            try check(entries, against: parameter, at: path)
        case (.object, .object(let fields)):
            guard !parameter.fields.isEmpty else { return }
            try check(fields.map { ($0.key, $0.value) }, against: parameter.fields, inside: path + ".", isQuery: false)
        default:
            try check(value, is: parameter.type, at: path)
            try checkScalar(value, against: parameter, at: path)
            try checkBounds(value, against: parameter, at: path)
        }
    }

    /// Checks the entries of a list: how many, of which kind, and whether one stands there twice.
    private func check(_ entries: [JSONValue], against parameter: Parameter, at path: String) throws(CatalogError) {
        if !isWithin(Int64(entries.count), parameter) {
            throw CatalogError(
                problem: .outOfBounds,
                operation: operation,
                parameter: path,
                value: "a list of \(entries.count)",
                reason: "must hold \(bounds(of: parameter))",
                hint: nil
            )
        }
        var seen: Set<[UInt8]> = []
        for (index, entry) in entries.enumerated() {
            let place = "\(path)[\(index + 1)]"
            if let items = parameter.items { try check(entry, is: items, at: place) }
            try checkScalar(entry, against: parameter, at: place)
            if case .object(let fields) = entry, !parameter.fields.isEmpty {
                let given = fields.map { ($0.key, $0.value) }
                try check(given, against: parameter.fields, inside: place + ".", isQuery: false)
            }
            if parameter.isUnique, !seen.insert([UInt8](entry.encoded())).inserted {
                throw wrong(.repeatedEntry, place, entry, "stands in the list twice")
            }
        }
    }

    private func check(_ value: JSONValue, is type: Parameter.ValueType, at path: String) throws(CatalogError) {
        switch (type, value) {
        case (.string, .string), (.integer, .integer), (.number, .integer), (.number, .number), (.boolean, .bool),
            (.list, .array), (.object, .object), (.any, _), (.file, .string):
            return
        case (.integer, .number(let number)) where number.rounded() == number:
            throw wrong(.wrongType, path, value, "must be an integer", hint: "math.tointeger makes one, and so does //")
        case (.list, _): throw wrong(.wrongType, path, value, "must be a list")
        case (.integer, _), (.object, _): throw wrong(.wrongType, path, value, "must be an \(type.rawValue)")
        default: throw wrong(.wrongType, path, value, "must be a \(type.rawValue)")
        }
    }

    /// Checks a text against the choices and the form it must have.
    private func checkScalar(_ value: JSONValue, against parameter: Parameter, at path: String) throws(CatalogError) {
        guard case .string(let text) = value else { return }
        if !parameter.choices.isEmpty, !parameter.choices.contains(text) {
            throw wrong(
                .notAChoice,
                path,
                value,
                "must be one of \(parameter.choices.joined(separator: ", "))",
                hint: NearNames.question(text, among: parameter.choices)
            )
        }
        if parameter.format == .uuid, !isUUID(text) {
            throw wrong(.wrongFormat, path, value, "must be a UUID")
        }
    }

    private func checkBounds(_ value: JSONValue, against parameter: Parameter, at path: String) throws(CatalogError) {
        let isRight: Bool
        switch value {
        case .integer(let integer): isRight = isWithin(integer, parameter)
        case .string(let text):
            // The service's own count of a text: UTF-16 units.
            guard !isWithin(Int64(text.utf16.count), parameter) else { return }
            throw wrong(.outOfBounds, path, value, "must have \(bounds(of: parameter)) characters")
        case .number(let number):
            isRight =
                number >= parameter.minimum.map(Double.init) ?? -.infinity
                && number <= parameter.maximum.map(Double.init) ?? .infinity
        default: return
        }
        if !isRight { throw wrong(.outOfBounds, path, value, "must be \(bounds(of: parameter))") }
    }

    private func isWithin(_ value: Int64, _ parameter: Parameter) -> Bool {
        value >= parameter.minimum ?? .min && value <= parameter.maximum ?? .max
    }

    private func bounds(of parameter: Parameter) -> String {
        switch (parameter.minimum, parameter.maximum) {
        case (let minimum?, let maximum?): "\(minimum) to \(maximum)"
        case (let minimum?, nil): "\(minimum) or more"
        case (nil, let maximum?): "\(maximum) or less"
        case (nil, nil): "anything"
        }
    }

    private func isUUID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } }
    }

    func missing(_ path: String) -> CatalogError {
        CatalogError(
            problem: .missingParameter,
            operation: operation,
            parameter: path,
            value: nil,
            reason: "is required",
            hint: nil
        )
    }

    func wrong(
        _ problem: CatalogError.Problem,
        _ path: String,
        _ value: JSONValue,
        _ reason: String,
        hint: String? = nil
    ) -> CatalogError {
        CatalogError(
            problem: problem,
            operation: operation,
            parameter: path,
            value: shown(value),
            reason: reason,
            hint: hint
        )
    }

    /// A value as a message shows it: its JSON, cut where it would fill the line.
    private func shown(_ value: JSONValue) -> String {
        let text = String(decoding: value.encoded(), as: UTF8.self)
        return text.count <= 60 ? text : text.prefix(57) + "..."
    }
}
