import JSON

extension Catalog {
    /// Checks what a script wants to send against the facts, before anything is sent.
    ///
    /// - Parameters:
    ///   - operation: the operation the request is for.
    ///   - query: names and values of the query and of headers as the script gave them; a list is one array, or text
    ///     with commas.
    ///   - body: the JSON body, nil for none.
    /// - Returns: the fields of the body that no document knows and that look like none of those it does, the way to
    ///   each without the places in lists: `items[].item.colour`. They may be sent: documents lag behind the service.
    /// - Throws: the first mistake that is found.
    @discardableResult
    package func check(
        _ operation: Operation,
        query: [(String, JSONValue)],
        body: JSONValue?
    ) throws(CatalogError) -> [String] {
        var check = RequestCheck(operation: operation.name)
        // The others are the host's to fill in.
        let headers = operation.headers.filter { !$0.isReadOnly }
        try check.check(query, against: operation.query + headers, inside: "", isQuery: true)
        guard let body else {
            if let required = operation.body.first(where: \.isRequired) { throw check.missing(required.name) }
            if operation.content?.isRequired == true { throw check.missing("body") }
            return []
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
        if case .object(let fields) = body, content.value.type == .object {
            guard !operation.body.isEmpty else { return [] }
            try check.check(
                fields.map { ($0.key, $0.value) },
                against: operation.body,
                inside: "",
                isQuery: false
            )
        } else {
            try check.check(body, against: content.value, at: "body", isQuery: false)
        }
        return check.unknown
    }
}

/// The checks of one request.
///
/// Names an operation, so that every error can.
private struct RequestCheck {
    let operation: String
    /// The fields of the body that no document knows, in the order they were met.
    private(set) var unknown: [String] = []

    init(operation: String) { self.operation = operation }

    /// Checks names and values against the parameters that may stand there.
    mutating func check(
        _ given: [(String, JSONValue)],
        against known: [Parameter],
        inside path: String,
        isQuery: Bool
    ) throws(CatalogError) {
        for (name, value) in given {
            guard let parameter = known.first(where: { $0.name == name }) else {
                try noteUnknown(name, inside: path, known: known.map(\.name), isQuery: isQuery)
                continue
            }
            // What only the service sets comes from an answer of its own, and answers break their own types.
            if parameter.isReadOnly { continue }
            // In a body a null clears a field; a query has no way to write one.
            if case .null = value, !isQuery, !parameter.isRequired || parameter.isNullable { continue }
            try check(value, against: parameter, at: path + name, isQuery: isQuery)
        }
        for parameter in known where parameter.isRequired && !given.contains(where: { $0.0 == parameter.name }) {
            throw missing(path + parameter.name)
        }
    }

    /// Refuses a name that is none, unless it is a field of a body and nobody can have meant another.
    private mutating func noteUnknown(
        _ name: String,
        inside path: String,
        known: [String],
        isQuery: Bool
    ) throws(CatalogError) {
        let question = NearNames.question(name, among: known)
        guard isQuery || question != nil else {
            let field = Self.withoutPlaces(path + name)
            if !unknown.contains(field) { unknown.append(field) }
            return
        }
        let others = known.isEmpty ? "it takes none" : "it takes \(known.joined(separator: ", "))"
        throw CatalogError(
            problem: .unknownParameter,
            operation: operation,
            parameter: path + name,
            value: nil,
            reason: "is no parameter of it",
            hint: question ?? others
        )
    }

    /// `items[].item` of `items[7].item`: a mistake in each entry of a list is one mistake.
    private static func withoutPlaces(_ path: String) -> String {
        var isInside = false
        return path.filter { letter in
            if letter == "]" { isInside = false }
            defer { if letter == "[" { isInside = true } }
            return !isInside
        }
    }

    /// Checks one value, and what is inside it.
    mutating func check(
        _ value: JSONValue,
        against parameter: Parameter,
        at path: String,
        isQuery: Bool
    ) throws(CatalogError) {
        switch (parameter.type, value) {
        case (.any, _): return
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
        // On the wire a number in an address is text like any other.
        case (.string, .integer(let number)) where isQuery:
            try checkScalar(.string(String(number)), against: parameter, at: path)
        default:
            try check(value, is: parameter.type, at: path)
            try checkScalar(value, against: parameter, at: path)
            try checkBounds(value, against: parameter, at: path)
        }
    }

    /// Checks the entries of a list: how many, of which kind, and whether one stands there twice.
    private mutating func check(_ entries: [JSONValue], against parameter: Parameter, at path: String)
        throws(CatalogError)
    {
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
        case (.any, _), (.file, .string), (.string, .string), (.integer, .integer), (.number, .integer),
            (.number, .number), (.boolean, .bool),
            (.list, .array), (.object, .object):
            return
        case (.integer, .number(let number)) where number.rounded() == number:
            throw wrong(.wrongType, path, value, "must be an integer", hint: "math.tointeger makes one, and so does //")
        case (.list, _): throw wrong(.wrongType, path, value, "must be a list")
        case (.file, _): throw wrong(.wrongType, path, value, "must be the path of a file")
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
        if let format = parameter.format, let shape = TextForm.shape(that: text, lacks: format) {
            throw wrong(.wrongFormat, path, value, "must be \(shape)")
        }
        if let pattern = parameter.pattern, !TextForm.matches(text, pattern) {
            throw wrong(.wrongFormat, path, value, "must match \(pattern)")
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
            value: value.excerpt,
            reason: reason,
            hint: hint
        )
    }
}
