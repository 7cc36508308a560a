import Metrics
import Testing

@testable import Exposition

@Suite("The page of metrics") struct MetricRegistryTests {
    let registry = MetricRegistry()

    private func page() throws -> ExpositionPage { try ExpositionPage(registry.text()) }

    @Test func `a counter adds up, by its labels, whoever made it`() throws {
        let first = Counter(
            label: "runs_total",
            dimensions: [("schedule", "a"), ("outcome", "done")],
            factory: registry
        )
        let same = Counter(
            label: "runs_total",
            dimensions: [("outcome", "done"), ("schedule", "a")],
            factory: registry
        )
        first.increment()
        same.increment(by: 2)
        Counter(label: "runs_total", dimensions: [("schedule", "b"), ("outcome", "done")], factory: registry)
            .increment()
        let page = try page()
        #expect(page.types == ["runs_total": "counter"])
        #expect(page.value("runs_total", ["schedule": "a", "outcome": "done"]) == 3)
        #expect(page.value("runs_total", ["schedule": "b", "outcome": "done"]) == 1)
    }

    @Test func `a count stays exact, and never goes back`() throws {
        let counter = Counter(label: "bytes", factory: registry)
        counter.increment(by: Int64(1) << 52)
        counter.increment(by: -5)
        counter.increment()
        let floating = FloatingPointCounter(label: "seconds", factory: registry)
        floating.increment(by: 0.5)
        floating.increment(by: -Double.infinity)
        floating.increment(by: Double.nan)
        #expect(registry.text().contains("bytes 4503599627370497\n"))
        #expect(try page().value("seconds") == 0.5)
        counter.reset()
        #expect(try page().value("bytes") == 0)
    }

    @Test func `gauges and meters show what is so now`() throws {
        Gauge(label: "free", factory: registry).record(12.5)
        Gauge(label: "free", factory: registry).record(7)
        let meter = Meter(label: "running", factory: registry)
        meter.set(3)
        meter.decrement()
        Gauge(label: "odd", factory: registry).record(Double.infinity)
        let page = try page()
        #expect(page.value("free") == 7 && page.value("running") == 2 && page.value("odd") == .infinity)
        #expect(page.types.values.allSatisfy { $0 == "gauge" })
    }

    @Test func `a timer is a summary in seconds, and with buckets a histogram whose buckets add up`() throws {
        registry.describe("taken_seconds", "How long it took", buckets: [1, 10])
        let timer = Timer(label: "taken_seconds", dimensions: [("schedule", "a")], factory: registry)
        for seconds in [Int64(1), 2, 60] { timer.recordSeconds(seconds) }
        Timer(label: "plain_seconds", factory: registry).recordMilliseconds(1500)
        let page = try page()
        #expect(page.types == ["taken_seconds": "histogram", "plain_seconds": "summary"])
        #expect(page.helps == ["taken_seconds": "How long it took"])
        for (bound, count) in [("1", 1.0), ("10", 2), ("+Inf", 3)] {
            #expect(page.value("taken_seconds_bucket", ["schedule": "a", "le": bound]) == count)
        }
        #expect(page.value("taken_seconds_sum", ["schedule": "a"]) == 63)
        #expect(page.value("taken_seconds_count", ["schedule": "a"]) == 3)
        #expect(page.value("plain_seconds_sum") == 1.5 && page.value("plain_seconds_count") == 1)
    }

    @Test func `names and labels that the format does not allow are made so, and values are read back as they were`()
        throws
    {
        let odd = "say \"hi\"\nC:\\temp é"
        let dimensions = [("le", odd), ("__name__", "x"), ("1 way", "y")]
        Counter(label: "3.http requests/s", dimensions: dimensions, factory: registry).increment()
        registry.describe("3.http requests/s", "two\nlines \\ and a slash")
        let page = try page()
        let labels = ["exported_le": odd, "exported___name__": "x", "_1_way": "y"]
        #expect(page.value("_3_http_requests_s", labels) == 1)
        #expect(page.helps["_3_http_requests_s"] == "two\\nlines \\\\ and a slash")
    }

    @Test func `a name of two kinds keeps the first, so that the page can be read`() throws {
        Counter(label: "things", factory: registry).increment()
        Gauge(label: "things", factory: registry).record(5)
        #expect(try page().types == ["things": "counter"])
        #expect(try page().value("things") == 1)
    }

    @Test func `what is destroyed is shown no more`() throws {
        let one = Counter(label: "things", dimensions: [("a", "1")], factory: registry)
        one.increment()
        Counter(label: "things", dimensions: [("a", "2")], factory: registry).increment()
        one.destroy()
        #expect(try page().samples.map(\.labels) == [["a": "2"]])
    }

    @Test func `the order is the same whatever came first`() throws {
        let names = ["b", "a", "c"]
        let other = MetricRegistry()
        for name in names { Counter(label: name, dimensions: [("x", name)], factory: registry).increment() }
        for name in names.reversed() { Counter(label: name, dimensions: [("x", name)], factory: other).increment() }
        #expect(registry.text() == other.text())
        #expect(try page().samples.map(\.name) == ["a", "b", "c"])
    }

    @Test func `many threads count without losing one`() async throws {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [registry] in
                    for number in 0..<500 {
                        Counter(label: "all", dimensions: [("n", "\(number % 5)")], factory: registry).increment()
                        _ = number % 100 == 0 ? registry.text() : ""
                    }
                }
            }
        }
        #expect(try page().samples.map(\.value).reduce(0, +) == 4000)
    }
}
