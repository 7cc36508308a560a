/// Names and values in the form that queries and sign-in bodies have: `a=1&b=x%20y`, with `+` for a blank.
struct FormFields: Sendable {
    private let fields: [(name: String, value: String)]

    init(_ text: String) {
        fields = text.utf8.split(separator: UInt8(ascii: "&")).map { field in
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// The names there are, each once.
    var names: [String] {
        var seen: Set<String> = []
        return fields.map(\.name).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The first value of that name.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The integer of that name; an error that names it when it is none.
    func integer(_ name: String) throws(ServiceFault) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let value = Int64(text) else { throw ServiceFault(400, "\(name) must be an integer") }
        return value
    }

    /// A text as a value of a query: everything escaped but letters, digits and `-._~`.
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += Array((byte < 16 ? "%0" : "%").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A part of a path as it was before it was escaped; a plus sign is one.
    static func decodedPath(_ text: String) -> String { decoded(text.utf8, plus: UInt8(ascii: "+")) }

    private static func decoded(_ text: some Sequence<UInt8>, plus: UInt8 = UInt8(ascii: " ")) -> String {
        var bytes: [UInt8] = []
        var pending: [UInt8] = []
        for byte in text {
            if !pending.isEmpty {
                pending.append(byte)
                guard pending.count == 3 else { continue }
                bytes += octet(pending).map { [$0] } ?? pending
                pending = []
            } else if byte == UInt8(ascii: "%") {
                pending = [byte]
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? plus : byte)
            }
        }
        return String(decoding: bytes + pending, as: UTF8.self)
    }

    /// What a percent sign and two digits stand for.
    private static func octet(_ escape: [UInt8]) -> UInt8? {
        UInt8(String(decoding: escape.dropFirst(), as: UTF8.self), radix: 16)
    }
}
