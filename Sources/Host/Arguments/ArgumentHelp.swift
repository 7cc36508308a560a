import JSON

extension ScriptArguments {
    /// The help text of a script, lines no wider than `width` where words allow it, with a line break at its end.
    ///
    /// - Parameters:
    ///   - script: the script as it was typed.
    ///   - command: what runs it.
    ///   - width: columns of the terminal; below 40 is taken as 40.
    /// - Returns: usage, what the script says of itself, its arguments, and how to write dates and durations if any.
    package func help(script: String, runBy command: String = "patchbay run", width: Int = 80) -> String {
        let layout = HelpLayout(width: max(40, width))
        let positionals = arguments.filter { !$0.isOption }
        let options = arguments.filter(\.isOption)
        var text = layout.paragraph(usage("\(command) \(script)"), hanging: 4)
        if let about { text += "\n" + layout.paragraph(about, hanging: 0) }
        if !positionals.isEmpty {
            text += "\narguments:\n" + layout.table(positionals.map { (Self.label($0), Self.meaning($0)) })
        }
        let rows = options.map { (Self.label($0), Self.meaning($0)) } + [("-h, --help", "this text")]
        text += "\noptions:\n" + layout.table(rows)
        if arguments.contains(where: { $0.type == .date }) {
            text += "\n" + layout.paragraph("dates: " + DatePhrase.examples, hanging: 4)
        }
        if arguments.contains(where: { $0.type == .duration }) {
            text += "\n" + layout.paragraph("durations: " + DurationText.examples, hanging: 4)
        }
        return text
    }

    private func usage(_ command: String) -> String {
        var words = ["usage: \(command)"]
        words += arguments.filter { $0.isOption && $0.isRequired }.map(Self.label)
        if arguments.contains(where: { $0.isOption && !$0.isRequired }) { words.append("[options]") }
        for argument in arguments where !argument.isOption {
            let name = Self.label(argument) + (argument.isMany ? " …" : "")
            words.append(argument.isRequired ? name : "[\(name)]")
        }
        return words.joined(separator: " ")
    }

    private static func label(_ argument: ArgumentDeclaration) -> String {
        guard argument.isOption else { return argument.name.uppercased() }
        let choices = argument.choices.joined(separator: "|")
        let value = argument.type == .choice && choices.count <= 24 ? choices : argument.type.placeholder
        return value.isEmpty ? argument.name : argument.name + " " + value
    }

    private static func meaning(_ argument: ArgumentDeclaration) -> String {
        var notes: [String] = []
        let choices = argument.choices.joined(separator: ", ")
        if !choices.isEmpty, !label(argument).contains("|") { notes.append("one of \(choices)") }
        if argument.isRequired { notes.append("required") }
        if argument.isMany { notes.append("may be repeated") }
        if let value = argument.defaultValue, value != false {
            let items = (value.array ?? [value]).map { $0.string ?? String(decoding: $0.encoded(), as: UTF8.self) }
            notes.append("default: " + items.joined(separator: ", "))
        }
        let note = notes.isEmpty ? nil : "(" + notes.joined(separator: "; ") + ")"
        return [argument.help, note].compactMap { $0 }.joined(separator: " ")
    }
}

/// Lays text out in columns and lines.
private struct HelpLayout {
    let width: Int

    /// A paragraph; lines after the first are indented.
    func paragraph(_ text: String, hanging: Int) -> String {
        lines(text, first: 0, hanging: hanging).joined(separator: "\n") + "\n"
    }

    /// Two columns: labels, and beside or below them their meaning.
    func table(_ rows: [(label: String, meaning: String)]) -> String {
        let longest = rows.map(\.label.count).filter { $0 <= width / 3 }.max() ?? 0
        let column = 2 + longest + 2
        return rows.map { row in
            let label = "  " + row.label
            guard !row.meaning.isEmpty else { return label + "\n" }
            let meaning = lines(row.meaning, first: column, hanging: column)
            guard label.count + 2 <= column, let first = meaning.first else {
                return ([label] + meaning).joined(separator: "\n") + "\n"
            }
            let padded = label + String(repeating: " ", count: column - label.count) + first.dropFirst(column)
            return ([padded] + meaning.dropFirst()).joined(separator: "\n") + "\n"
        }.joined()
    }

    private func lines(_ text: String, first: Int, hanging: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: first)
        var isEmpty = true
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
