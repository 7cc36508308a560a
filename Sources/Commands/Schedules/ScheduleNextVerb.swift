import ArgumentParser
import Host
import JSON
import Journal
import Schedule
import Webex

/// `patchbay schedule next`: the times that come.
struct ScheduleNextVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show when schedules are due next, jitter included.",
        discussion: "Times are shown by the clocks of the schedule's zone, and in UTC."
    )

    @OptionGroup var options: ScheduleOptions

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many times.", valueName: "n"))
    var count = 10

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: ArgumentHelp("The schedule; all of them where none is named.", valueName: "name"))
    var name: String?

    func validate() throws {
        guard (1...10_000).contains(count) else { throw ValidationError("-n is \(count), but must be 1 to 10000") }
    }

    /// A time at which a schedule is due.
    private struct Due {
        let time: Int64
        let schedule: ScheduleDefinition
        let isPaused: Bool
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            let definitions = try name.map { name throws(HostError) in
                [try place.schedule(named: name, in: listing)]
            }
            let due = self.due(definitions ?? listing.definitions, paused: await paused(place))
            if name == nil { tellBroken(listing, surroundings) }
            if json {
                try surroundings.stream(JSONValue.array(due.map(Self.json)).pretty())
            } else if due.isEmpty {
                surroundings.console.say("nothing is due; patchbay schedule list shows what there is")
            } else {
                try surroundings.stream(Array(Self.table(due, width: surroundings.console.width).utf8))
            }
        }
    }

    /// The names of those that are paused; none where that cannot be known, since times come all the same.
    private func paused(_ place: SchedulePlace) async -> Set<String> {
        let states = (try? await place.existingStore()?.states()) ?? []
        return Set(states.filter { $0.pause != nil }.map(\.name))
    }

    /// The earliest times of all, in their order.
    private func due(_ schedules: [ScheduleDefinition], paused: Set<String>) -> [Due] {
        let now = WallClock.system.now()
        var found: [Due] = []
        // Nothing later than that is shown.
        var bound = Int64.max
        for schedule in schedules {
            let times = DueTimes(schedule)
            let isPaused = paused.contains(schedule.name)
            var time = now
            for _ in 0..<count {
                guard let next = times.next(after: time), next <= bound else { break }
                found.append(Due(time: next, schedule: schedule, isPaused: isPaused))
                time = next
            }
            guard found.count >= 2 * count else { continue }
            found = Self.earliest(found, count)
            bound = found[count - 1].time
        }
        return Self.earliest(found, count)
    }

    private static func earliest(_ due: [Due], _ count: Int) -> [Due] {
        Array(due.sorted { ($0.time, $0.schedule.name) < ($1.time, $1.schedule.name) }.prefix(count))
    }

    private func tellBroken(_ listing: ScheduleListing, _ surroundings: Surroundings) {
        let names = Set(listing.problems.map(\.name)).sorted()
        guard !names.isEmpty else { return }
        let count = names.count == 1 ? "1 schedule is" : "\(names.count) schedules are"
        surroundings.warn(
            "\(count) broken and never due: \(names.joined(separator: ", ")); see patchbay schedule check"
        )
    }

    private static func json(_ due: Due) -> JSONValue {
        let zone = due.schedule.timing.zone
        return [
            "schedule": .string(due.schedule.name), "due": .integer(due.time),
            "local": .string(ZonedTime.exact(due.time, in: zone)), "utc": .string(InstantText.exact(due.time)),
            "zone": .string(zone.name), "paused": .bool(due.isPaused),
        ]
    }

    private static func table(_ times: [Due], width: Int) -> String {
        var table = TextTable(width: width)
        table.add("DUE", "ZONE", "UTC", "SCHEDULE")
        for due in times {
            let zone = due.schedule.timing.zone
            table.add(
                ZonedTime.minute(due.time, in: zone),
                Console.plain(zone.name),
                String(InstantText.minute(due.time).dropLast(" UTC".count)),
                Console.plain(due.schedule.name) + (due.isPaused ? " (paused)" : "")
            )
        }
        return table.text
    }
}
