/// The words of a Lua script, without comments: enough to see which names it uses, no parser.
struct LuaTokens {
    enum Token: Equatable {
        /// An identifier or a keyword.
        case name(String)
        /// A string of one line, as it stands between its quotes.
        case text(String)
        /// Any other letter; of a number or a long string nothing but its place.
        case mark(UInt8)
    }

    /// The tokens, each with the line it begins on, counted from 1.
    private(set) var all: [(token: Token, line: Int)] = []
    /// The comments of one line, without their dashes.
    private(set) var comments: [String] = []

    private let source: [UInt8]
    private var place = 0
    private var line = 1

    init(_ source: [UInt8]) {
        self.source = source
        while place < source.count { step() }
    }

    private mutating func step() {
        let byte = source[place]
        switch byte {
        case UInt8(ascii: "\n"):
            line += 1
            place += 1
        case UInt8(ascii: "-") where next == UInt8(ascii: "-"):
            place += 2
            if let level = longBracket { return skipLong(level) }
            let end = source[place...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
            comments.append(String(decoding: source[place..<end], as: UTF8.self))
            place = end
        case UInt8(ascii: "["):
            guard let level = longBracket else { return mark(byte) }
            all.append((.mark(0), line))
            skipLong(level)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): text(byte)
        case _ where Self.isOfName(byte):
            let end = source[place...].firstIndex { !Self.isOfName($0) } ?? source.count
            let word = String(decoding: source[place..<end], as: UTF8.self)
            all.append((word.first?.isNumber == true ? .mark(0) : .name(word), line))
            place = end
        case _ where byte <= 0x20: place += 1
        default: mark(byte)
        }
    }

    private var next: UInt8? { place + 1 < source.count ? source[place + 1] : nil }

    private mutating func mark(_ byte: UInt8) {
        all.append((.mark(byte), line))
        place += 1
    }

    /// How many `=` a long bracket that begins here has; nil when none does.
    private var longBracket: Int? {
        guard place < source.count, source[place] == UInt8(ascii: "[") else { return nil }
        let level = source[(place + 1)...].prefix { $0 == UInt8(ascii: "=") }.count
        let second = place + 1 + level
        return second < source.count && source[second] == UInt8(ascii: "[") ? level : nil
    }

    private mutating func skipLong(_ level: Int) {
        let end = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        while place < source.count, !source[place...].starts(with: end) {
            if source[place] == UInt8(ascii: "\n") { line += 1 }
            place += 1
        }
        place = min(source.count, place + end.count)
    }

    private mutating func text(_ quote: UInt8) {
        var bytes: [UInt8] = []
        place += 1
        while place < source.count, source[place] != quote, source[place] != UInt8(ascii: "\n") {
            if source[place] == UInt8(ascii: "\\"), next != nil { place += 1 }
            if source[place] == UInt8(ascii: "\n") { line += 1 }
            bytes.append(source[place])
            place += 1
        }
        all.append((.text(String(decoding: bytes, as: UTF8.self)), line))
        place += 1
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
