import ArgumentParser
import Host
import Journal
import Schedule
import Webex

/// `patchbay schedule pause`: has a schedule wait.
struct SchedulePauseVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Have a schedule wait: nothing of it begins until patchbay schedule resume.",
        discussion: """
            What runs ends as ever. The times that are left out stand in its history, and are not made up for; a run that \
            waits to be tried again is tried when the schedule goes on.
            """
    )

    @OptionGroup var options: ScheduleOptions

    @Option(help: ArgumentHelp("Why, for the next person.", valueName: "text"))
    var reason: String?

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            guard listing.names.contains(name) else { throw place.missing(name, in: listing) }
            let pause = ScheduleState.Pause(since: WallClock.system.now(), user: MachineUser.name, reason: reason)
            let before = try await PauseSwitch(place.store()).pause(name, pause)
            surroundings.console.say(before == nil ? "paused \(name)" : "\(name) was paused already, and stays so")
        }
    }
}
