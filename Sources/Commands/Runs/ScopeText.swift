import Host

/// The rows and steps that something happened within, as people read them: `row jane@example.com, step person`.
struct ScopeText {
    /// The key of the innermost row with one; nil outside of such rows.
    private(set) var row: String?
    /// The innermost step; nil outside of steps.
    private(set) var step: String?
    /// All of it, the outermost first; empty outside of rows and steps.
    let text: String

    /// Reads a scope of the journal, such as `/rows/jane@example.com/step/person`.
    init(_ scope: String) {
        var parts = scope.split(separator: "/").map(Self.plain)[...]
        var words: [String] = []
        while let part = parts.popFirst() {
            if part == "step", let name = parts.popFirst() {
                step = name
                words.append("step \(name)")
                continue
            }
            // Rows without a key share the scope of their block, in which a step may follow at once.
            guard !(parts.first == "step" && parts.count > 1 && parts.dropFirst().first != "step"),
                let key = parts.popFirst()
            else { continue }
            (row, step) = (key, nil)
            let block = part.split(separator: ".").dropFirst().first
            words.append(block.map { "row \(key) of block \($0)" } ?? "row \(key)")
        }
        text = Console.plain(words.joined(separator: ", "))
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
