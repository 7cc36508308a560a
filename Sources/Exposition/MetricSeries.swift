import CoreMetrics
import Synchronization

/// The values of one name and one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    /// Its lines.
    func samples() -> [MetricSample]
}

/// What only grows: whatever would make it smaller, or is no number, is ignored.
final class CountSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    /// Whole numbers apart from the rest, so that a count stays exact.
    private let count = Mutex<(whole: Int64, rest: Double)>((0, 0))

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        count.withLock { count in
            let (sum, isOver) = count.whole.addingReportingOverflow(amount)
            count.whole = isOver ? .max : sum
        }
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        count.withLock { $0.rest += amount }
    }

    func reset() { count.withLock { $0 = (0, 0) } }

    func samples() -> [MetricSample] { [MetricSample(value: count.withLock { Double($0.whole) + $0.rest })] }
}

/// A value as it is now.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { self.value.withLock { $0 = value } }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { increment(by: -amount) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    func samples() -> [MetricSample] { [MetricSample(value: value.withLock { $0 })] }
}

/// How many values there were, their sum, and how many were at most each bound.
///
/// Times are seconds.
final class DistributionSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct Values {
        var sum = 0.0
        var count: Int64 = 0
        /// How many were at most the bound of the same place, and above the one before.
        var within: [Int64]
    }

    private let buckets: [Double]
    private let values: Mutex<Values>

    /// - Parameter buckets: upper bounds, ascending; none: sum and count alone.
    init(buckets: [Double]) {
        self.buckets = buckets
        values = Mutex(Values(within: Array(repeating: 0, count: buckets.count)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let place = buckets.firstIndex { value <= $0 }
        values.withLock { values in
            values.sum += value
            values.count += 1
            if let place { values.within[place] += 1 }
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func samples() -> [MetricSample] {
        let values = values.withLock { $0 }
        var samples: [MetricSample] = []
        if !buckets.isEmpty {
            var below: Int64 = 0
            for (bound, count) in zip(buckets, values.within) {
                below += count
                samples.append(MetricSample(suffix: "_bucket", bound: bound, value: Double(below)))
            }
            samples.append(MetricSample(suffix: "_bucket", bound: .infinity, value: Double(values.count)))
        }
        samples.append(MetricSample(suffix: "_sum", value: values.sum))
        samples.append(MetricSample(suffix: "_count", value: Double(values.count)))
        return samples
    }
}
