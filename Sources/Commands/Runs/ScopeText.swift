import Host

/// The rows and steps that something happened within, as people read them: `row jane@example.com, step person`.
struct ScopeText {
    /// The key of the innermost row with one; nil outside of such rows.
    private(set) var row: String?
    /// The innermost step; nil outside of steps.
    private(set) var step: String?
    /// All of it, the outermost first; empty outside of rows and steps.
    let text: String

    /// Reads a scope of the journal, such as `/rows:email/jane@example.com/step/person`.
    init(_ scope: String) {
        var parts = scope.split(separator: "/")[...]
        var words: [String] = []
        while let part = parts.popFirst() {
            if part == "step", let name = parts.popFirst().map(Self.plain) {
                step = name
                words.append("step \(name)")
                continue
            }
            if words.isEmpty, part == "change", let number = parts.popFirst() {
                words.append("change \(number)")
                continue
            }
            // Rows without a key share the scope of their block, in which steps and other rows follow at once. Keys that
            // look like these are escaped.
            guard Self.isBlock(part), let next = parts.first, next != "step", !Self.isBlock(next) else { continue }
            parts.removeFirst()
            let key = Self.plain(next.hasPrefix("#") ? next.dropFirst() : next)
            (row, step) = (key, nil)
            words.append("row \(key)\(Self.blockName(part))")
        }
        text = Console.plain(words.joined(separator: ", "))
    }

    private static func isBlock(_ part: Substring) -> Bool {
        part == "rows" || part.hasPrefix("rows.") || part.hasPrefix("rows:")
    }

    /// What tells the block from others, of `rows.2:email:licences:results.csv`: its label, and its number where others
    /// were like it.
    private static func blockName(_ part: Substring) -> String {
        let fields = part.split(separator: ":", omittingEmptySubsequences: false)
        let label = fields.count > 2 ? plain(fields[2]) : ""
        let number = fields[0].split(separator: ".").dropFirst().first
        return (label.isEmpty ? "" : " of \(label)") + (number.map { " of block \($0)" } ?? "")
    }

    /// A name with the letters in their places that scopes escape.
    private static func plain(_ part: Substring) -> String {
        guard part.utf8.contains(UInt8(ascii: "%")) else { return String(part) }
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2,
                let escaped = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(escaped)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
