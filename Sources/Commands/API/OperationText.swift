import Catalog

/// An operation as people read it: what it takes, what it gives, what it needs, and how to call it.
struct OperationText {
    let operation: Operation
    /// Columns of the terminal.
    let width: Int

    /// How far down the fields of a body are shown; `--json` has all of them.
    private static let deepest = 3

    /// The whole page.
    var page: String {
        var text = "\(operation.module.rawValue).\(operation.name)\n\(operation.method) \(operation.path)\n"
        let ids = operation.pathIDs
        if !ids.isEmpty { text += section("Ids, by position", ids.map { "  \($0)\n" }.joined()) }
        text += section("Parameters", table(operation.query))
        text += section("Headers, given as parameters", table(operation.givenHeaders))
        text += body
        text += section("Answer", answers)
        text += section("Notes", OperationNotes(operation).all.map(paragraph).joined())
        text += section("Example", example)
        return text
    }

    private func section(_ title: String, _ content: String) -> String {
        content.isEmpty ? "" : "\n\(title)\n\(content)"
    }

    private func paragraph(_ text: String) -> String {
        TextTable.wrapped(text, to: max(20, width - 4)).enumerated()
            .map { ($0.offset == 0 ? "  " : "    ") + $0.element + "\n" }.joined()
    }

    private func table(_ parameters: [Parameter]) -> String {
        var table = TextTable(width: width, indent: 2)
        add(parameters, to: &table, depth: 0, inside: [])
        return table.text
    }

    /// Adds the fields, and beneath each those that it holds; a shape within itself is named alone.
    private func add(_ parameters: [Parameter], to table: inout TextTable, depth: Int, inside shapes: [String]) {
        for parameter in parameters {
            let text = ParameterText(parameter: parameter)
            let isRepeated = parameter.shape.map(shapes.contains) ?? false
            let isCut = !parameter.fields.isEmpty && (isRepeated || depth + 1 >= Self.deepest)
            let more = isCut ? "\(parameter.fields.count) fields, see --json" : ""
            table.add(
                String(repeating: "  ", count: depth) + parameter.name,
                text.type,
                [text.facts, more].filter { !$0.isEmpty }.joined(separator: "; ")
            )
            guard !isCut else { continue }
            add(parameter.fields, to: &table, depth: depth + 1, inside: shapes + [parameter.shape].compactMap(\.self))
        }
    }

    private var body: String {
        guard let content = operation.content else { return "" }
        let value = content.value
        var title =
            switch content.media {
            case .json: "Body"
            case .jsonPatch: "Body, a JSON Patch"
            case .multipart: "Body, sent as a form: a file by its path"
            }
        if !content.isRequired { title += " (may be left out)" }
        if value.type == .list { title += ": a \(ParameterText(parameter: value).type)" }
        let fields = table(value.fields)
        if fields.isEmpty { return "\n\(title)\n" + paragraph(ParameterText(parameter: value).type) }
        return section(title, fields)
    }

    private var answers: String {
        var table = TextTable(width: width, indent: 2)
        for answer in operation.answers {
            table.add(
                "\(answer.status)",
                answer.value.map { AnswerText(operation: operation, value: $0).short } ?? "no body"
            )
        }
        return table.text
    }

    private var example: String {
        let statement = OperationExample(of: operation).lua
        return statement.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    }
}

/// What an answer holds, in a line or two.
private struct AnswerText {
    let operation: Operation
    let value: Parameter

    var short: String {
        guard let path = operation.listPath else { return Self.names(value) }
        if path.isEmpty { return Self.names(value) }
        guard let list = value.fields.first(where: { $0.name == path }) else { return Self.names(value) }
        return "\(path), a list: \(Self.names(list))"
    }

    private static func names(_ value: Parameter) -> String {
        let type = ParameterText(parameter: value).type
        guard !value.fields.isEmpty else { return type }
        let most = 12
        let names = value.fields.prefix(most).map(\.name).joined(separator: ", ")
        let rest = value.fields.count - most
        return "\(type) with \(names)" + (rest > 0 ? " and \(rest) more" : "")
    }
}
