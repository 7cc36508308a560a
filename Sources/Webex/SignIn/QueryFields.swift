/// The fields of an address's query, decoded; those of its fragment where it has no query.
struct QueryFields {
    private let fields: [(name: String, value: String)]

    /// Reads `https://…?a=b&c=d#…`, `?a=b`, or `a=b` alone.
    init(ofAddress text: some StringProtocol) {
        var query = String(text)[...]
        if let mark = query.firstIndex(of: "?") {
            query = query[query.index(after: mark)...].prefix { $0 != "#" }
        } else if let mark = query.firstIndex(of: "#") {
            query = query[query.index(after: mark)...]
        }
        fields = query.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// The first value of that name.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            // A sign is no digit, though a number may begin with one.
            if byte == UInt8(ascii: "%"), digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let octet = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(octet)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
