import ArgumentParser
import Host
import JSON
import Journal
import Schedule
import Webex

/// `patchbay schedule history`: what became of each time.
struct ScheduleHistoryVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what became of each time a schedule was due, the latest first.",
        discussion: """
            What did not run stands there too, and why: overlap (the run before was not over), paused, missed (nobody \
            watched), deadline (it would have begun too late), replaced, broken (its file was wrong or gone). Times that \
            were left out one after the other for the same reason are one line. What waits says for what: overlap, busy \
            (as many run as may), disk (nearly full).
            """
    )

    @OptionGroup var options: ScheduleOptions

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many lines at most.", valueName: "n"))
    var count = 20

    @Option(help: ArgumentHelp("Only times since then: 7d, 2h, or a date.", valueName: "time"))
    var since: String?

    @Flag(help: "As JSON.")
    var json = false

    @Argument(help: ArgumentHelp("The schedule; all of them where none is named.", valueName: "name"))
    var name: String?

    func validate() throws {
        guard count > 0 else { throw ValidationError("-n is \(count), but must be 1 or more") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            let query = try query()
            let store = place.existingStore()
            if let name, !listing.names.contains(name) {
                // One whose file is gone has its history still.
                guard try await store?.state(of: name) != nil else { throw place.missing(name, in: listing) }
            }
            let found = try await store?.ticks(query) ?? []
            let zones = Dictionary(listing.definitions.map { ($0.name, $0.timing.zone) }) { first, _ in first }
            let runs = try surroundings.runs()
            let lines = found.map { tick in
                TickLine(tick, zone: zones[tick.schedule] ?? .utc, isAlive: Self.isAlive(tick, runs))
            }
            if json {
                try surroundings.stream(JSONValue.array(lines.map { .object($0.json) }).pretty())
            } else if lines.isEmpty {
                surroundings.console.say(since == nil ? "nothing was due yet" : "nothing was due since then")
            } else {
                let table = TickLine.table(lines, named: name == nil, width: surroundings.console.width)
                try surroundings.stream(Array(table.utf8))
            }
        }
    }

    private func query() throws(HostError) -> TickQuery {
        var query = TickQuery()
        query.schedule = name
        query.most = count
        if let since {
            query.since = try PastInstant.read(since, option: "--since", now: WallClock.system.now())
        }
        return query
    }

    /// Whether somebody looks after a running tick, or its run runs still.
    private static func isAlive(_ tick: ScheduleTick, _ runs: JournalPlace?) -> Bool {
        if let owner = tick.owner, ProcessIdentity.isAlive(owner) { return true }
        return tick.run.map { runs?.locks.isRunning($0) ?? false } ?? false
    }
}
