import ArgumentParser
import Host
import JSON
import Journal
import Webex

/// `patchbay runs log ID`: what happened in a run.
struct RunsLogVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Tell what happened in a run, a line each, in order.",
        discussion: """
            A write is entered before it is sent, under a number of its own; the outcome that names the number says what \
            became of it. Reads are counted by operation, every ten seconds.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Flag(help: "Go on until the run ends.")
    var follow = false

    @Option(help: ArgumentHelp("Only things of this kind; may be given again.", valueName: "kind"))
    var kind: [EntryKind] = []

    @Flag(help: "As JSON, an object a line.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let (place, run) = try await surroundings.run(named: run)
            let log = RunLog(of: run.id, in: place, kinds: Set(kind))
            try await log.tell(following: follow) { entries in
                var bytes: [UInt8] = []
                for entry in entries {
                    bytes +=
                        json
                        ? EntryJSON.object(entry).encoded() + [UInt8(ascii: "\n")] : Array(EntryText.line(entry).utf8)
                }
                try surroundings.stream(bytes)
            }
        }
    }
}

extension EntryKind: ExpressibleByArgument {}
