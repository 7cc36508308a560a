import ArgumentParser
import Glibc
import Host
import Journal
import Schedule

/// `patchbay schedule run-now`: what a schedule runs, at once and before one's eyes.
struct ScheduleRunNowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-now",
        abstract: "Run a schedule at once, with its folder, profile, permissions and limits.",
        discussion: """
            Its output is shown here, and its exit code is that of the run; a daemon is not needed. It stands in the \
            schedule's history as manual, and nobody is notified. A schedule whose runs may not overlap is refused \
            while one is under way.
            """
    )

    @OptionGroup var options: ScheduleOptions

    @Flag(help: "Try it again as the schedule says, when it ends badly.")
    var retries = false

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            for (variable, value) in try surroundings.environmentElsewhere() { setenv(variable, value, 1) }
            let place = try SchedulePlace(options, surroundings)
            let schedule = try place.schedule(named: name, in: place.folder.load())
            let store = try place.store()
            let runs = JournalPlace(folder: place.state, opening: JournalOnDemand(folder: place.state))
            let manual = ManualRun(of: schedule, store: store, runs: runs, program: surroundings.programPath())
            let exitCode = try await manual.perform(retries: retries) { tick, pause in
                let how = tick.exitCode.map { "ended with \($0)" } ?? "was killed"
                surroundings.console.say("the run \(how) and goes on in \(DurationText.taken(pause))")
            }
            if exitCode != 0 { throw ArgumentParser.ExitCode(exitCode) }
        }
    }
}
