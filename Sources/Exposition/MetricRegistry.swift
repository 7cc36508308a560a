import CoreMetrics
import Synchronization

/// Keeps what is counted and measured by swift-metrics, and writes it as Prometheus reads it.
///
/// What bears the same name and labels is one series, however often it is made. Safe to call from any thread.
package final class MetricRegistry: MetricsFactory {
    private struct Description {
        var help: String
        var buckets: [Double]
    }

    private struct Content {
        var families: [String: MetricFamily] = [:]
        var descriptions: [String: Description] = [:]
    }

    /// What the answer to a scrape names as its `Content-Type`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let content = Mutex(Content())

    package init() {}

    /// Says what a metric is; call it before the first value.
    ///
    /// - Parameters:
    ///   - label: its name, as it is given to swift-metrics.
    ///   - help: a line for people.
    ///   - buckets: upper bounds, ascending, in the unit of the metric (seconds for timers): a timer or recorder becomes
    ///     a histogram. Without them it is a summary of sum and count.
    package func describe(_ label: String, _ help: String, buckets: [Double] = []) {
        let name = MetricName.metric(label)
        content.withLock { $0.descriptions[name] = Description(help: help, buckets: buckets) }
    }

    /// All that is known now, in Prometheus' text format 0.0.4; metrics by name, series by labels.
    package func text() -> String {
        let families = content.withLock { content in
            content.families.values.sorted { $0.name < $1.name }.map { ($0, content.descriptions[$0.name]?.help) }
        }
        return families.map { family, help in family.text(help: help) }.joined()
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, kind: .counter) { CountSeries() }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, kind: .counter) { CountSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, kind: .gauge) { GaugeSeries() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(label, dimensions, kind: .gauge) { GaugeSeries() } }
        return distribution(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        distribution(label, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }

    package func destroyMeter(_ handler: any MeterHandler) { forget(handler) }

    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }

    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func distribution(_ label: String, _ dimensions: [(String, String)]) -> DistributionSeries {
        let buckets = content.withLock { $0.descriptions[MetricName.metric(label)]?.buckets } ?? []
        let kind: MetricFamily.Kind = buckets.isEmpty ? .summary : .histogram
        return series(label, dimensions, kind: kind) { DistributionSeries(buckets: buckets) }
    }

    /// The series of a name and labels, made where there is none.
    ///
    /// A name that something of another kind has keeps that kind: what comes second counts and is not shown, since a name
    /// with two types would spoil the whole text.
    private func series<Series: MetricSeries>(
        _ label: String,
        _ dimensions: [(String, String)],
        kind: MetricFamily.Kind,
        _ make: () -> Series
    ) -> Series {
        let name = MetricName.metric(label)
        let labels = MetricLabels(dimensions)
        return content.withLock { content in
            var family = content.families[name] ?? MetricFamily(name: name, kind: kind)
            guard family.kind == kind else { return make() }
            if let known = family.series[labels] as? Series { return known }
            let series = make()
            family.series[labels] = series
            content.families[name] = family
            return series
        }
    }

    private func forget(_ handler: AnyObject) {
        content.withLock { content in
            for (name, family) in content.families {
                let left = family.series.filter { $0.value !== handler }
                guard left.count < family.series.count else { continue }
                content.families[name]?.series = left
                if left.isEmpty { content.families[name] = nil }
            }
        }
    }
}
