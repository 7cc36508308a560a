import JSON
import Wire

/// One call of a script, as the host gets it.
struct ScriptedCall {
    /// `user.list`, or `request` for one by method and path.
    let operation: String
    let module: String?
    let link: String?
    /// The ids of the path.
    let ids: [String]
    /// The tables: first Webex's, then the options.
    let tables: [JSONValue]
    /// All that came.
    let raw: JSONValue

    init(_ request: Request) throws {
        raw = try JSONValue(parsing: request.arguments)
        operation = raw["operation"]?.string ?? request.name
        module = raw["module"]?.string
        link = raw["link"]?.string
        let arguments = raw["arguments"]?.array ?? []
        ids = arguments.compactMap(\.string)
        tables = arguments.filter { $0.string == nil }
    }

    /// A field of the first table.
    subscript(name: String) -> JSONValue? { tables.first?[name] }
    /// A field of the options.
    func option(_ name: String) -> JSONValue? { tables.count > 1 ? tables[1][name] : nil }
}

extension TestHost {
    /// Runs a script that has `cc`, `webex`, `async` and `json` on a host that answers its calls as `answer` says.
    ///
    /// What `describe` says of each resource is in `facts`; of others it says nothing.
    static func serve(
        _ script: String,
        facts: [String: String] = [:],
        _ answer: @escaping (ScriptedCall) throws -> Answer?
    ) throws -> TestHost {
        let head = #"local cc, webex, async, json = require "cc", require "webex", require "async", require "json""#
        var failure: (any Error)?
        let host = try TestHost.run(head + "\n" + script) { _, request in
            switch request.name {
            case "describe":
                let asked = try? JSONValue(parsing: request.arguments)
                return .head(facts[asked?["resource"]?.string ?? ""] ?? "{}")
            case "call", "request":
                do { return try answer(ScriptedCall(request)) } catch { failure = error }
                return .failure(#"{"kind":"invalid","message":"the test failed"}"#)
            case "entities":
                return .head(#"{"agentprofile":"desktop_profile","entrypoint":"entry_point","team":"team"}"#)
            default: return Answer(succeeded: true)
            }
        }
        if let failure { throw failure }
        return host
    }

    /// The effects of a name that were asked for, as JSON.
    func asked(_ name: String) -> [String] {
        log.filter { $0.hasPrefix(name + " ") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

extension Answer {
    /// An answer of the service, with what the host says of it beside its status.
    static func service(_ body: String?, status: Int = 200, _ head: String = "") -> Answer {
        .head(
            #"{"status":\#(status),"tracking_id":"T"\#(head.isEmpty ? "" : "," + head)}"#,
            body: body.map { .json(Array($0.utf8)) } ?? .none
        )
    }

    /// A list of objects with these ids.
    static func objects(_ ids: some Sequence<Int>) -> String {
        "[" + ids.map { #"{"id":"\#($0)","name":"n\#($0)"}"# }.joined(separator: ",") + "]"
    }
}
