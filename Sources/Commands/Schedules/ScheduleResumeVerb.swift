import ArgumentParser
import Host
import Journal
import Schedule
import Webex

/// `patchbay schedule resume`: lets a paused schedule go on.
struct ScheduleResumeVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused schedule go on.",
        discussion: "The times it was paused at are not made up for; patchbay schedule run-now runs it at once."
    )

    @OptionGroup var options: ScheduleOptions

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            guard listing.names.contains(name) else { throw place.missing(name, in: listing) }
            let definition = listing.definitions.first { $0.name == name }
            let now = WallClock.system.now()
            guard let store = place.existingStore(),
                let pause = try await PauseSwitch(store).resume(name, definition, now: now)
            else { return surroundings.console.say("\(name) is not paused") }
            let next = definition.flatMap { definition in
                DueTimes(definition).next(after: now).map { ZonedTime.minute($0, in: definition.timing.zone) }
            }
            let length = DurationText.taken(max(0, now - pause.since))
            surroundings.console.say(
                "\(name) goes on after \(length); "
                    + (definition == nil
                        ? "its file is broken: patchbay schedule check \(name)"
                        : next.map { "it is next due \($0)" } ?? "it is not due again")
            )
        }
    }
}
