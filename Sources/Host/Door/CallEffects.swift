import Catalog
import JSON
import Webex
import Wire

/// `call`: one operation of the API, by name, with its arguments as the script wrote them.
///
/// Path ids stand first, by position; then one table of Webex's (the body of an operation that has one, else the
/// parameters of the query); then one table of ours.
struct CallEffects: Sendable {
    let session: Session
    let catalog: Catalog
    let permissions: ChangePermits

    /// Options that every call takes.
    private static let options = ["query", "timeout"]

    func call(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let operation = try catalog.operation(named: arguments["operation"]?.string ?? "")
        let call = try Self.call(operation, arguments["arguments"]?.array ?? [])
        try admit(call)
        let answer = try await session.call(call)
        var head: JSONObject = ["status": .integer(Int64(answer.status)), "tracking_id": .string(answer.trackingID)]
        head["paging"] = operation.paging.map { .string($0.rawValue) }
        if operation.omitsArrays { head["omits_arrays"] = true }
        return Wire.Answer(.object(head), body: answer.body.isEmpty ? .none : .json(answer.body))
    }

    /// `describe`: what there is of a resource, for who builds on it: its key, its verbs, and how its list comes.
    func describe(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let resource = arguments["resource"]?.string ?? ""
        let operations = catalog.names.compactMap { catalog[$0] }
        let own = operations.filter { $0.resource == resource }
        guard !own.isEmpty else {
            throw HostError(
                .invalid,
                resource,
                "the API has no such resource",
                hint: NearNames.question(resource, among: Set(operations.map(\.resource)))
            )
        }
        let verbs = own.map { String($0.name.dropFirst(resource.count + 1)) }
        var bulk: JSONObject = [:]
        for (verb, operation) in zip(verbs, own) {
            bulk[verb] = catalog.bulkForm(of: operation).map { .string($0.name) }
        }
        let list = catalog["\(resource).list"]
        var head: JSONObject = [
            "verbs": .array(verbs.map(JSONValue.string)), "bulk": .object(bulk),
            "omits_arrays": .bool(list?.omitsArrays ?? false),
        ]
        head["key"] = catalog.naturalKey(of: resource).map(JSONValue.string)
        head["paging"] = list?.paging.map { .string($0.rawValue) }
        return Wire.Answer(.object(head))
    }

    /// Has the permissions let a change through, once the catalog has nothing against it: what is wrong counts as none.
    private func admit(_ call: Call) throws {
        guard call.operation.safety != .read else { return }
        var changes = 1
        if case .value(let body) = call.body {
            try catalog.check(call.operation, query: call.query, body: body)
            // A request for many objects changes each of them.
            if let items = body["items"]?.array { changes = items.count }
        }
        try permissions.admit(call.operation, changes: changes)
    }

    private static func call(_ operation: Operation, _ arguments: [JSONValue]) throws -> Call {
        let wanted = operation.pathIDs
        let ids = try wanted.indices.map { position in
            guard position < arguments.count, let id = text(arguments[position]) else {
                throw HostError(
                    .invalid,
                    operation.name,
                    "argument \(position + 1) must be the \(wanted[position]) of the path",
                    hint: "ids come first, then the table of parameters"
                )
            }
            return id
        }
        var tables = arguments.dropFirst(ids.count)
        let first = try table(tables.popFirst(), of: operation)
        let options = try table(tables.popFirst(), of: operation)
        guard tables.isEmpty else {
            throw HostError(
                .invalid,
                operation.name,
                "takes \(ids.count + 2) arguments at most, not \(arguments.count)"
            )
        }
        for name in options.keys where !Self.options.contains(name) {
            let hint =
                NearNames.question(name, among: Self.options) ?? "options are \(Self.options.joined(separator: ", "))"
            throw HostError(.invalid, operation.name, "there is no option \(name)", hint: hint)
        }
        let query = operation.body.isEmpty ? first : try table(options["query"], of: operation)
        return Call(
            operation: operation,
            ids: ids,
            query: EmptyTables.mended(query, as: operation.query).map { ($0.key, $0.value) },
            body: operation.body.isEmpty ? nil : .value(.object(EmptyTables.mended(first, as: operation.body))),
            timeout: try options["timeout"].map { try duration($0, of: operation) }
        )
    }

    private static func text(_ value: JSONValue) -> String? { value.string ?? value.integer.map(String.init) }

    private static func table(_ value: JSONValue?, of operation: Operation) throws -> JSONObject {
        guard let value, !value.isNull else { return [:] }
        // A table of Lua without fields may be an empty list as well.
        if value.array?.isEmpty == true { return [:] }
        guard let object = value.object else {
            throw HostError(
                .invalid,
                operation.name,
                "takes tables of parameters, not \(String(decoding: value.encoded(), as: UTF8.self))"
            )
        }
        return object
    }

    private static func duration(_ value: JSONValue, of operation: Operation) throws -> Int64 {
        if let milliseconds = value.integer, milliseconds > 0 { return milliseconds }
        if let text = value.string, let milliseconds = DurationText.milliseconds(text) { return milliseconds }
        throw HostError(.invalid, operation.name, "timeout must be a duration such as 30s", hint: nil)
    }
}
