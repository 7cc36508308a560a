import Testing

@testable import Audio

@Suite("Audio of WAV files")
struct WaveReaderTests {
    static func facts(_ bytes: [UInt8], pieces size: Int = 4096, silence: Double = -50) throws -> AudioFacts {
        var reader = WaveReader(length: Int64(bytes.count), silence: silence)
        var rest = bytes[...]
        while !rest.isEmpty, !reader.isDone {
            try reader.take(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return try reader.finish()
    }

    @Test("a sine has its level in every format", arguments: WaveFile.Format.allCases)
    func levels(format: WaveFile.Format) throws {
        let loud = Sound.sine(0.5, milliseconds: 1000), quiet = Sound.sine(0.125, milliseconds: 1000)
        for isExtensible in [false, true] {
            let file = WaveFile(format: format, channels: [loud, quiet], isExtensible: isExtensible)
            let facts = try Self.facts(file.bytes)
            #expect(facts.rate == 8000 && facts.frames == 8000 && facts.duration == 1000 && !facts.isTruncated)
            #expect(facts.bits == format.bytes * 8 && facts.channels.count == 2)
            for (channel, amplitude) in zip(facts.channels, [0.5, 0.125]) {
                let off = 20 * format.grain + 0.01
                #expect(abs(channel.peak - Sound.decibels(amplitude)) < off, "\(channel)")
                #expect(abs(channel.loudness - (Sound.decibels(amplitude) - 3.0103)) < off, "\(channel)")
                #expect(channel.silence == 0 && channel.longestSilence == 0 && channel.silentShare == 0)
            }
        }
    }

    @Test("the encoding is told by its name")
    func encodings() throws {
        let names = try WaveFile.Format.allCases.map { format in
            try Self.facts(WaveFile(format: format, channels: [[0.5]]).bytes).encoding.rawValue
        }
        #expect(names == ["pcm", "pcm", "pcm", "pcm", "float", "float", "a-law", "mu-law"])
    }

    @Test("every code of A-law and mu-law has the value of its table")
    func companded() {
        let codes = (0...255).map { UInt8($0) }
        for (tag, values) in [(6, WaveFile.aLawValues), (7, WaveFile.muLawValues)] {
            let header = WaveFile.number(UInt32(tag), 2) + WaveFile.number(1, 2) + WaveFile.number(8000, 4)
            let rest = WaveFile.number(8000, 4) + WaveFile.number(1, 2) + WaveFile.number(8, 2)
            guard let format = try? WaveFormat(header + rest) else {
                Issue.record("no format \(tag)")
                continue
            }
            let decoder = SampleDecoder(format)
            codes.withUnsafeBytes { bytes in
                for code in 0..<256 { #expect(decoder.sample(bytes, at: code) == values[code], "\(tag) \(code)") }
            }
        }
    }

    @Test("full scale and both ends of integers are where they belong", arguments: WaveFile.Format.allCases.prefix(4))
    func ends(format: WaveFile.Format) throws {
        let low = try Self.facts(WaveFile(format: format, channels: [[-1, -1]]).bytes).channels[0]
        #expect(low.peak == 0 && low.loudness == 0)
        let high = try Self.facts(WaveFile(format: format, channels: [[1, 1]]).bytes).channels[0]
        #expect(high.peak <= 0 && high.peak > -0.1)
        let nothing = try Self.facts(WaveFile(format: format, channels: [[0, 0]]).bytes).channels[0]
        #expect(nothing.peak == -144 && nothing.loudness == -144 && nothing.silentShare == 1)
    }

    @Test("silence is found where it is, in each channel by itself")
    func silence() throws {
        let sine = Sound.sine(0.5, milliseconds: 300)
        let first = Sound.silence(milliseconds: 500) + sine + Sound.silence(milliseconds: 200)
        let second = sine + Sound.silence(milliseconds: 100) + sine + sine
        for format in WaveFile.Format.allCases {
            let facts = try Self.facts(WaveFile(format: format, channels: [first, second]).bytes)
            #expect(facts.channels.map(\.silence) == [700, 100], "\(format)")
            #expect(facts.channels.map(\.longestSilence) == [500, 100], "\(format)")
            #expect(facts.channels.map(\.silentShare) == [0.7, 0.1], "\(format)")
        }
    }

    @Test("what is below the threshold is silent, what is above is not")
    func threshold() throws {
        // -56.0 dBFS of loudness.
        let faint = Sound.sine(0.00223, milliseconds: 1000)
        let file = WaveFile(format: .float32, channels: [faint]).bytes
        #expect(try Self.facts(file).channels[0].silence == 1000)
        #expect(try Self.facts(file, silence: -57).channels[0].silence == 0)
        #expect(try Self.facts(file, silence: -55).channels[0].silence == 1000)
    }

    @Test("odd rates, lengths of no whole stretch and single samples have their duration")
    func durations() throws {
        for (rate, count, duration) in [(11_025, 11_025, 1000), (44_100, 1, 0), (8000, 165, 21), (3, 7, 2333)] {
            let file = WaveFile(rate: rate, channels: [Array(repeating: 0.0, count: count)])
            let facts = try Self.facts(file.bytes)
            #expect(facts.duration == Int64(duration) && facts.frames == Int64(count), "\(rate) \(count)")
            #expect(facts.channels[0].silence == facts.duration, "\(rate) \(count)")
        }
    }

    @Test("other chunks are passed by, of odd length too, padded or not", arguments: [true, false])
    func chunks(pads: Bool) throws {
        let sine = Sound.sine(0.5, milliseconds: 100)
        var file = WaveFile(channels: [sine], pads: pads)
        file.before = [("JUNK", Array(repeating: 1, count: 27)), ("bext", [65]), ("LIST", Array("INFOx".utf8))]
        file.after = [("LIST", Array("INFO".utf8)), ("id3 ", [1, 2, 3])]
        let facts = try Self.facts(file.bytes)
        #expect(facts.frames == 800 && !facts.isTruncated)
        #expect(abs(facts.channels[0].peak - Sound.decibels(0.5)) < 0.01)
    }

    @Test("it does not matter how the bytes are cut", arguments: [1, 2, 3, 7, 11, 44, 100, 1 << 20])
    func pieces(size: Int) throws {
        let file = WaveFile(
            format: .signed24,
            channels: [Sound.sine(0.5, milliseconds: 60), Sound.silence(milliseconds: 60)],
            before: [("JUNK", [1, 2, 3])]
        )
        #expect(try Self.facts(file.bytes, pieces: size) == Self.facts(file.bytes))
    }

    @Test("24 bits in 32 are read from their upper bytes")
    func wideContainer() throws {
        var bytes = WaveFile(format: .signed32, channels: [Sound.sine(0.5, milliseconds: 100)]).bytes
        bytes[34] = 24
        let facts = try Self.facts(bytes)
        #expect(facts.bits == 24 && facts.frames == 800 && abs(facts.channels[0].peak - Sound.decibels(0.5)) < 0.01)
    }

    @Test("float that is no number, or beyond all measure, ends in levels that are numbers")
    func oddFloats() throws {
        let values: [Double] = [.nan, .infinity, -.infinity, 1e300, -0.0, 2]
        for format in [WaveFile.Format.float32, .float64] {
            let channel = try Self.facts(WaveFile(format: format, channels: [values]).bytes).channels[0]
            #expect(channel.peak.isFinite && channel.loudness.isFinite && channel.peak > 0, "\(channel)")
        }
        let loud = try Self.facts(WaveFile(format: .float32, channels: [[2, 2]]).bytes).channels[0]
        #expect(abs(loud.peak - 6.0206) < 0.001)
    }
}
