import Testing

@testable import Audio

@Suite("Broken WAV files")
struct BrokenWaveTests {
    private static let sine = Sound.sine(0.5, milliseconds: 100)

    /// What is told of a file: its facts, or why there are none.
    private static func outcome(_ bytes: [UInt8], pieces: Int = 4096) -> Result<AudioFacts, AudioError> {
        do {
            return .success(try WaveReaderTests.facts(bytes, pieces: pieces))
        } catch let error as AudioError {
            return .failure(error)
        } catch {
            return .failure(AudioError("\(error)"))
        }
    }

    private static func problem(_ bytes: [UInt8]) -> String {
        switch outcome(bytes) {
        case .success(let facts): "\(facts)"
        case .failure(let error): error.problem
        }
    }

    @Test("a file cut at any length is told or measured as far as it goes", arguments: WaveFile.Format.allCases)
    func cut(format: WaveFile.Format) throws {
        let file = WaveFile(
            format: format,
            channels: [Array(Self.sine.prefix(40)), Array(Self.sine.prefix(40))],
            isExtensible: true,
            before: [("JUNK", [1, 2, 3])],
            after: [("LIST", Array("INFO".utf8))]
        ).bytes
        let audio = file.count - 12 - 40 * 2 * format.bytes
        let frameBytes = 2 * format.bytes
        for length in 0..<file.count {
            switch Self.outcome(Array(file.prefix(length))) {
            case .failure: #expect(length < audio, "\(length)")
            case .success(let facts):
                #expect(length >= audio && facts.isTruncated, "\(length)")
                #expect(facts.frames == Int64(min(40, (length - audio) / frameBytes)), "\(length)")
            }
        }
    }

    @Test(
        "sizes that lie: what is there is measured, and it is said that the end is not known",
        arguments: [
            (0, 0), (0xFFFF_FFFF, 0xFFFF_FFFF), (36, 0), (0, 0xFFFF_FFFF), (nil, 0x7FFF_FFFF), (nil, 1_000_000),
        ]
            as [(UInt32?, UInt32)]
    )
    func lyingSizes(riff: UInt32?, data: UInt32) throws {
        let file = WaveFile(channels: [Self.sine], riffSize: riff, dataSize: data)
        let facts = try Self.outcome(file.bytes).get()
        #expect(facts.frames == 800 && facts.isTruncated && facts.duration == 100)
        #expect(abs(facts.channels[0].peak - Sound.decibels(0.5)) < 0.01)
    }

    @Test("a wrong size of the whole does no harm where that of the audio is right", arguments: [0, 0xFFFF_FFFF, 12])
    func wrongWhole(riff: UInt32) throws {
        let file = WaveFile(channels: [Self.sine], after: [("LIST", [1, 2])], riffSize: riff)
        let facts = try Self.outcome(file.bytes).get()
        #expect(facts.frames == 800 && !facts.isTruncated)
    }

    @Test("a recording of nothing is one, with or without chunks behind it")
    func empty() throws {
        for after in [[], [("LIST", Array("INFOabcd".utf8))]] {
            let facts = try Self.outcome(WaveFile(channels: [[], []], after: after).bytes).get()
            #expect(facts.frames == 0 && facts.duration == 0 && !facts.isTruncated)
            #expect(facts.channels.map(\.loudness) == [-144, -144] && facts.channels.map(\.silentShare) == [1, 1])
        }
    }

    @Test("half a frame at the end is no sample")
    func halfFrame() throws {
        let file = WaveFile(channels: [[0.5], [0.5]], dataSize: 7)
        #expect(try Self.outcome(file.bytes + [1, 2, 3]).get().frames == 1)
    }

    @Test("what is no WAV file, or of a format that is not decoded, is told as what it is")
    func otherFiles() {
        #expect(Self.problem([]) == "is no WAV file")
        #expect(Self.problem(Array("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n".utf8)) == "is no WAV file")
        #expect(Self.problem(Array("RIFF\u{4}\0\0\0AVI LIST".utf8)) == "is no WAV file")
        #expect(Self.problem(Array("RIFX\0\0\0\0WAVEfmt ".utf8)).contains("RIFX"))
        var gsm = WaveFile(channels: [Self.sine]).bytes
        gsm[20] = 0x31
        #expect(Self.problem(gsm) == "holds GSM 6.10 (0x31), which is not decoded")
        var turned = WaveFile(channels: [Self.sine]).bytes
        turned.replaceSubrange(12..<36, with: [])
        #expect(Self.problem(turned).contains("audio stands before its format"))
    }

    @Test("formats that cannot be are told by their value")
    func impossibleFormats() {
        func with(_ offset: Int, _ values: UInt8...) -> String {
            var bytes = WaveFile(channels: [Self.sine]).bytes
            bytes.replaceSubrange(offset..<offset + values.count, with: values)
            return Self.problem(bytes)
        }
        #expect(with(22, 0, 0).contains("0 channels"))
        #expect(with(22, 0xFF, 0xFF).contains("65535 channels"))
        #expect(with(24, 0, 0, 0, 0).contains("0 samples a second"))
        #expect(with(34, 0, 0, 32, 0).contains("0 bits") && with(34, 64, 0).contains("64 bits"))
        #expect(with(20, 3, 0).contains("a sample of float has 16 bits"))
        #expect(with(16, 4, 0, 0, 0).contains("too short"))
    }

    @Test("a file beyond 4 GB has its sizes in a chunk of their own")
    func largeFile() throws {
        var bytes = WaveFile(channels: [Self.sine], riffSize: 0xFFFF_FFFF, dataSize: 0xFFFF_FFFF).bytes
        bytes.replaceSubrange(0..<4, with: Array("RF64".utf8))
        let sizes = WaveFile.number(28, 4) + WaveFile.number(1700, 8) + WaveFile.number(1600, 8)
        bytes.insert(contentsOf: Array("ds64".utf8) + sizes + WaveFile.number(0, 12), at: 12)
        let facts = try Self.outcome(bytes + Array("LIST".utf8)).get()
        #expect(facts.frames == 800 && !facts.isTruncated)
    }

    @Test("random bytes, and files with random bytes in them, never do more than fail")
    func randomBytes() {
        var numbers = SeededNumbers(seed: 7)
        let whole = WaveFile(channels: [Self.sine, Self.sine], before: [("JUNK", [1])], after: [("LIST", [1])]).bytes
        for _ in 0..<4_000 {
            var bytes = whole
            for _ in 0...Int(numbers.next() % 4) { bytes[Int(numbers.next() % 80)] = UInt8(numbers.next() & 0xFF) }
            if case .success(let facts) = Self.outcome(bytes, pieces: 1 + Int(numbers.next() % 300)) {
                #expect(facts.frames <= Int64(bytes.count) && !facts.channels.isEmpty)
                #expect(facts.channels.allSatisfy { $0.loudness.isFinite && $0.silence <= facts.duration + 1 })
            }
        }
    }

    @Test("what a reader keeps does not grow with the file")
    func constantMemory() throws {
        let piece = [UInt8](repeating: 0, count: 1 << 20)
        let header = WaveFile(channels: [[]], dataSize: 0xFFFF_FFFF).bytes
        var reader = WaveReader(length: Int64(header.count) + Int64(piece.count) * 64)
        try reader.take(header)
        for _ in 0..<64 {
            try reader.take(piece)
            #expect(reader.pendingBytes < 64)
        }
        #expect(try reader.finish().frames == 64 << 19)
    }
}

/// Numbers that a seed determines.
private struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
