import Catalog
import Host
import JSON

/// One call as a person ordered it on the command line.
struct TypedCall {
    let operation: Operation
    var ids: [String] = []
    /// Parameters of the query and of the headers.
    var parameters: JSONObject = [:]
    var body: JSONValue?
    /// Options of ours: `all`, `v`.
    var options: JSONObject = [:]

    init(_ operation: Operation) { self.operation = operation }

    /// The arguments as a script would write them.
    var arguments: [JSONValue] {
        OperationExample.arguments(of: operation, ids, parameters, [:], body, options)
    }

    /// The paths of the files that the body names.
    var files: [String] {
        operation.body.filter { $0.type == .file }.compactMap { body?[$0.name]?.string }
    }

    /// The names of the stored secrets among its parameters and the fields of its body.
    var secrets: [String] {
        let fields = (operation.query + operation.body).filter { $0.format == .secret }
        return fields.compactMap { (parameters[$0.name] ?? body?[$0.name])?[0]?["secret"]?.string }
    }

    /// A script that prints every object of a list.
    func walk() throws(HostError) -> String {
        let function = "\(operation.module.rawValue).\(operation.resource).each"
        var options = options
        if operation.isOlderVersion { options["v"] = .integer(Int64(operation.version)) }
        let list = LuaCallText(operation).arguments(
            ids.map(JSONValue.string) + [.object(parameters)] + (options.isEmpty ? [] : [.object(options)])
        )
        return """
            local \(operation.module.rawValue), json = require "\(operation.module.rawValue)", require "json"
            for object in \(function)(\(list)) do print(json.encode(object)) end

            """
    }

    /// Checks what would be sent, where it is not.
    ///
    /// - Throws: `HostError` that names what is wrong and the way out.
    func check() throws(HostError) {
        try checkIDs()
        let query = parameters.map { ($0.key, $0.value) }
        do throws(CatalogError) { _ = try Catalog.bundled.check(operation, query: query, body: body) } catch {
            throw HostError(.invalid, "", "\(error)")
        }
    }

    /// Checks that the path has as many ids as it takes.
    func checkIDs() throws(HostError) {
        guard ids.count == operation.pathIDs.count else {
            let names = operation.pathIDs
            let wanted = names.isEmpty ? "no id" : "\(names.count) by position (\(names.joined(separator: ", ")))"
            throw HostError(
                .invalid,
                operation.name,
                "takes \(wanted), but there \(ids.count == 1 ? "is 1" : "are \(ids.count)")",
                hint: "what is no id stands behind an option: --name value"
            )
        }
    }
}

extension TypedCall {
    /// Sets a parameter from `name=value`.
    mutating func setParameter(_ text: String) throws(HostError) {
        let (name, value, _) = try Self.parts(of: text, option: "--parameter")
        guard let parameter = (operation.query + operation.givenHeaders).first(where: { $0.name == name }) else {
            throw CallWords.unknown(name, of: operation)
        }
        parameters[name] = ArgumentText(value).value(for: parameter)
    }

    /// Makes the body of a whole one and of single fields.
    mutating func setBody(_ whole: String?, fields: [String]) throws(HostError) {
        if let whole { body = try Self.json(whole) }
        guard !fields.isEmpty else { return }
        guard body == nil || body?.object != nil, operation.content?.value.type != .list else {
            throw HostError(
                .invalid,
                "--field",
                "fits no body that is a list",
                hint: "give the whole of it with --body"
            )
        }
        var object = body?.object ?? [:]
        for field in fields {
            let (name, value, isJSON) = try Self.parts(of: field, option: "--field")
            let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            var given: JSONValue?
            if isJSON { given = try Self.parsed(value, "--field \(name)") }
            object = try Self.setting(path[...], of: object, among: operation.body) { parameter in
                given ?? ArgumentText(value).value(for: parameter)
            }
        }
        body = .object(object)
    }

    /// The object with one field set, however deep.
    private static func setting(
        _ path: ArraySlice<String>,
        of object: JSONObject,
        among fields: [Parameter],
        to value: (Parameter?) -> JSONValue
    ) throws(HostError) -> JSONObject {
        var object = object
        guard let name = path.first, !name.isEmpty else {
            throw HostError(
                .invalid,
                "--field",
                "names no field",
                hint: "write --field name=value, or a.b=value for one inside"
            )
        }
        let parameter = fields.first { $0.name == name }
        if path.count == 1 {
            object[name] = value(parameter)
        } else {
            let inner = try setting(
                path.dropFirst(),
                of: object[name]?.object ?? [:],
                among: parameter?.fields ?? [],
                to: value
            )
            object[name] = .object(inner)
        }
        return object
    }

    /// `name=value`, or `name:=value` for JSON.
    private static func parts(
        of text: String,
        option: String
    ) throws(HostError) -> (name: String, value: String, isJSON: Bool) {
        guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
            throw HostError(.invalid, "\(option) \(text)", "has no name and value", hint: "write \(option) name=value")
        }
        let name = text[..<mark]
        let value = String(text[text.index(after: mark)...])
        return name.hasSuffix(":") ? (String(name.dropLast()), value, true) : (String(name), value, false)
    }

    /// The body: JSON as it was typed, or read from where the text says.
    private static func json(_ text: String) throws(HostError) -> JSONValue {
        guard text == "-" || text.hasPrefix("@") else { return try parsed(text, "--body") }
        guard let source = TextSource(argument: text == "-" ? text : String(text.dropFirst())) else {
            throw HostError(.invalid, "--body", "names no file", hint: "write --body @FILE")
        }
        return try parsed(try source.text(), "--body \(text)")
    }

    private static func parsed(_ text: String, _ subject: String) throws(HostError) -> JSONValue {
        do { return try JSONValue(parsing: Array(text.utf8)) } catch {
            throw HostError(
                .invalid,
                subject,
                "is no JSON: \(error)",
                hint: "quote it for the shell: --body '{\"name\": \"x\"}'"
            )
        }
    }
}
