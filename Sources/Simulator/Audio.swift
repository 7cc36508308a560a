import NIOCore

/// The audio of a recording: a WAV file of tones, cut from a few seconds that are made once.
///
/// Each file is 16-bit linear PCM, 8000 samples a second, and names its capture in a comment chunk, so that one file can be
/// told from another. It is mono and never silent, or, where somebody is told when they talk, has the caller in its first
/// channel and the agent in its second, each silent while only the other talks.
struct Audio: Sendable {
    /// RIFF and format 36 bytes, the comment chunk 56, the head of the data 8.
    static let headerBytes = 100

    /// What decides the tones.
    let tune: UInt64
    /// What decides who talks when; nil for mono.
    let talk: UInt64?

    var bytesPerSecond: Int { talk == nil ? ToneSeconds.bytes : 2 * ToneSeconds.bytes }

    /// How many bytes the file of so many seconds has.
    func bytes(seconds: Int) -> Int { Self.headerBytes + seconds * bytesPerSecond }

    /// A part of a file, in pieces that share their memory with every other file.
    ///
    /// - Parameters:
    ///   - id: the capture's id, 36 characters.
    ///   - count: the seconds of the whole file.
    ///   - range: the bytes, within 0 and `bytes(seconds:)`.
    /// - Returns: the bytes in order, a second of audio or less at a time.
    func pieces(id: String, seconds count: Int, range: Range<Int>) -> AudioPieces {
        AudioPieces(header: header(id: id, seconds: count), audio: self, range: range)
    }

    /// That second of the recording.
    fileprivate func second(_ second: Int) -> ByteBuffer {
        // The step between the tones depends on the capture too, so that files differ throughout.
        let tone = Int(((tune & 0xFF) &+ UInt64(second) &* (1 + (tune >> 8) % 7)) % UInt64(ToneSeconds.tones))
        guard let talk else { return ToneSeconds.mono[tone] }
        // One agent in sixteen is never heard; else two bits a second say who talks: nobody, one of them, or both.
        let who = Int(talk >> (2 * UInt64(second % 30)) & 3)
        return ToneSeconds.stereo[tone][talk >> 60 == 0 ? who & 1 : who]
    }

    private func header(id: String, seconds: Int) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: Self.headerBytes)
        let dataBytes = UInt32(seconds * bytesPerSecond)
        let channels: UInt16 = talk == nil ? 1 : 2
        buffer.writeStaticString("RIFF")
        buffer.writeInteger(UInt32(Self.headerBytes - 8) + dataBytes, endianness: .little)
        buffer.writeStaticString("WAVEfmt ")
        buffer.writeInteger(UInt32(16), endianness: .little)
        for field in [UInt16(1), channels] { buffer.writeInteger(field, endianness: .little) }
        for field in [UInt32(8000), UInt32(bytesPerSecond)] { buffer.writeInteger(field, endianness: .little) }
        for field in [channels * 2, 16] { buffer.writeInteger(field, endianness: .little) }
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
    private let audio: Audio
    private var range: Range<Int>

    fileprivate init(header: ByteBuffer, audio: Audio, range: Range<Int>) {
        self.header = header
        self.audio = audio
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
                .quotientAndRemainder(dividingBy: audio.bytesPerSecond)
            let length = Swift.min(range.count, audio.bytesPerSecond - offset)
            piece = audio.second(second).getSlice(at: offset, length: length)
        }
        guard let piece else { return nil }
        range = range.lowerBound + piece.readableBytes..<range.upperBound
        return piece
    }
}
