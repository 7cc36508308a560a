import Glibc
import NIOCore

/// Seconds of tones, made once: 16-bit linear PCM, 8000 samples a second.
///
/// Each has whole waves in a second, so that seconds follow each other without a click.
enum ToneSeconds {
    static let tones = 16
    /// Bytes of a second of one channel.
    static let bytes = 16_000

    /// One second of each tone.
    static let mono: [ByteBuffer] = (0..<tones).map { tone in
        var buffer = ByteBufferAllocator().buffer(capacity: bytes)
        for sample in 0..<bytes / 2 { buffer.writeInteger(level(tone, sample, 8000), endianness: .little) }
        return buffer
    }

    /// One second of two channels of each tone, by who talks: nobody, the first, the second, both.
    ///
    /// The second is quieter, and talks a third higher.
    static let stereo: [[ByteBuffer]] = (0..<tones).map { tone in
        (0..<4).map { who in
            var buffer = ByteBufferAllocator().buffer(capacity: 2 * bytes)
            for sample in 0..<bytes / 2 {
                let first = who & 1 != 0 ? level(tone, sample, 8000) : 0
                let second = who & 2 != 0 ? level(tone + 5, sample, 4000) : 0
                for value in [first, second] { buffer.writeInteger(value, endianness: .little) }
            }
            return buffer
        }
    }

    private static func level(_ tone: Int, _ sample: Int, _ height: Double) -> Int16 {
        let frequency = Double(200 + 50 * tone)
        return Int16(sin(2 * Double.pi * frequency * Double(sample) / 8000) * height)
    }
}
