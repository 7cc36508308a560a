/// What the `fmt ` chunk of a WAV file says, checked.
struct WaveFormat: Sendable, Equatable {
    /// Channels beyond this many are taken for a broken file.
    private static let mostChannels = 256
    /// What the other tags' real one stands behind.
    private static let extensible: UInt16 = 0xFFFE
    /// The longest part of the chunk that is looked at.
    static let longest = 40

    let encoding: AudioEncoding
    let channels: Int
    let rate: Int
    let bits: Int
    /// Bytes of one sample of one channel.
    let sampleBytes: Int

    /// Bytes of one sample of every channel.
    var frameBytes: Int { sampleBytes * channels }

    /// Reads the chunk.
    ///
    /// - Parameter bytes: its beginning, up to `longest` bytes.
    /// - Throws: what is wrong with it, or that it is of a format that is not decoded.
    init(_ bytes: [UInt8]) throws(AudioError) {
        guard bytes.count >= 16 else {
            throw AudioError("has a format of \(bytes.count) bytes, which is too short to be one")
        }
        func number(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8 }
        var tag = number(0)
        var validBits = Int(number(14))
        if tag == Self.extensible {
            guard bytes.count >= 26 else { throw AudioError("has an extensible format that breaks off") }
            // The real tag is the beginning of the GUID; bits of 0 are all of them.
            if number(18) > 0 { validBits = Int(number(18)) }
            tag = number(24)
        }
        guard let encoding = AudioEncoding(tag: tag) else {
            throw AudioError(
                "holds \(AudioEncoding.name(tag: tag)), which is not decoded",
                hint: "PCM, float, A-law and mu-law are; another program can convert it"
            )
        }
        self.encoding = encoding
        channels = Int(number(2))
        rate = Int(number(4)) | Int(number(6)) << 16
        guard (1...Self.mostChannels).contains(channels) else {
            throw AudioError("says that it has \(channels) channels, but 1 to \(Self.mostChannels) are possible")
        }
        guard rate > 0 else { throw AudioError("says that it has 0 samples a second") }
        bits = validBits
        let declared = (Int(number(14)) + 7) / 8
        // Some write 24 bits into 32: then a frame says how many bytes a sample has.
        let (stride, rest) = Int(number(12)).quotientAndRemainder(dividingBy: channels)
        sampleBytes = rest == 0 && encoding == .pcm && stride > declared && stride <= 4 ? stride : declared
        guard Self.widths(encoding).contains(sampleBytes), (1...sampleBytes * 8).contains(bits) else {
            throw AudioError("says that a sample of \(encoding.rawValue) has \(validBits) bits, which is not decoded")
        }
    }

    /// The bytes that a sample may have.
    private static func widths(_ encoding: AudioEncoding) -> [Int] {
        switch encoding {
        case .pcm: [1, 2, 3, 4]
        case .float: [4, 8]
        case .aLaw, .muLaw: [1]
        }
    }
}
