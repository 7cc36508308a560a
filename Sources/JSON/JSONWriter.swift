extension JSONValue {
    /// The value as compact UTF-8 text, fields in their order.
    ///
    /// Reads back as an equal value: integers are written as integers, doubles as the shortest text that gives the same
    /// number, always with a point or an exponent. JSON has no infinity and no NaN: such a number is a defect of the
    /// caller and stops the program.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(style: .compact)
        writer.write(self)
        return writer.bytes
    }

    /// The value as compact text with fields sorted by the bytes of their names: equal values give equal bytes.
    ///
    /// For hashes and identities, so a whole double below 2^53 is written as the integer that it equals. Non-finite
    /// numbers stop the program.
    package func canonical() -> [UInt8] {
        var writer = JSONWriter(style: .canonical)
        writer.write(self)
        return writer.bytes
    }

    /// The value as text for people: a field or item a line, indented by two spaces, a line break at the end.
    ///
    /// Fields keep their order. Non-finite numbers stop the program.
    package func pretty() -> [UInt8] {
        var writer = JSONWriter(style: .pretty)
        writer.write(self)
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }
}

/// Writes one value as text.
private struct JSONWriter {
    enum Style {
        case compact, canonical, pretty
    }

    let style: Style
    var bytes: [UInt8] = []
    private var depth = 0

    init(style: Style) {
        self.style = style
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .array(let items):
            writeList(items, open: "[", close: "]") { writer, item in writer.write(item) }
        case .object(let object):
            let members =
                style == .canonical ? object.members.sorted { $0.key.hasBytes(before: $1.key) } : object.members
            writeList(members, open: "{", close: "}") { writer, member in
                writer.write(member.key)
                writer.append(writer.style == .pretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Item>(
        _ items: [Item],
        open: StaticString,
        close: StaticString,
        item write: (inout JSONWriter, Item) -> Void
    ) {
        append(open)
        depth += 1
        for (place, item) in items.enumerated() {
            if place > 0 { append(",") }
            breakLine()
            write(&self, item)
        }
        depth -= 1
        if !items.isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func write(_ number: Double) {
        precondition(number.isFinite, "JSON has no infinity and no NaN")
        if style == .canonical, number.magnitude < 0x1p53, let whole = Int64(exactly: number) {
            append(String(whole))
        } else {
            append(number.description)
        }
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for place in utf8.indices where Self.needsEscape(utf8[place]) {
                bytes.append(contentsOf: utf8[start..<place])
                writeEscape(utf8[place])
                start = place + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        default:
            append("\\u00")
            append(byte < 0x10 ? "0" : "1")
            append(String(byte & 0xF, radix: 16))
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
