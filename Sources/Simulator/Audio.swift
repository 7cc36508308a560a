import Glibc
import NIOCore

/// The audio of all recordings: WAV files of tones, cut from a few seconds that are made once.
///
/// Each file is 16-bit linear PCM, mono, 8000 samples a second, and names its capture in a comment chunk, so that one
/// file can be told from another.
enum Audio {
    static let bytesPerSecond = 16_000
    private static let tones = 16
    /// RIFF and format 36 bytes, the comment chunk 56, the head of the data 8.
    static let headerBytes = 100

    /// One second of each tone.
    ///
    /// Each has whole waves in a second, so that seconds follow each other without a click.
    private static let seconds: [ByteBuffer] = (0..<tones).map { tone in
        var buffer = ByteBufferAllocator().buffer(capacity: bytesPerSecond)
        let frequency = Double(200 + 50 * tone)
        for sample in 0..<bytesPerSecond / 2 {
            let wave = sin(2 * Double.pi * frequency * Double(sample) / 8000)
            buffer.writeInteger(Int16(wave * 8000), endianness: .little)
        }
        return buffer
    }

    /// How many bytes the file of so many seconds has.
    static func bytes(seconds: Int) -> Int { headerBytes + seconds * bytesPerSecond }

    /// A part of a file, in pieces that share their memory with every other file.
    ///
    /// - Parameters:
    ///   - id: the capture's id, 36 characters.
    ///   - tune: what decides the tones.
    ///   - count: the seconds of the whole file.
    ///   - range: the bytes, within 0 and `bytes(seconds:)`.
    /// - Returns: the bytes in order, a second of audio or less at a time.
    static func pieces(id: String, tune: UInt64, seconds count: Int, range: Range<Int>) -> AudioPieces {
        AudioPieces(header: header(id: id, seconds: count), tones: seconds, tune: tune, range: range)
    }

    private static func header(id: String, seconds: Int) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: headerBytes)
        let dataBytes = UInt32(seconds * bytesPerSecond)
        buffer.writeStaticString("RIFF")
        buffer.writeInteger(UInt32(headerBytes - 8) + dataBytes, endianness: .little)
        buffer.writeStaticString("WAVEfmt ")
        buffer.writeInteger(UInt32(16), endianness: .little)
        for field in [UInt16(1), 1] { buffer.writeInteger(field, endianness: .little) }
        for field in [UInt32(8000), 16_000] { buffer.writeInteger(field, endianness: .little) }
        for field in [UInt16(2), 16] { buffer.writeInteger(field, endianness: .little) }
        buffer.writeStaticString("LIST")
        buffer.writeInteger(UInt32(48), endianness: .little)
        buffer.writeStaticString("INFOICMT")
        buffer.writeInteger(UInt32(36), endianness: .little)
        buffer.writeString(id)
        buffer.writeStaticString("data")
        buffer.writeInteger(dataBytes, endianness: .little)
        return buffer
    }
}

/// A stretch of a WAV file, a second of audio or less at a time.
struct AudioPieces: Sequence, IteratorProtocol, Sendable {
    private let header: ByteBuffer
    private let tones: [ByteBuffer]
    private let tune: UInt64
    private var range: Range<Int>

    fileprivate init(header: ByteBuffer, tones: [ByteBuffer], tune: UInt64, range: Range<Int>) {
        self.header = header
        self.tones = tones
        self.tune = tune
        self.range = range
    }

    mutating func next() -> ByteBuffer? {
        guard !range.isEmpty else { return nil }
        let piece: ByteBuffer?
        if range.lowerBound < Audio.headerBytes {
            let end = Swift.min(range.upperBound, Audio.headerBytes)
            piece = header.getSlice(at: range.lowerBound, length: end - range.lowerBound)
        } else {
            let (second, offset) = (range.lowerBound - Audio.headerBytes)
                .quotientAndRemainder(dividingBy: Audio.bytesPerSecond)
            let length = Swift.min(range.count, Audio.bytesPerSecond - offset)
            // The step between the tones depends on the capture too, so that files differ throughout.
            let tone = (tune & 0xFF) &+ UInt64(second) &* (1 + (tune >> 8) % 7)
            piece = tones[Int(tone % UInt64(tones.count))].getSlice(at: offset, length: length)
        }
        guard let piece else { return nil }
        range = range.lowerBound + piece.readableBytes..<range.upperBound
        return piece
    }
}
