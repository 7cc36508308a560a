import JSON

/// Values of every kind, the same for the same seed: what a property test feeds on.
struct GeneratedValue {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next(depth: Int = 0) -> JSONValue {
        switch below(depth < 5 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .integer(integer())
        case 3: return .number(double())
        case 4, 5: return .string(text())
        case 6: return .array((0..<below(6)).map { _ in next(depth: depth + 1) })
        default:
            return .object(
                JSONObject(
                    (0..<below(depth == 0 ? 60 : 8)).map { _ in
                        JSONObject.Member(key: text(), value: next(depth: depth + 1))
                    }
                )
            )
        }
    }

    private mutating func integer() -> Int64 {
        let edges: [Int64] = [0, -1, 1, .max, .min, 1 << 53, -(1 << 53) - 1, 1_700_000_000_000]
        return below(3) == 0 ? edges[below(edges.count)] : Int64(bitPattern: bits()) >> Int64(below(64))
    }

    private mutating func double() -> Double {
        let edges: [Double] = [
            0, -0.0, 1, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0x1p53, 0x1p63, 1e19, -1e300, 1e-7,
        ]
        if below(3) == 0 { return edges[below(edges.count)] }
        let any = Double(bitPattern: bits())
        return any.isFinite ? any : Double(below(1000)) / 8
    }

    private mutating func text() -> String {
        let pieces = [
            "a", "name", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "e\u{301}", "\u{2028}", "😀",
            "👩‍👩‍👧", "\u{FFFD}", "\u{10FFFF}", "日本", " ", "", "a long piece of plain text that fills more than a register",
        ]
        return (0..<below(5)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    private mutating func below(_ limit: Int) -> Int {
        Int(bits() % UInt64(limit))
    }

    /// SplitMix64.
    private mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
