import Glibc
import Host
import Journal
import Metrics
import Synchronization

/// What is counted and measured of the daemon's work, by swift-metrics.
package final class DaemonMetrics: Sendable {
    /// The names, with what each is, for whoever shows them.
    package static let descriptions: [(name: String, help: String)] = [
        ("patchbay_schedule_runs_total", "Times of schedules whose run is over, by outcome."),
        ("patchbay_schedule_skipped_total", "Times of schedules that were left out, by reason."),
        ("patchbay_schedule_run_seconds", "How long runs of schedules took, retries and their pauses included."),
        ("patchbay_schedule_next_timestamp_seconds", "When a schedule is due next, in seconds since 1970."),
        ("patchbay_schedules_broken", "Schedules whose files cannot be read."),
        ("patchbay_runs_running", "Runs of schedules that are under way."),
        ("patchbay_runs_waiting", "Times of schedules that are owed, or wait to be tried again."),
        ("patchbay_notices_failed_total", "Tries to tell people that failed, by channel."),
        ("patchbay_token_lapses_timestamp_seconds", "When the sign-in of a profile lapses, in seconds since 1970."),
        ("patchbay_disk_free_bytes", "Free bytes of the disk that the state folder is on."),
        ("process_resident_memory_bytes", "Memory of the daemon itself."),
        ("process_start_time_seconds", "When the daemon began, in seconds since 1970."),
    ]

    private static let next = "patchbay_schedule_next_timestamp_seconds"

    private let factory: any MetricsFactory
    private let disk: DiskGate
    /// The gauges of schedules that there are.
    private let gauges = Mutex<[String: Gauge]>([:])

    /// - Parameters:
    ///   - factory: where it is counted.
    ///   - disk: whose free space is measured.
    ///   - started: when the daemon began, in milliseconds since 1970.
    package init(_ factory: any MetricsFactory, disk: DiskGate, started: Int64) {
        self.factory = factory
        self.disk = disk
        gauge("process_start_time_seconds").record(Double(started) / 1000)
    }

    /// Counts what a scheduler did.
    func count(_ event: SchedulerEvent) {
        switch event {
        case .ended(let tick):
            let labels = [("schedule", tick.schedule)]
            counter("patchbay_schedule_runs_total", labels + [("outcome", tick.state.rawValue)]).increment()
            guard let began = tick.began, let ended = tick.ended else { return }
            Timer(label: "patchbay_schedule_run_seconds", dimensions: labels, factory: factory)
                .recordMilliseconds(max(0, ended - began))
        case .skipped(let tick):
            let labels = [("schedule", tick.schedule), ("reason", tick.reason?.rawValue ?? "")]
            counter("patchbay_schedule_skipped_total", labels).increment(by: Int64(tick.count))
        default: break
        }
    }

    /// Keeps when a sign-in lapses.
    package func keep(_ standing: SignInStanding) {
        guard let lapses = standing.lapses else { return }
        gauge("patchbay_token_lapses_timestamp_seconds", [("profile", standing.profile)]).record(Double(lapses) / 1000)
    }

    /// Measures what is asked for when somebody looks.
    package func measure(_ overview: SchedulerOverview) {
        gauge("patchbay_runs_running").record(overview.running.count)
        gauge("patchbay_runs_waiting").record(overview.waiting)
        gauge("patchbay_schedules_broken").record(overview.broken.count)
        if let free = disk.free { gauge("patchbay_disk_free_bytes").record(free) }
        if let memory = Self.memory { gauge("process_resident_memory_bytes").record(memory) }
        gauges.withLock { gauges in
            for (name, next) in overview.next {
                guard let next else { continue }
                let gauge = gauges[name] ?? gauge(Self.next, [("schedule", name)])
                gauge.record(Double(next) / 1000)
                gauges[name] = gauge
            }
            // Of one that is gone, or never due again, an old time would be a lie.
            for (name, gauge) in gauges where (overview.next[name] ?? nil) == nil {
                gauge.destroy()
                gauges[name] = nil
            }
        }
    }

    private func counter(_ label: String, _ labels: [(String, String)]) -> Counter {
        Counter(label: label, dimensions: labels, factory: factory)
    }

    private func gauge(_ label: String, _ labels: [(String, String)] = []) -> Gauge {
        Gauge(label: label, dimensions: labels, factory: factory)
    }

    /// Bytes of memory that the process has for itself.
    private static var memory: Int64? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &bytes, bytes.count)
        let fields = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return fields.dropFirst().first.flatMap { Int64($0) }.map { $0 * Int64(sysconf(Int32(_SC_PAGESIZE))) }
    }
}
