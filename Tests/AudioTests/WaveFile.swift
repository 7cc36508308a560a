import Foundation

/// A WAV file made by a test, of any format, and with sizes that may lie.
struct WaveFile {
    enum Format: CaseIterable {
        case unsigned8, signed16, signed24, signed32, float32, float64, aLaw, muLaw

        var tag: UInt16 {
            switch self {
            case .unsigned8, .signed16, .signed24, .signed32: 1
            case .float32, .float64: 3
            case .aLaw: 6
            case .muLaw: 7
            }
        }

        var bytes: Int {
            switch self {
            case .unsigned8, .aLaw, .muLaw: 1
            case .signed16: 2
            case .signed24: 3
            case .signed32, .float32: 4
            case .float64: 8
            }
        }

        /// What a value may be off by: half of the coarsest step.
        var grain: Double {
            switch self {
            case .unsigned8: 1.0 / 128
            case .aLaw, .muLaw: 1.0 / 32
            case .signed16: 1.0 / 32_768
            default: 1e-6
            }
        }
    }

    var format = Format.signed16
    var rate = 8000
    /// Each channel's samples, from -1 to 1; all of one length.
    var channels: [[Double]] = [[]]
    var isExtensible = false
    /// Chunks before the audio: a name of four letters and a content.
    var before: [(String, [UInt8])] = []
    var after: [(String, [UInt8])] = []
    /// What is said in place of the right sizes.
    var riffSize: UInt32?
    var dataSize: UInt32?
    /// Whether a chunk of odd length has a byte behind it.
    var pads = true

    /// The file.
    var bytes: [UInt8] {
        var body = Array("WAVE".utf8)
        for (name, content) in before { append(name, content, to: &body) }
        append("fmt ", header, to: &body)
        append("data", samples, says: dataSize, to: &body)
        for (name, content) in after { append(name, content, to: &body) }
        return Array("RIFF".utf8) + Self.number(riffSize ?? UInt32(body.count), 4) + body
    }

    private var header: [UInt8] {
        let frame = format.bytes * channels.count
        var bytes = Self.number(isExtensible ? 0xFFFE : UInt32(format.tag), 2) + Self.number(UInt32(channels.count), 2)
        bytes += Self.number(UInt32(rate), 4) + Self.number(UInt32(rate * frame), 4)
        bytes += Self.number(UInt32(frame), 2) + Self.number(UInt32(format.bytes * 8), 2)
        guard isExtensible else { return bytes }
        bytes += Self.number(22, 2) + Self.number(UInt32(format.bytes * 8), 2) + Self.number(3, 4)
        bytes += Self.number(UInt32(format.tag), 2)
        return bytes + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }

    var samples: [UInt8] {
        var bytes: [UInt8] = []
        for frame in channels[0].indices {
            for channel in channels { bytes += encoded(channel[frame]) }
        }
        return bytes
    }

    private func encoded(_ value: Double) -> [UInt8] {
        func integer(_ bits: Int) -> Int64 {
            let full = Double(Int64(1) << (bits - 1))
            return Int64(min(max((value * full).rounded(), -full), full - 1))
        }
        switch format {
        case .unsigned8: return [UInt8(integer(8) + 128)]
        case .signed16, .signed24, .signed32:
            return Self.number(UInt32(truncatingIfNeeded: integer(format.bytes * 8)), format.bytes)
        case .float32: return Self.number(Float(value).bitPattern, 4)
        case .float64:
            let pattern = value.bitPattern
            return Self.number(UInt32(truncatingIfNeeded: pattern), 4) + Self.number(UInt32(pattern >> 32), 4)
        case .aLaw: return [Self.nearest(value, in: Self.aLawValues)]
        case .muLaw: return [Self.nearest(value, in: Self.muLawValues)]
        }
    }

    /// The code whose value is nearest: what an encoder does, said without its bit tricks.
    private static func nearest(_ value: Double, in values: [Double]) -> UInt8 {
        UInt8(values.indices.min { abs(values[$0] - value) < abs(values[$1] - value) } ?? 0)
    }

    /// G.711 as its tables have it: A-law has 8 segments, of which the first two have one step size.
    static let aLawValues: [Double] = (0..<256).map { code in
        let plain = code ^ 0x55
        let segment = (plain >> 4) & 7, step = plain & 15
        // In units of a 4096th: the middle of each step.
        let magnitude =
            segment == 0 ? Double(2 * step + 1) : pow(2, Double(segment - 1)) * Double(2 * step + 33)
        return (plain & 0x80 != 0 ? magnitude : -magnitude) / 4096
    }

    /// G.711: mu-law has 8 segments, each with steps twice as large, and a bias of 33 in 8192 steps.
    static let muLawValues: [Double] = (0..<256).map { code in
        let plain = 255 - code
        let segment = (plain >> 4) & 7, step = plain & 15
        let magnitude = pow(2, Double(segment)) * Double(2 * step + 33) - 33
        return (plain & 0x80 != 0 ? -magnitude : magnitude) / 8192
    }

    private func append(_ name: String, _ content: [UInt8], says size: UInt32? = nil, to body: inout [UInt8]) {
        body += Array(name.utf8) + Self.number(size ?? UInt32(content.count), 4) + content
        if pads, !content.count.isMultiple(of: 2) { body.append(0) }
    }

    static func number(_ value: UInt32, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
}

/// Sounds of known levels.
enum Sound {
    /// A sine with whole waves in 20 ms at 8,000 samples a second.
    static func sine(_ amplitude: Double, milliseconds: Int, rate: Int = 8000, hertz: Double = 400) -> [Double] {
        (0..<milliseconds * rate / 1000).map { amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate)) }
    }

    static func silence(milliseconds: Int, rate: Int = 8000) -> [Double] {
        Array(repeating: 0, count: milliseconds * rate / 1000)
    }

    static func decibels(_ amplitude: Double) -> Double { 20 * log10(amplitude) }
}
