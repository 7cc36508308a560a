/// UUIDs that hide an index: the object of an id is found again by arithmetic, without a table of a million ids.
///
/// The last 32 bits are the index, shuffled by a small Feistel network; all the others are a hash of it, by which an
/// id that was made up is told from one of ours.
struct SeededID: Sendable {
    private let hash: SeededHash
    private let kind: SeededHash.Kind
    private let roundKeys: [UInt16]

    init(_ hash: SeededHash, _ kind: SeededHash.Kind) {
        self.hash = hash
        self.kind = kind
        roundKeys = (0..<4).map { UInt16(truncatingIfNeeded: hash.number(kind, $0, use: 0xFE15)) }
    }

    /// The id of the object `index`, which must fit in 32 bits: 36 lower-case ASCII characters, a version 4 UUID.
    func text(_ index: Int) -> String {
        String(unsafeUninitializedCapacity: 36) { target in
            write(index, into: target)
            return 36
        }
    }

    /// Writes the 36 characters of `text(_:)` to the start of `target`.
    func write(_ index: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
        let high = hash.number(kind, index, use: 0x1D)
        let middle = UInt32(truncatingIfNeeded: hash.number(kind, index, use: 0x1E))
        let first = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let second = UInt64((middle & 0x3FFF_FFFF) | 0x8000_0000) << 32 | UInt64(shuffled(UInt32(index)))
        var digits = 0
        for position in 0..<36 {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                target[position] = UInt8(ascii: "-")
                continue
            }
            let word = digits < 16 ? first : second
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digits % 16))) & 0xF
            target[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            digits += 1
        }
    }

    /// The index that an id hides; nil when no object has this id.
    ///
    /// Capitals are as good as small letters.
    func index(of id: String) -> Int? {
        let lowered = id.lowercased()
        guard lowered.utf8.count == 36, let index = number(hiddenIn: lowered) else { return nil }
        return text(index) == lowered ? index : nil
    }

    /// What the last eight digits stand for, whether or not the others fit.
    func number(hiddenIn id: String) -> Int? {
        UInt32(id.suffix(8), radix: 16).map { Int(unshuffled($0)) }
    }

    private func shuffled(_ value: UInt32) -> UInt32 {
        var left = UInt16(truncatingIfNeeded: value >> 16)
        var right = UInt16(truncatingIfNeeded: value)
        for key in roundKeys { (left, right) = (right, left ^ round(right, key)) }
        return UInt32(left) << 16 | UInt32(right)
    }

    private func unshuffled(_ value: UInt32) -> UInt32 {
        var left = UInt16(truncatingIfNeeded: value >> 16)
        var right = UInt16(truncatingIfNeeded: value)
        for key in roundKeys.reversed() { (left, right) = (right ^ round(left, key), left) }
        return UInt32(left) << 16 | UInt32(right)
    }

    private func round(_ half: UInt16, _ key: UInt16) -> UInt16 {
        let product = (UInt32(half) ^ UInt32(key)) &* 0x9E37_79B1
        return UInt16(truncatingIfNeeded: product >> 13)
    }
}
