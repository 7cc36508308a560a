/// Names and texts as the format allows them.
enum MetricName {
    /// The name of a metric: letters, digits, `_` and `:`, no digit first; anything else becomes `_`.
    static func metric(_ text: String) -> String { made(of: text) { $0 == UInt8(ascii: ":") } }

    /// The name of a label: letters, digits and `_`; what the format keeps for itself gets another beginning.
    static func label(_ text: String) -> String {
        let name = made(of: text) { _ in false }
        return name.hasPrefix("__") || ["le", "quantile"].contains(name) ? "exported_" + name : name
    }

    /// A text in which backslashes and line ends, and quotes if asked, are written out.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func made(of text: String, andAlso isOther: (UInt8) -> Bool) -> String {
        var name: [UInt8] = []
        for byte in text.utf8 {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if isDigit, name.isEmpty { name.append(UInt8(ascii: "_")) }
            let lower = byte | 0x20
            let isLetter = byte < 0x80 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
            name.append(isDigit || isLetter || isOther(byte) ? byte : UInt8(ascii: "_"))
        }
        return name.isEmpty ? "_" : String(decoding: name, as: UTF8.self)
    }
}

/// Numbers as the format writes them.
enum MetricNumber {
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
