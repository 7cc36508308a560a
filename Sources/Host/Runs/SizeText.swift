/// Amounts of bytes as people write and read them: `256M`, `36.2 MB`.
package enum SizeText {
    private static let units: [Character: Int64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]

    /// Bytes of `4096`, `64K`, `256M` or `2G`, in either case and with or without a `B`; nil for anything else.
    package static func bytes(_ text: String) -> Int64? {
        var digits = Substring(text.uppercased())
        if digits.hasSuffix("B") { digits = digits.dropLast() }
        var unit: Int64 = 1
        if let last = digits.last, let factor = units[last] {
            unit = factor
            digits = digits.dropLast()
        }
        guard let count = Int64(digits), count > 0, count <= Int64.max / unit else { return nil }
        return count * unit
    }

    /// An amount in the largest unit that leaves a number of at least one.
    package static func shown(_ bytes: Int64) -> String {
        var amount = Double(bytes)
        for unit in ["bytes", "KB", "MB", "GB"] {
            if amount < 1000 || unit == "GB" {
                if unit == "bytes" { return "\(bytes) bytes" }
                let tenths = Int64((amount * 10).rounded())
                return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
            }
            amount /= 1024
        }
        return "\(bytes) bytes"
    }
}
