import JSON

/// An effect, or one entry of a request for many, as it is held against another.
struct ComparedEffect: Sendable {
    let title: String
    let scope: String
    let content: JSONValue

    /// An effect; `files` are the paths of open files by their numbers.
    init(_ asked: AskedEffect, files: [Int64: String]) {
        title = EffectKind(asked, files: files).title
        scope = asked.scope
        var fields = JSONObject()
        if asked.name == "call" {
            fields["arguments"] = asked.arguments["arguments"]
            fields["link"] = asked.arguments["link"]
        } else if asked.name == "args" {
            fields["arguments"] = AskedEffect.declared(asked.arguments)["arguments"]
        } else if let arguments = asked.arguments.object {
            fields = arguments
        }
        if let data = asked.data {
            fields["data"] =
                data.text.map { text in (try? JSONValue(parsing: text)) ?? Self.lines(text) }
                ?? ["bytes": .integer(data.bytes), "sha256": .string(data.sha256)]
        }
        content = .object(fields)
    }

    init(_ entry: WriteDraft) {
        title = entry.operation
        scope = entry.scope
        content = entry.body.flatMap { try? JSONValue(parsing: $0) } ?? .null
    }

    /// What it is called, and the rows and steps that it is asked within.
    var name: String { scope.isEmpty ? title : "\(title) in \(scope)" }

    /// A text by its lines, so that a difference names the line.
    private static func lines(_ text: String) -> JSONValue {
        .array(text.split(separator: "\n", omittingEmptySubsequences: false).map { .string(String($0)) })
    }

    /// Where another has something else: a line for each place, what was recorded first.
    func differences(to recorded: ComparedEffect) -> [String] {
        var differences: [String] = []
        if scope != recorded.scope { differences.append("rows and steps: \(recorded.scope) -> \(scope)") }
        Self.compare(recorded.content, content, at: "", &differences)
        return differences
    }

    private static func compare(
        _ recorded: JSONValue?,
        _ asked: JSONValue?,
        at place: String,
        _ differences: inout [String]
    ) {
        guard recorded != asked else { return }
        switch (recorded, asked) {
        case (.object(let before), .object(let now)):
            for name in before.keys + now.keys.filter({ before[$0] == nil }) {
                compare(before[name], now[name], at: place.isEmpty ? name : "\(place).\(name)", &differences)
            }
        case (.array(let before), .array(let now)):
            for index in 0..<max(before.count, now.count) {
                // Counted as Lua does.
                compare(
                    index < before.count ? before[index] : nil,
                    index < now.count ? now[index] : nil,
                    at: "\(place)[\(index + 1)]",
                    &differences
                )
            }
        default:
            let shown = [recorded, asked].map { $0?.excerpt ?? "nothing" }
            differences.append("\(place.isEmpty ? "all of it" : place): \(shown[0]) -> \(shown[1])")
        }
    }
}
