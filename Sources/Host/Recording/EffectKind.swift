import JSON

/// What is to be known of an effect besides what it asks: how a replay answers it, and what people call it.
struct EffectKind: Sendable {
    let name: String
    let arguments: JSONValue
    /// The paths of open files, by their numbers.
    private let files: [Int64: String]

    init(_ asked: AskedEffect, files: [Int64: String] = [:]) {
        (name, arguments) = (asked.name, asked.arguments)
        self.files = files
    }

    init(_ name: String, _ arguments: JSONValue) {
        (self.name, self.arguments) = (name, arguments)
        files = [:]
    }

    /// Effects that tell what the program, or the script's own folder, has: a replay carries them out.
    private static let performed: Set<String> = ["module", "describe", "entities", "zone"]
    /// Parameters that ask for a further page of a list.
    private static let pages = ["page", "startIndex", "offset", "start", "next"]

    /// Whether a replay carries it out, as any run does.
    var isPerformed: Bool { Self.performed.contains(name) }

    /// Milliseconds that a script waits; nil where it is no wait.
    var sleep: Int64? { name == "sleep" ? arguments["milliseconds"]?.integer ?? 0 : nil }

    /// What it is looked for by, where nothing is the same: an operation, or the effect's name.
    var operation: String { name == "call" ? arguments["operation"]?.string ?? name : name }

    /// Whether it is told of when a replay does not ask for it.
    ///
    /// Waits are not, nor is what was read ahead.
    var isMissed: Bool {
        switch name {
        case "request", "http", "s3_put", "download", "export", "file_create", "file_write", "step_done", "store_set",
            "store_take", "store_update":
            return true
        case "call":
            guard arguments["link"]?.string == nil else { return false }
            let given = arguments["arguments"]?.array ?? []
            return !given.contains { table in Self.pages.contains { table[$0] != nil } }
        default: return false
        }
    }

    /// What people call it.
    var title: String {
        let file = arguments["file"]?.integer
        let path = arguments["path"]?.string ?? file.map { files[$0] ?? "file \($0)" } ?? ""
        switch name {
        case "call": return operation
        case "request": return "request \(arguments["method"]?.string ?? "GET") \(path)"
        case "http":
            let parts = arguments["url"]?.array ?? arguments["url"].map { [$0] } ?? []
            let url = parts.map { $0.string ?? "{\($0["secret"]?.string ?? "")}" }.joined()
            return "http.\((arguments["method"]?.string ?? "GET").lowercased()) \(url)"
        case "bandwidth": return "recordings.limit_bandwidth"
        case "s3_put", "s3_head":
            let bucket = arguments["bucket"]?["bucket"]?.string ?? ""
            return "\(name.replacing("_", with: ".")) s3://\(bucket)/\(arguments["key"]?.string ?? "")"
        case "sinks_named": return "recordings.places"
        case "download", "export", "verify", "sinks_check":
            return "recordings.\(name == "sinks_check" ? "check_sinks" : name) \(path)"
        case let name where name.hasPrefix("ledger_"):
            return "recordings.ledger.\(name == "ledger_page" ? "each" : String(name.dropFirst(7)))"
        case "audio_inspect": return "audio.inspect \(path)"
        case "args": return "run.args"
        case "rules_load": return "recordings.rules"
        case "rules_call": return "rules.\(arguments["function"]?.string ?? "")"
        case "rows_begin", "rows_end", "row_seen", "row_known": return "run.rows"
        case "step_done", "step_known": return "run.step"
        case "sleep": return "async.sleep"
        case "store_get", "store_set", "store_take", "store_update":
            return "\(name.replacing("_", with: ".")) \(arguments["key"]?.string ?? "")"
        case "store_read": return "store.update \(arguments["key"]?.string ?? "")"
        case "file_open", "file_read": return "reading \(path)"
        case "file_create", "file_write": return "writing \(path)"
        case "file_close": return "closing \(path)"
        case "file_list": return "fs.list \(path)"
        case "file_exists": return "fs.exists \(path)"
        default: return name
        }
    }
}
