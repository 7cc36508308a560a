import ArgumentParser
import Host
import JSON
import Journal

/// `patchbay runs list`, and `patchbay runs` alone: the latest runs.
struct RunsListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, the latest first.",
        discussion: "An outcome of cut_off is that of a run whose process is gone without a word."
    )

    @OptionGroup var filter: RunFilter

    @Option(help: ArgumentHelp("How many at most.", valueName: "n"))
    var limit = 20

    @Flag(help: "What plugins did beside runs too, for their hooks and sinks.")
    var hooks = false

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: .hidden)
    var words: [String] = []

    func validate() throws {
        if let word = words.first {
            throw ValidationError("patchbay runs takes no '\(word)'; to see a run: patchbay runs show \(word)")
        }
        guard limit > 0 else { throw ValidationError("--limit is \(limit), but must be 1 or more") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let found = try await overviews(surroundings)
            if json {
                try surroundings.stream(JSONValue.array(found.map { .object($0.json) }).pretty())
            } else if found.isEmpty {
                surroundings.console.say(
                    filter.leavesOut ? "no run is like that" : "no run yet; start one with patchbay run"
                )
            } else {
                try surroundings.stream(Array(RunOverview.table(found, width: surroundings.console.width).utf8))
            }
        }
    }

    private func overviews(_ surroundings: Surroundings) async throws -> [RunOverview] {
        let query = try filter.query(from: surroundings.currentFolder())
        guard let place = try surroundings.runs() else { return [] }
        var pages = RunPages(place, query, states: Set(filter.outcome))
        var found: [RunOverview] = []
        while found.count < limit, let (run, state) = try await pages.next() {
            guard hooks || run.kind != .hooks else { continue }
            found.append(try await RunOverview(run, state, in: place.store))
        }
        return found
    }
}
