/// Makes numbers from -1 to 1 of the samples of one format.
struct SampleDecoder: Sendable {
    /// Above this a sample of float is nonsense, and its square would soon be no number.
    private static let largest = 1e6

    private enum Kind {
        case table, integer16, integer24, integer32, float, double
    }

    private let kind: Kind
    /// What each byte stands for, where a sample is one.
    private let table: [Double]

    init(_ format: WaveFormat) {
        switch (format.encoding, format.sampleBytes) {
        case (.pcm, 1):
            // Of all PCM, that of 8 bits alone has no sign.
            (kind, table) = (.table, (0...255).map { Double($0 - 128) / 128 })
        case (.pcm, 2): (kind, table) = (.integer16, [])
        case (.pcm, 3): (kind, table) = (.integer24, [])
        case (.pcm, _): (kind, table) = (.integer32, [])
        case (.float, 4): (kind, table) = (.float, [])
        case (.float, _): (kind, table) = (.double, [])
        case (.aLaw, _): (kind, table) = (.table, (0...255).map { Self.aLaw(UInt8($0)) })
        case (.muLaw, _): (kind, table) = (.table, (0...255).map { Self.muLaw(UInt8($0)) })
        }
    }

    /// The sample that begins at that byte.
    ///
    /// The bytes must hold all of it.
    @inline(__always)
    func sample(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double {
        switch kind {
        case .table: return table[Int(bytes[offset])]
        case .integer16:
            return Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self))) / 32_768
        case .integer24:
            // As the upper three bytes of 32 bits, so that the sign is right.
            let value = Int32(bytes[offset]) << 8 | Int32(bytes[offset + 1]) << 16 | Int32(bytes[offset + 2]) << 24
            return Double(value) / 2_147_483_648
        case .integer32:
            let value = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
            return Double(value) / 2_147_483_648
        case .float:
            let pattern = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            return Self.bounded(Double(Float(bitPattern: pattern)))
        case .double:
            let pattern = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            return Self.bounded(Double(bitPattern: pattern))
        }
    }

    private static func bounded(_ value: Double) -> Double {
        value.isNaN ? 0 : min(max(value, -largest), largest)
    }

    /// G.711 A-law: sign, three bits of exponent, four of mantissa, every second bit turned.
    private static func aLaw(_ code: UInt8) -> Double {
        let value = Int(code ^ 0x55)
        let exponent = value >> 4 & 7, mantissa = value & 15
        let magnitude = exponent == 0 ? mantissa << 4 + 8 : (mantissa << 4 + 0x108) << (exponent - 1)
        return Double(value & 0x80 != 0 ? magnitude : -magnitude) / 32_768
    }

    /// G.711 mu-law: the same parts, all bits turned, with a bias of 33 in 14 bits.
    private static func muLaw(_ code: UInt8) -> Double {
        let value = Int(~code)
        let magnitude = ((value & 15) << 3 + 0x84) << (value >> 4 & 7)
        return Double(value & 0x80 != 0 ? 0x84 - magnitude : magnitude - 0x84) / 32_768
    }
}
