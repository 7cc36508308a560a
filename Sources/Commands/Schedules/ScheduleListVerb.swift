import ArgumentParser
import Host
import JSON
import Schedule
import Webex

/// `patchbay schedule list`, and `patchbay schedule` alone: the schedules there are.
struct ScheduleListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List schedules: when each is due, how it stands and how it last went.",
        discussion: "A schedule whose file is broken is listed as broken; patchbay schedule check says what is wrong."
    )

    @OptionGroup var options: ScheduleOptions

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: .hidden)
    var words: [String] = []

    func validate() throws {
        if let word = words.first {
            throw ValidationError(
                "patchbay schedule takes no '\(word)'; to see a schedule: patchbay schedule show \(word)"
            )
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let found = try await ScheduleOverview.all(
                place.folder.load(),
                place.existingStore(),
                now: WallClock.system.now()
            )
            if json {
                try surroundings.stream(JSONValue.array(found.map { .object($0.json) }).pretty())
            } else if found.isEmpty {
                surroundings.console.say(
                    "no schedule in \(Console.plain(place.folder.path)); add one with patchbay schedule add"
                )
            } else {
                try surroundings.stream(Array(ScheduleOverview.table(found, width: surroundings.console.width).utf8))
            }
        }
    }
}
