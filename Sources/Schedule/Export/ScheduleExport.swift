import Host

/// Schedules as somebody else's timer runs them: systemd's, cron's or Kubernetes'.
package struct ScheduleExport: Sendable, Equatable {
    package enum Target: Sendable {
        case systemd, cron, kubernetes
    }

    package struct File: Sendable, Equatable {
        package let name: String
        package let text: String
    }

    /// Something that the target does otherwise, or not at all.
    package struct Note: Sendable, Equatable {
        package let schedule: String
        package let text: String
    }

    /// The first line of each file, by which one is known that may be written anew.
    package static let mark = "# Written by patchbay schedule export; change the schedule and export it again."

    package internal(set) var files: [File] = []
    /// What differs; the files say it too.
    package internal(set) var notes: [Note] = []
    /// Schedules that the target cannot run at the right times, or whose words it cannot be told, each with the reason.
    package internal(set) var leftOut: [Note] = []

    package init(_ schedules: [ScheduleDefinition], for target: Target, at place: ExportPlace) {
        switch target {
        case .systemd: addUnits(schedules, place)
        case .cron: addCrontab(schedules, place)
        case .kubernetes: addCronJobs(schedules, place)
        }
    }
}

/// Where exported schedules are to run.
package struct ExportPlace: Sendable {
    /// The absolute path of `patchbay`.
    package var program: String
    /// The variables that it needs to find its configuration, such as PATCHBAY_HOME.
    package var environment: [String: String] = [:]
    /// The folder of its state.
    package var state: String
    /// Whom systemd runs it as.
    package var user: String
    /// What the machine's clocks show, by which cron goes.
    package var zone: ZoneRules
    /// The container of Kubernetes.
    package var image = "patchbay"
    /// Milliseconds since 1970.
    package var now: Int64

    package init(program: String, state: String, user: String, zone: ZoneRules, now: Int64) {
        self.program = program
        self.state = state
        self.user = user
        self.zone = zone
        self.now = now
    }

    /// How far ahead zones are looked at: changes that no law has made yet nobody can export.
    private static let ahead: Int64 = 20 * 366 * 86_400_000

    /// The offsets from UTC that a zone has from now on, in minutes.
    func offsets(_ zone: ZoneRules) -> Set<Int> { Set(stretches(zone).map { Int($0.offset / 60_000) }) }

    /// Whether clocks skip a time of this sooner or later.
    func isSkipped(_ timing: Timing) -> Bool {
        guard case .cron(let cron) = timing.rule else { return false }
        return cron.isSkipped(after: now, through: now + Self.ahead)
    }

    /// Whether clocks show a time of this twice sooner or later.
    func isRepeated(_ timing: Timing) -> Bool {
        guard case .cron(let cron) = timing.rule else { return false }
        var stretch = timing.zone.stretch(at: now)
        while stretch.end < now + Self.ahead {
            let next = timing.zone.stretch(at: stretch.end)
            let first = (next.start + next.offset + 59_999).quotientFlooring(60_000)
            let end = (next.start + stretch.offset).quotientFlooring(60_000)
            if next.offset < stretch.offset, let found = cron.expression.next(from: first), found < end { return true }
            stretch = next
        }
        return false
    }

    /// Whether the clocks of two zones show the same from now on.
    func areAlike(_ one: ZoneRules, _ other: ZoneRules) -> Bool { stretches(one) == stretches(other) }

    private func stretches(_ zone: ZoneRules) -> [ZoneStretch] {
        var found: [ZoneStretch] = []
        var instant = now
        while instant < now + Self.ahead {
            let stretch = zone.stretch(at: instant)
            instant = stretch.end
            // What was before does not matter.
            found.append(ZoneStretch(start: 0, end: stretch.end / 1_000, offset: Int(stretch.offset / 1_000)))
        }
        return found
    }
}

/// Why a target cannot have a schedule.
struct Inexpressible: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension ScheduleDefinition {
    /// What every target does otherwise than the daemon.
    ///
    /// Nothing is said of what this schedule does not ask for.
    var sharedNotes: [String] {
        var notes: [String] = []
        if !notify.isEmpty { notes.append("nobody is told of failures: \(notify.joined(separator: ", ")) would be") }
        if cutOff == .resume { notes.append("a run that is cut off waits for patchbay resume") }
        return notes
    }
}
