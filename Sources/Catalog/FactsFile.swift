import CCatalog

/// The file of facts: a line of JSON for each operation and each shape, sorted by their bytes.
///
/// Reading it costs nothing: a line is found by halving, and only who asks for it decodes it. Written by
/// `scripts/catalog`, which says what stands in a line. Isolation: immutable bytes; safe to use from any task.
struct FactsFile: @unchecked Sendable {
    /// The beginning of every operation's line, up to its name.
    private static let operationStart = Array(#"{"name":""#.utf8)
    private static let shapeStart = Array(#"{"shape":""#.utf8)
    private static let lineFeed = UInt8(ascii: "\n")

    /// What a line begins with: enough to match a request, without decoding the rest.
    struct Head {
        let name: String
        let method: String
        let path: String
    }

    private let bytes: UnsafeBufferPointer<UInt8>

    /// The file that is part of the program.
    static let bundled = FactsFile(
        bytes: UnsafeBufferPointer(start: ccatalog_bytes(), count: ccatalog_count())
    )

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// A file of that text, kept for as long as the process lives.
    init(text: String) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
        _ = copy.initialize(from: text.utf8)
        bytes = UnsafeBufferPointer(copy)
    }

    /// The line of an operation; nil when there is none of that name.
    func operation(_ name: String) -> [UInt8]? {
        line(beginning: Self.operationStart + name.utf8 + [UInt8(ascii: "\"")])
    }

    /// The line of a shape; nil when there is none of that name.
    func shape(_ name: String) -> [UInt8]? { line(beginning: Self.shapeStart + name.utf8 + [UInt8(ascii: "\"")]) }

    /// Name, method and path of every operation, in the order of their names.
    func heads() -> [Head] {
        var heads: [Head] = []
        var start = 0
        while start < bytes.count {
            let end = end(ofLineFrom: start)
            var texts = QuotedTexts(bytes[start..<end])
            // {"name":"…","method":"…","path":"…": keys and values in turn.
            guard texts.next() == "name", let name = texts.next(), texts.next() == "method", let method = texts.next(),
                texts.next() == "path", let path = texts.next()
            else { break }
            heads.append(Head(name: name, method: method, path: path))
            start = end + 1
        }
        return heads
    }

    /// The line that begins so, found by halving.
    private func line(beginning prefix: [UInt8]) -> [UInt8]? {
        var (low, high) = (0, bytes.count)
        while low < high {
            let start = start(ofLineAt: low + (high - low) / 2)
            let end = end(ofLineFrom: start)
            let beginning = bytes[start..<min(end, start + prefix.count)]
            if beginning.elementsEqual(prefix) { return Array(bytes[start..<end]) }
            if beginning.lexicographicallyPrecedes(prefix) { low = end + 1 } else { high = start }
        }
        return nil
    }

    private func start(ofLineAt place: Int) -> Int {
        var start = place
        while start > 0, bytes[start - 1] != Self.lineFeed { start -= 1 }
        return start
    }

    private func end(ofLineFrom start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != Self.lineFeed { end += 1 }
        return end
    }
}

/// The texts between quotes, one after the other; names, methods and paths hold no escapes.
private struct QuotedTexts {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>

    init(_ line: Slice<UnsafeBufferPointer<UInt8>>) { rest = line }

    mutating func next() -> String? {
        let quote = UInt8(ascii: "\"")
        guard let open = rest.firstIndex(of: quote) else { return nil }
        let text = rest[(open + 1)...]
        guard let close = text.firstIndex(of: quote) else { return nil }
        rest = text[(close + 1)...]
        return String(decoding: text[..<close], as: UTF8.self)
    }
}
