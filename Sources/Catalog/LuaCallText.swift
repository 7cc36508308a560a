import JSON

/// A call of an operation as Lua text.
package struct LuaCallText {
    private let operation: Operation
    /// The names of parameters that take a stored secret, which only an argument of the script can give.
    private let secrets: Set<String>

    /// Columns that a line may have.
    private static let width = 92

    /// Writes calls of this operation.
    package init(_ operation: Operation) {
        self.operation = operation
        secrets = Self.secrets(operation.query + operation.body)
    }

    private static func secrets(_ parameters: [Parameter]) -> Set<String> {
        parameters.reduce(into: []) { secrets, parameter in
            if parameter.format == .secret { secrets.insert(parameter.name) }
            secrets.formUnion(self.secrets(parameter.fields))
        }
    }

    /// The call as one statement, its answer in a local variable where there is one: `local user = cc.user.get("…")`.
    ///
    /// - Parameter arguments: ids, then tables, as a script gives them.
    /// - Returns: the statement, on several lines where its tables are long.
    package func statement(arguments: [JSONValue]) -> String {
        let head = variable.map { "local \($0) = " + function } ?? function
        return head + list(arguments, behind: head.count)
    }

    /// What is called: `cc.user.get`.
    package var function: String { "\(operation.module.rawValue).\(operation.plainName)" }

    /// What to call the answer; nil where there is none.
    private var variable: String? {
        guard operation.answers.contains(where: { $0.value != nil }) else { return nil }
        let noun = operation.resource
        switch operation.verb {
        case "get", "create", "update", "patch": return Self.isWord(noun) ? noun : "answer"
        case "list": return Self.isWord(noun) ? Self.plural(noun) : "answers"
        case "bulk_patch", "bulk_save": return "outcomes"
        default: return "answer"
        }
    }

    /// The arguments in one line, without brackets around them.
    package func arguments(_ arguments: [JSONValue]) -> String {
        arguments.map { text($0, indent: 0, room: .max) }.joined(separator: ", ")
    }

    /// The arguments with their brackets, on a line that has so many columns already.
    private func list(_ arguments: [JSONValue], behind lead: Int) -> String {
        // A single table needs no brackets.
        if arguments.count == 1, Self.isTable(arguments[0]) {
            return " " + text(arguments[0], indent: 0, room: Self.width - lead - 1)
        }
        let line = "(" + self.arguments(arguments) + ")"
        guard lead + line.count > Self.width, let last = arguments.last else { return line }
        let before = self.arguments(arguments.dropLast())
        if Self.isTable(last), lead + before.count + 4 <= Self.width {
            return "(" + (before.isEmpty ? "" : before + ", ") + text(last, indent: 0, room: 0) + ")"
        }
        let lines = arguments.map { "    " + text($0, indent: 4, room: Self.width - 5) }
        return "(\n" + lines.joined(separator: ",\n") + "\n)"
    }

    private static func isTable(_ value: JSONValue) -> Bool {
        value.object?.isEmpty == false || value.array?.isEmpty == false
    }

    /// A value as Lua writes it; a table that needs more columns than there is room takes a line for each field.
    private func text(_ value: JSONValue, indent: Int, room: Int) -> String {
        switch value {
        case .null: return "cc.null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let integer): return String(integer)
        case .number(let number): return "\(number)"
        case .string(let text): return Self.quoted(text)
        case .array(let entries): return table(entries.map { ("", $0) }, indent: indent, room: room)
        case .object(let fields): return table(fields.map { ($0.key, $0.value) }, indent: indent, room: room)
        }
    }

    /// A table; its keys are empty where it is a list.
    private func table(_ entries: [(key: String, value: JSONValue)], indent: Int, room: Int) -> String {
        guard !entries.isEmpty else { return "{}" }
        let parts = entries.map { key, value in
            let mark = key.isEmpty ? "" : Self.isWord(key) ? "\(key) = " : "[\(Self.quoted(key))] = "
            guard !secrets.contains(key) else { return mark + "args.secret" }
            return mark + text(value, indent: indent + 4, room: Self.width - indent - 5 - mark.count)
        }
        let line = "{ " + parts.joined(separator: ", ") + " }"
        if line.count <= room, !line.contains("\n") { return line }
        let margin = String(repeating: " ", count: indent)
        return "{\n" + parts.map { "\(margin)    \($0),\n" }.joined() + margin + "}"
    }

    /// A text between quotes, with what Lua would take otherwise written as escapes.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.count == 1 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Whether a text can stand as a name in Lua.
    package static func isWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return !keywords.contains(text)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static let keywords: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
        "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]

    private static func plural(_ noun: String) -> String {
        if noun.hasSuffix("s") || noun.hasSuffix("history") { return noun }
        let vowels: Set<Character> = ["a", "e", "i", "o", "u"]
        if noun.hasSuffix("y"), let before = noun.dropLast().last, !vowels.contains(before) {
            return noun.dropLast() + "ies"
        }
        return noun + "s"
    }
}
