/// SipHash-2-4: a short text and a key give 64 bits that cannot be guessed without the key.
enum SipHash {
    static func of(_ text: some Collection<UInt8>, key: (UInt64, UInt64)) -> UInt64 {
        var state = State(
            v0: key.0 ^ 0x736F_6D65_7073_6575,
            v1: key.1 ^ 0x646F_7261_6E64_6F6D,
            v2: key.0 ^ 0x6C79_6765_6E65_7261,
            v3: key.1 ^ 0x7465_6462_7974_6573
        )
        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in text {
            word |= UInt64(byte) << (8 * (count % 8))
            count += 1
            if count % 8 == 0 {
                state.absorb(word)
                word = 0
            }
        }
        state.absorb(word | count << 56)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            for _ in 0..<2 { round() }
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = (v1 << 13 | v1 >> 51) ^ v0
            v0 = v0 << 32 | v0 >> 32
            v2 &+= v3
            v3 = (v3 << 16 | v3 >> 48) ^ v2
            v0 &+= v3
            v3 = (v3 << 21 | v3 >> 43) ^ v0
            v2 &+= v1
            v1 = (v1 << 17 | v1 >> 47) ^ v2
            v2 = v2 << 32 | v2 >> 32
        }
    }
}
