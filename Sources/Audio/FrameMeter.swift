import Glibc

/// Measures all channels of interleaved audio.
struct FrameMeter: Sendable {
    private static let stretchesPerSecond = 50

    private let decoder: SampleDecoder
    private let format: WaveFormat
    private let threshold: Double
    /// Frames of a stretch that is silent or not.
    private let stretch: Int64
    private var inStretch: Int64 = 0
    private var meters: [LevelMeter]
    private(set) var frames: Int64 = 0

    /// - Parameters:
    ///   - format: how the frames are written.
    ///   - threshold: the mean square below which a stretch is silent.
    init(_ format: WaveFormat, threshold: Double) {
        self.format = format
        self.threshold = threshold
        decoder = SampleDecoder(format)
        stretch = Int64(max(1, (format.rate + Self.stretchesPerSecond / 2) / Self.stretchesPerSecond))
        meters = Array(repeating: LevelMeter(), count: format.channels)
    }

    /// The mean square that has a level.
    static func meanSquare(decibels: Double) -> Double { pow(10, decibels / 10) }

    /// Takes whole frames.
    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        let width = format.sampleBytes, frameBytes = format.frameBytes
        var offset = 0
        while offset < bytes.count {
            let left = Int64((bytes.count - offset) / frameBytes)
            let count = Int(min(stretch - inStretch, left))
            guard count > 0 else { return }
            for channel in meters.indices {
                var meter = meters[channel]
                var place = offset + channel * width
                for _ in 0..<count {
                    meter.add(decoder.sample(bytes, at: place))
                    place += frameBytes
                }
                meters[channel] = meter
            }
            offset += count * frameBytes
            frames += Int64(count)
            inStretch += Int64(count)
            if inStretch == stretch { endStretch() }
        }
    }

    /// What each channel is like; further frames may not come.
    mutating func finish() -> [ChannelFacts] {
        endStretch()
        return meters.map { $0.facts(frames: frames, rate: format.rate) }
    }

    private mutating func endStretch() {
        for channel in meters.indices { meters[channel].endStretch(frames: inStretch, threshold: threshold) }
        inStretch = 0
    }
}
