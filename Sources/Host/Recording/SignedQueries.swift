import Glibc

/// Addresses without the signatures in them: who has a signed address can use it, so none is kept.
enum SignedQueries {
    /// The field of a capture that holds the address of its file; whatever its query is called, it is a signature.
    private static let captureField = Array(#""filePath":"#.utf8)
    /// Bytes before its query that an address has at most.
    private static let longestAddress = 8192
    private static let signedBeginnings = ["x-amz-", "x-goog-"]
    private static let signedEndings = ["signature", "token", "sig"]
    private static let signedNames: Set<String> = ["credential", "policy", "expires", "key-pair-id", "code", "key"]

    /// The bytes, JSON or text, without the query of every address that is signed.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var kept = 0
        var place = 0
        while let mark = nextMark(in: bytes, from: place) {
            place = mark + 1
            guard let start = start(ofAddressBefore: mark, in: bytes) else { continue }
            let end = end(ofAddressFrom: mark, in: bytes)
            place = end
            guard isSigned(bytes[(mark + 1)..<end]) || stands(start, behind: captureField, in: bytes) else { continue }
            result += bytes[kept..<mark]
            kept = end
        }
        return kept == 0 ? bytes : result + bytes[kept...]
    }

    /// By hand: every answer passes here, and the library's search takes many times as long.
    private static func nextMark(in bytes: [UInt8], from place: Int) -> Int? {
        bytes.withUnsafeBytes { raw in
            guard place < raw.count, let base = raw.baseAddress,
                let found = memchr(base + place, Int32(UInt8(ascii: "?")), raw.count - place)
            else { return nil }
            return base.distance(to: UnsafeRawPointer(found))
        }
    }

    /// Where the address begins that goes on at `mark`; nil where that is none.
    private static func start(ofAddressBefore mark: Int, in bytes: [UInt8]) -> Int? {
        var start = mark
        while start > 0, mark - start < longestAddress, isOfAddress(start - 1, in: bytes) { start -= 1 }
        let head = bytes[start..<mark]
        let scheme = Array("http".utf8)
        return head.indices.dropLast(scheme.count).last { place in
            guard head[place...].starts(with: scheme) else { return false }
            let rest = head[(place + scheme.count)...]
            return rest.first == UInt8(ascii: ":") || rest.starts(with: [UInt8(ascii: "s"), UInt8(ascii: ":")])
        }
    }

    private static func end(ofAddressFrom mark: Int, in bytes: [UInt8]) -> Int {
        var end = mark
        while end < bytes.count, isOfAddress(end, in: bytes) { end += 1 }
        return end
    }

    private static func isOfAddress(_ place: Int, in bytes: [UInt8]) -> Bool {
        let byte = bytes[place]
        // JSON may write a slash and an ampersand with a backslash before them.
        if byte == UInt8(ascii: "\\") {
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0
            return next == UInt8(ascii: "/") || next == UInt8(ascii: "u")
        }
        return byte > 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "<")
            && byte != UInt8(ascii: ">")
    }

    private static func isSigned(_ query: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: query, as: UTF8.self).lowercased().replacing("\\u0026", with: "&")
        return text.split(separator: "&").contains { parameter in
            let name = String(parameter.prefix { $0 != "=" })
            return signedNames.contains(name) || signedBeginnings.contains(where: name.hasPrefix)
                || signedEndings.contains(where: name.hasSuffix)
        }
    }

    private static func stands(_ place: Int, behind field: [UInt8], in bytes: [UInt8]) -> Bool {
        var before = bytes[..<place]
        while let last = before.last, last == UInt8(ascii: "\"") || last == UInt8(ascii: " ") { before.removeLast() }
        return before.suffix(field.count).elementsEqual(field)
    }
}
