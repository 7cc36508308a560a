import Synchronization

/// The forms that a text must have, by the documents: formats, and patterns.
enum TextForm {
    /// What a text of that format must be, for a message; nil when it is that.
    ///
    /// As lenient as a form can be told from what is none: what the service takes is its own to say.
    static func shape(that text: String, lacks format: Parameter.Format) -> String? {
        let isRight: Bool
        let shape: String
        switch format {
        case .uuid: (isRight, shape) = (isUUID(text), "a UUID")
        case .hexID: (isRight, shape) = (isUUID(text) || isHexadecimal(text, digits: 32), "a UUID")
        case .date: (isRight, shape) = (isDate(text), "a date such as 2026-01-31")
        case .dateTime:
            (isRight, shape) = (
                isDate(text.prefix(10)) && text.dropFirst(10).first == "T", "such as 2026-01-31T08:00:00Z"
            )
        case .time: (isRight, shape) = (isTime(text), "a time such as 08:00")
        case .uri: (isRight, shape) = (isAddress(text), "an address such as https://example.com")
        case .email: (isRight, shape) = (isMail(text), "an e-mail address")
        // Whatever it is, nobody is to look at it.
        case .secret, .text: return nil
        }
        return isRight ? nil : shape
    }

    /// Whether a pattern is found in a text, as the documents mean it: anywhere, unless it is anchored.
    ///
    /// True for patterns that cannot be read, since some of them work in the service's own engine alone; and for texts too
    /// long to be tried.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        guard text.utf16.count <= longestTried else { return true }
        return expressions.withLock { expressions in
            let known = expressions[pattern] ?? (try? Regex(pattern).matchingSemantics(.unicodeScalar))
            guard let known else { return true }
            expressions[pattern] = known
            do { return try known.firstMatch(in: text) != nil } catch { return true }
        }
    }

    /// In UTF-16 units: a pattern may take time that grows with the square of a text.
    private static let longestTried = 10_000
    /// The patterns that were read; there are no others than the catalog's.
    private static let expressions = Mutex<[String: Regex<AnyRegexOutput>]>([:])

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { isHexadecimal(String(decoding: Array($0), as: UTF8.self), digits: $0.count) }
    }

    private static func isHexadecimal(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }

    private static func isDate(_ text: some StringProtocol) -> Bool { areNumbers(text, "-", [4, 2, 2]) }

    private static func isTime(_ text: String) -> Bool {
        areNumbers(text, ":", [2, 2, 2]) || areNumbers(text, ":", [2, 2])
    }

    /// Whether it is numbers of so many digits with that letter between them.
    private static func areNumbers(_ text: some StringProtocol, _ separator: Character, _ digits: [Int]) -> Bool {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == digits && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), text.first?.isLetter == true else { return false }
        return text[..<colon].utf8.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 32) || "+-.".utf8.contains(byte)
        } && !text.contains { $0.isWhitespace }
    }

    private static func isMail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains { $0.isWhitespace }
    }
}
