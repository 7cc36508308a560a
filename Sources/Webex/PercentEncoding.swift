/// Percent-encoding of what goes into an address: all but the letters that RFC 3986 calls unreserved.
///
/// The service wants `=`, `"`, `;`, `,` and `(` of filters encoded, and a `/` in an id must not become a path.
enum PercentEncoding {
    static func encoded(_ text: String, digits: String = "0123456789ABCDEF") -> String {
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        let digits = Array(digits.utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
