import Glibc

/// The objects of a list in a JSON text, by the bytes they lie in and their ids: no values are made of them.
///
/// What is no JSON ends the walk where that is seen; nothing is read beyond the text.
struct JSONEntries {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    /// Walks the list.
    ///
    /// - Parameters:
    ///   - bytes: a JSON text.
    ///   - path: the names of the fields that lead to the list, with dots between; empty where the text is the list.
    ///   - visit: hears of each object that has a text as its `id`.
    static func walk(_ bytes: [UInt8], at path: String, _ visit: (_ id: String, _ range: Range<Int>) -> Void) {
        bytes.withUnsafeBufferPointer { buffer in
            var entries = JSONEntries(bytes: buffer)
            for name in path.split(separator: ".") { guard entries.enter(name) else { return } }
            entries.walk(visit)
        }
    }

    /// The `id` of the object that a text is; nil where it is none or has none.
    static func id(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBufferPointer { buffer in
            var entries = JSONEntries(bytes: buffer)
            var id: String?
            guard entries.object({ id = $0 }) else { return nil }
            return entries.next() == nil ? id : nil
        }
    }

    /// Where the value of a field of the object lies that a text is; nil where there is none.
    static func range(of name: String, in bytes: [UInt8]) -> Range<Int>? {
        bytes.withUnsafeBufferPointer { buffer in
            var entries = JSONEntries(bytes: buffer)
            guard entries.enter(name[...]), entries.next() != nil else { return nil }
            let start = entries.at
            return entries.skipValue() ? start..<entries.at : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Goes to the value of a field; false where there is none.
    private mutating func enter(_ name: Substring) -> Bool {
        guard take("{") else { return false }
        while let key = text() {
            guard take(":") else { return false }
            if isEqual(key, name) { return true }
            guard skipValue(), take(",") else { return false }
        }
        return false
    }

    private mutating func walk(_ visit: (String, Range<Int>) -> Void) {
        guard take("[") else { return }
        while let byte = next(), byte != UInt8(ascii: "]") {
            let start = at
            var id: String?
            guard byte == UInt8(ascii: "{") ? object({ id = $0 }) : skipValue() else { return }
            if let id { visit(id, start..<at) }
            guard take(",") else { return }
        }
    }

    /// Goes behind an object, telling its id.
    private mutating func object(_ tell: (String) -> Void) -> Bool {
        guard take("{") else { return false }
        while let key = text() {
            guard take(":") else { return false }
            let isID = isEqual(key, "id")
            let start = next() == UInt8(ascii: "\"") ? at : nil
            guard skipValue() else { return false }
            if isID, let start, let id = plain(start + 1..<at - 1) { tell(id) }
            if !take(",") { break }
        }
        return take("}")
    }

    /// A text without escapes; ids have none.
    private func plain(_ range: Range<Int>) -> String? {
        let text = bytes[range]
        return text.contains(UInt8(ascii: "\\")) ? nil : String(decoding: text, as: UTF8.self)
    }

    private func isEqual(_ range: Range<Int>, _ name: Substring) -> Bool {
        range.count == name.utf8.count && zip(bytes[range], name.utf8).allSatisfy(==)
    }

    /// Goes behind a value of any kind.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): guard text() != nil else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return false }
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { return false }
                at += 1
                continue
            default: skipWord()
            }
            if depth == 0 { return true }
        }
        return false
    }

    /// Goes behind a number, `true`, `false` or `null`.
    private mutating func skipWord() {
        while at < bytes.count, !Self.endsWord(bytes[at]) { at += 1 }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "\""): true
        case UInt8(ascii: "{"), UInt8(ascii: "["), 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    /// Goes behind a text; gives what lies between its quotes.
    private mutating func text() -> Range<Int>? {
        guard next() == UInt8(ascii: "\""), let base = bytes.baseAddress else { return nil }
        let start = at + 1
        var from = start
        while from < bytes.count, let found = memchr(base + from, 0x22, bytes.count - from) {
            let quote = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            var escapes = 0
            while quote - escapes > start, bytes[quote - escapes - 1] == UInt8(ascii: "\\") { escapes += 1 }
            if escapes % 2 == 0 {
                at = quote + 1
                return start..<quote
            }
            from = quote + 1
        }
        return nil
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next() == UInt8(ascii: byte) else { return false }
        at += 1
        return true
    }

    /// The next byte that is no blank.
    private mutating func next() -> UInt8? {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            case let byte: return byte
            }
        }
        return nil
    }
}
