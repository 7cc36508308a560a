import Catalog
import JSON

/// One call as a script asked for it: its arguments sorted, its options read, nothing of it permitted yet.
///
/// Path ids stand first, by position; then one table of Webex's (the body of an operation that has one, else the
/// parameters of query and headers); then one table of ours.
struct CallOrder {
    let operation: Operation
    let ids: [String]
    /// The parameters of query and headers.
    var query: JSONObject
    /// Nil where none was given.
    var body: JSONValue?
    /// Milliseconds; nil: patience decides.
    var timeout: Int64?
    /// Whether the catalog is asked about it.
    var isChecked = true
    /// Whether the script says itself that a whole collection may be erased.
    var allowsErasure = false
    /// Where the answer is to be written, as the script named it.
    var save: String?
    /// Whether the script has just looked for an object of the same name and found none.
    var isKnownFree = false
    /// The address of a further page, as an answer named it.
    var link: String?
    /// The rows and steps of each entry of a request that several share; empty where all are those of the request.
    var scopes: [String] = []

    /// Options that every call takes; which operation is meant by `v` is decided before.
    private static let options = ["query", "timeout", "v", "strict", "all", "save"]

    /// An order of parts that were sorted before.
    init(_ operation: Operation, ids: [String], query: JSONObject, body: JSONValue?) {
        self.operation = operation
        self.ids = ids
        self.query = query
        self.body = body
    }

    /// Sorts the arguments of a call.
    ///
    /// - Throws: `HostError` of kind `invalid` for what stands in the wrong place, and for an option there is not.
    init(_ operation: Operation, arguments: [JSONValue], link: String?) throws(HostError) {
        self.operation = operation
        self.link = link
        var ids: [String] = []
        for (position, name) in operation.pathIDs.enumerated() {
            guard position < arguments.count, let id = Self.text(arguments[position]) else {
                throw HostError(
                    .invalid,
                    operation.name,
                    "argument \(position + 1) must be the \(name) of the path",
                    hint: "ids come first, then the table of parameters"
                )
            }
            ids.append(id)
        }
        self.ids = ids
        let tables = Array(arguments.dropFirst(ids.count))
        guard tables.count <= 2 else {
            throw HostError(
                .invalid,
                operation.name,
                "takes \(ids.count + 2) arguments at most, not \(arguments.count)"
            )
        }
        let options = tables.count > 1 ? try Self.table(tables[1], of: operation) : [:]
        if let content = operation.content {
            body = try Self.body(tables.first, content, of: operation)
            query = try Self.table(options["query"], of: operation)
        } else {
            query = try Self.table(tables.first, of: operation)
            for field in try Self.table(options["query"], of: operation) { query[field.key] = field.value }
        }
        try read(options, known: Self.options)
    }

    /// The version that the options of a call choose; nil for the newest.
    ///
    /// Options are the second table, however many ids the version takes.
    static func version(in arguments: [JSONValue]) -> JSONValue? {
        let tables = arguments.filter { $0.object != nil || $0.array != nil }
        guard tables.count > 1, let version = tables[1].object?["v"], !version.isNull else { return nil }
        return version
    }

    /// Takes a table of options, of which there are those that are `known`.
    mutating func read(_ options: JSONValue?, known: [String]) throws(HostError) {
        try read(try Self.table(options, of: operation), known: known)
    }

    private mutating func read(_ options: JSONObject, known: [String]) throws(HostError) {
        for name in options.keys where !known.contains(name) {
            let hint = NearNames.question(name, among: known) ?? "options are \(known.joined(separator: ", "))"
            throw HostError(.invalid, operation.name, "there is no option \(name)", hint: hint)
        }
        if let value = options["timeout"], !value.isNull { timeout = try Self.duration(value, of: operation) }
        isChecked = try flag("strict", in: options) ?? true
        allowsErasure = try flag("all", in: options) ?? false
        guard let save = options["save"], !save.isNull else { return }
        guard let path = save.string, !path.isEmpty else {
            throw HostError(.invalid, operation.name, "save must be the path of a file")
        }
        self.save = path
    }

    private func flag(_ name: String, in options: JSONObject) throws(HostError) -> Bool? {
        guard let value = options[name], !value.isNull else { return nil }
        guard let flag = value.bool else {
            throw HostError(.invalid, operation.name, "the option \(name) must be true or false")
        }
        return flag
    }

    /// The body as it was given; an empty table of Lua is whichever of list and object the operation takes.
    private static func body(
        _ value: JSONValue?,
        _ content: Operation.Content,
        of operation: Operation
    ) throws(HostError) -> JSONValue? {
        guard let value, !value.isNull else { return content.isRequired ? .object([:]) : nil }
        switch (content.value.type, value) {
        case (.list, .array), (.any, _): return value
        case (.list, .object(let fields)) where fields.isEmpty: return .array([])
        case (.list, _):
            throw HostError(.invalid, operation.name, "takes a list, not \(value.excerpt)", hint: "write { {…}, {…} }")
        default: return .object(try table(value, of: operation))
        }
    }

    private static func text(_ value: JSONValue) -> String? { value.string ?? value.integer.map(String.init) }

    /// A table of names and values; none where nothing was given.
    static func table(_ value: JSONValue?, of operation: Operation) throws(HostError) -> JSONObject {
        guard let value, !value.isNull else { return [:] }
        // A table of Lua without fields may be an empty list as well.
        if value.array?.isEmpty == true { return [:] }
        guard let object = value.object else {
            throw HostError(.invalid, operation.name, "takes tables of parameters, not \(value.excerpt)")
        }
        return object
    }

    private static func duration(_ value: JSONValue, of operation: Operation) throws(HostError) -> Int64 {
        if let milliseconds = value.integer, milliseconds > 0 { return milliseconds }
        if let text = value.string, let milliseconds = DurationText.milliseconds(text) { return milliseconds }
        throw HostError(.invalid, operation.name, "timeout must be a duration such as 30s", hint: nil)
    }
}
