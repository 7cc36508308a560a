import Host
import JSON

/// How the daemon stands, as who watches over it wants to know it.
package struct HealthReport: Sendable, Equatable {
    package enum Status: String, Sendable {
        case ok
        /// It serves, and something keeps it from all that it should do.
        case degraded
        case stopping
    }

    package var status = Status.ok
    package var version = ""
    /// When the daemon began, in milliseconds since 1970.
    package var since: Int64 = 0
    /// How many schedules there are, those that cannot be run as they are not counted.
    package var schedules = 0
    package var broken = 0
    package var running = 0
    package var waiting = 0
    /// What is wrong, a line each.
    package var problems: [String] = []

    package init() {}

    /// The report of what a scheduler knows of itself.
    ///
    /// A schedule that is broken is a person's mistake: it is told, and the daemon is as well as before.
    ///
    /// - Parameters:
    ///   - overview: what the scheduler knows.
    ///   - doubts: why schedules would not run well, though their files can be read.
    ///   - version: the program's.
    ///   - since: when the daemon began, in milliseconds since 1970.
    package init(_ overview: SchedulerOverview, doubts: [String], version: String, since: Int64) {
        self.version = version
        self.since = since
        schedules = overview.next.count
        broken = overview.broken.count
        running = overview.running.count
        waiting = overview.waiting
        let own = [overview.journal.map { "\($0)" }, overview.gate.map { "\($0)" }].compactMap(\.self)
        status = overview.isStopping ? .stopping : own.isEmpty ? .ok : .degraded
        problems = own + overview.broken.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } + doubts
    }

    /// One document, times as ISO 8601 has them.
    package var json: JSONValue {
        [
            "status": .string(status.rawValue), "version": .string(version), "since": .string(InstantText.exact(since)),
            "schedules": .integer(Int64(schedules)), "broken": .integer(Int64(broken)),
            "running": .integer(Int64(running)), "waiting": .integer(Int64(waiting)),
            "problems": .array(problems.map(JSONValue.string)),
        ]
    }
}
