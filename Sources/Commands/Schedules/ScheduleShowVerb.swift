import ArgumentParser
import Host
import JSON
import Journal
import Schedule
import Webex

/// `patchbay schedule show`: all of one schedule.
struct ScheduleShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a schedule: what it runs, when, and how it stands."
    )

    @OptionGroup var options: ScheduleOptions

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            let definition = try place.schedule(named: name, in: listing)
            var alone = ScheduleListing()
            alone.definitions = [definition]
            let found = try await ScheduleOverview.all(alone, place.existingStore(), now: WallClock.system.now())
            let details = ScheduleDetails(definition, found[0])
            if json {
                try surroundings.stream(JSONValue.object(details.json).pretty())
            } else {
                try surroundings.stream(Array(details.text(width: surroundings.console.width).utf8))
            }
        }
    }
}
