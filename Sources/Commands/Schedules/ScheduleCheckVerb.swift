import ArgumentParser
import Host
import JSON

/// `patchbay schedule check`: what is wrong with schedules before they are due.
struct ScheduleCheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what is wrong with schedules, before they are due.",
        discussion: """
            Looked at are the files, and what they stand on: script or command and its arguments, profile and sign-in, \
            channels, folders, the clock, and the folder of the state. Nothing is run and nothing is sent. Exit codes: 0 \
            all can be run, whatever is warned of; 2 something is wrong.
            """
    )

    @OptionGroup var options: ScheduleOptions

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: ArgumentHelp("The schedules; all where none is named.", valueName: "name"))
    var names: [String] = []

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let report = try await ScheduleReport(names, SchedulePlace(options, surroundings), surroundings)
            if json { try surroundings.emit(report.json.pretty()) } else { try report.tell(surroundings) }
            guard report.isFine else { throw ArgumentParser.ExitCode(Host.ExitCode.usage) }
        }
    }
}
