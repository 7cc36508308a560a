/// A text as it is written into YAML.
package enum YAMLScalar {
    /// Words that YAML reads as something else than a text.
    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// The text so that it reads back as it is: plain where that is safe, else in double quotes.
    package static func written(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// The same for an item of a list in brackets, where more needs quotes.
    package static func inList(_ text: String) -> String {
        text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") } ? written(text) : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    /// Whether it can stand without quotes: letters, digits and what addresses and paths are made of.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "/:._-+=?&%~@".utf8.contains($0) }
            && !text.hasSuffix(":") && !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case _
        where [.control, .format, .lineSeparator, .paragraphSeparator].contains(
            scalar.properties.generalCategory
        ):
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
