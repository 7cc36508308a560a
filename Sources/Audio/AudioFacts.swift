/// What a file's audio is like, as far as it can be told without listening.
package struct AudioFacts: Sendable, Equatable {
    /// How samples are written.
    package var encoding: AudioEncoding
    /// Frames a second.
    package var rate: Int
    /// Bits of a sample.
    package var bits: Int
    /// Samples of one channel.
    package var frames: Int64
    /// Whether the file ends before its audio does, or does not say where that is: what is there was measured.
    package var isTruncated: Bool
    package var channels: [ChannelFacts]

    /// How long it plays, in milliseconds.
    package var duration: Int64 { ChannelFacts.milliseconds(frames, rate: rate) }
}

/// How loud one channel is, and where it is silent.
///
/// Levels are dBFS against the largest value that a sample can have: a sine of full scale has a peak of 0 and a loudness of
/// -3.01. What is digitally silent has `floor`.
package struct ChannelFacts: Sendable, Equatable {
    /// The lowest level that is told: below what 24 bits can hold.
    package static let floor = -144.0

    /// The root of the mean square over the whole length.
    package var loudness: Double
    /// The largest value.
    package var peak: Double
    /// How long it is silent in all, in milliseconds.
    package var silence: Int64
    /// The longest silence without a break, in milliseconds.
    package var longestSilence: Int64
    /// The share of the length that is silent, 0 to 1; 1 for a channel without a sample.
    package var silentShare: Double

    static func milliseconds(_ frames: Int64, rate: Int) -> Int64 {
        let (seconds, rest) = frames.quotientAndRemainder(dividingBy: Int64(rate))
        return seconds * 1000 + (rest * 1000 + Int64(rate) / 2) / Int64(rate)
    }
}
