import Host
import JSON
import Logging
import Webex

/// Writes what the daemon says of itself, a line each: for people, or as JSON for programs.
///
/// What is a secret leaves it in neither form.
package struct DaemonLog: LogHandler {
    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    /// The facts that stand first, in this order.
    private static let first = ["schedule", "run", "trace"]

    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let format: Format
    private let redaction: Redaction
    private let now: @Sendable () -> Int64
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - format: of each line.
    ///   - redaction: the secrets that no line shows; the process's own.
    ///   - now: milliseconds since 1970.
    ///   - write: takes a line without its end.
    package init(
        _ format: Format,
        redaction: Redaction,
        now: @escaping @Sendable () -> Int64,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        self.redaction = redaction
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { $1 } }
        if let own = event.metadata { facts.merge(own) { $1 } }
        if let error = event.error { facts["error"] = "\(error)" }
        let names = Self.first.filter { facts[$0] != nil } + facts.keys.filter { !Self.first.contains($0) }.sorted()
        let told = names.map { (name: $0, value: facts[$0].map { "\($0)" } ?? "") }
        let message = "\(event.message)"
        write(
            redaction.applied(to: format == .json ? json(event.level, message, told) : text(event.level, message, told))
        )
    }

    private func text(_ level: Logger.Level, _ message: String, _ facts: [(name: String, value: String)]) -> String {
        // Of a schedule it is said as in a sentence; what else there is stands behind it.
        let subject = facts.first { $0.name == "schedule" }.map { $0.value + ": " } ?? ""
        let rest = facts.filter { $0.name != "schedule" }.map { " \($0.name)=\(Self.word($0.value))" }.joined()
        let line = "\(InstantText.exact(now())) \(Self.shown(level)) \(subject)\(message)\(rest)"
        return Console.plain(line.split(separator: "\n").joined(separator: " "))
    }

    private func json(_ level: Logger.Level, _ message: String, _ facts: [(name: String, value: String)]) -> String {
        var object: JSONObject = [
            "time": .string(InstantText.exact(now())), "level": .string(level.rawValue), "message": .string(message),
        ]
        for fact in facts { object[fact.name] = .string(fact.value) }
        return String(decoding: JSONValue.object(object).encoded(), as: UTF8.self)
    }

    private static func word(_ value: String) -> String {
        value.contains(where: { $0.isWhitespace || $0 == "\"" }) || value.isEmpty
            ? "\"\(value.replacing("\"", with: "'"))\"" : value
    }

    private static func shown(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug  "
        case .info, .notice: "info   "
        case .warning: "warning"
        case .error, .critical: "error  "
        }
    }
}
