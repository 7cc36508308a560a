import Host
import Schedule

/// What a daemon serves, as it says when it begins: each schedule with when it is due next, and what is wrong with others.
struct ServeTable {
    private let listing: ScheduleListing
    private let now: Int64
    private let console: Console

    init(_ listing: ScheduleListing, now: Int64, _ console: Console) {
        self.listing = listing
        self.now = now
        self.console = console
    }

    /// The lines, without the end of the last.
    var text: String {
        var table = TextTable(width: console.width)
        if !listing.definitions.isEmpty { table.add("SCHEDULE", "NEXT", "WHEN") }
        for schedule in listing.definitions {
            let next = DueTimes(schedule).next(after: now)
            table.add(
                schedule.name,
                next.map { ZonedTime.minute($0, in: schedule.timing.zone) } ?? "never",
                when(schedule)
            )
        }
        var lines = table.text
        for problem in listing.problems {
            lines += "\(console.colored("error:", .bad)) \(Console.plain("\(problem.name): \(problem.error)"))\n"
        }
        if listing.names.isEmpty { lines = "no schedules yet; add one with patchbay schedule add\n" }
        return String(lines.dropLast())
    }

    private func when(_ schedule: ScheduleDefinition) -> String {
        "\(schedule.timing.text) (\(schedule.timing.zone.name))"
    }
}
