import Glibc

/// Measures one channel, sample by sample, with the memory of a few numbers.
///
/// What is silent is told by stretches of 20 ms: one whose loudness lies below the threshold is silent, so that a voice's
/// zero crossings are none.
struct LevelMeter: Sendable {
    private var sum = 0.0
    private var peak = 0.0
    private var stretchSum = 0.0
    private var silentFrames: Int64 = 0
    private var silentRun: Int64 = 0
    private var longestRun: Int64 = 0

    @inline(__always)
    mutating func add(_ sample: Double) {
        let square = sample * sample
        stretchSum += square
        if square > peak { peak = square }
    }

    /// Ends a stretch of so many frames.
    ///
    /// - Parameters:
    ///   - frames: how many were added since the last one ended.
    ///   - threshold: the mean square below which it is silent.
    mutating func endStretch(frames: Int64, threshold: Double) {
        guard frames > 0 else { return }
        sum += stretchSum
        if stretchSum / Double(frames) < threshold {
            silentFrames += frames
            silentRun += frames
            longestRun = max(longestRun, silentRun)
        } else {
            silentRun = 0
        }
        stretchSum = 0
    }

    func facts(frames: Int64, rate: Int) -> ChannelFacts {
        ChannelFacts(
            loudness: frames > 0 ? Self.decibels(square: sum / Double(frames)) : ChannelFacts.floor,
            peak: Self.decibels(square: peak),
            silence: ChannelFacts.milliseconds(silentFrames, rate: rate),
            longestSilence: ChannelFacts.milliseconds(longestRun, rate: rate),
            silentShare: frames > 0 ? Double(silentFrames) / Double(frames) : 1
        )
    }

    private static func decibels(square: Double) -> Double {
        square > 0 ? max(ChannelFacts.floor, 10 * log10(square)) : ChannelFacts.floor
    }
}
