import ArgumentParser
import Host
import JSON

/// `patchbay runs show ID`: everything of a run.
struct RunsShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything of a run: what it was given, what it did, what is in doubt."
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let (place, run) = try await surroundings.run(named: run)
            let details = try await RunDetails(run, in: place)
            let text = RunText(details: details, width: surroundings.console.width).text
            try surroundings.stream(json ? RunJSON.object(details).pretty() : Array(text.utf8))
        }
    }
}
