/// All series of one name, and what kind they are.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, summary, histogram
    }

    let name: String
    let kind: Kind
    var series: [MetricLabels: any MetricSeries] = [:]

    /// Its lines, each with its end.
    func text(help: String?) -> String {
        var text = ""
        if let help { text += "# HELP \(name) \(MetricName.escaped(help, quotes: false))\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
        for (labels, series) in series.sorted(by: { $0.key < $1.key }) {
            for sample in series.samples() {
                text += "\(name)\(sample.suffix)\(labels.text(with: sample.bound)) \(MetricNumber.text(sample.value))\n"
            }
        }
        return text
    }
}

/// One line of a series.
struct MetricSample {
    /// What follows the metric's name: `_sum`, say.
    var suffix = ""
    /// The upper bound of a histogram's bucket.
    var bound: Double?
    var value: Double
}

/// The labels of a series, by name.
struct MetricLabels: Hashable, Comparable {
    /// Name, `=` and the value between quotes, of each, with commas between them.
    private let inner: String

    /// Of two with the same name the later counts.
    init(_ dimensions: [(String, String)]) {
        let values = Dictionary(dimensions.map { (MetricName.label($0.0), $0.1) }) { $1 }
        inner = values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(MetricName.escaped($0.value, quotes: true))\"" }
            .joined(separator: ",")
    }

    static func < (one: MetricLabels, other: MetricLabels) -> Bool { one.inner < other.inner }

    /// Between braces, or nothing where there are none.
    func text(with bound: Double?) -> String {
        guard let bound else { return inner.isEmpty ? "" : "{\(inner)}" }
        return "{\(inner)\(inner.isEmpty ? "" : ",")le=\"\(MetricNumber.text(bound))\"}"
    }
}
