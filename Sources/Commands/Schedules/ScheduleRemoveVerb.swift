import ArgumentParser
import Host
import Journal
import Schedule

/// `patchbay schedule remove`: takes a schedule away.
struct ScheduleRemoveVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a schedule away: its file, and its history.",
        discussion: "Its runs stay; patchbay runs lists them. To have it wait instead: patchbay schedule pause."
    )

    @OptionGroup var options: ScheduleOptions

    @Flag(help: "Do it without asking.")
    var yes = false

    @Argument(help: "Its name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            let store = place.existingStore()
            // One whose file is gone already may still have a history.
            let isKnown = try await store?.state(of: name) != nil
            guard isKnown || listing.names.contains(name) else { throw place.missing(name, in: listing) }
            try await refuseWhileRunning(store, surroundings)
            if !yes {
                guard try Prompt(surroundings.console).confirm("remove schedule \(name) and its history?") else {
                    return surroundings.console.say("nothing was removed")
                }
            }
            let file = try place.folder.remove(name)
            try await store?.remove(name)
            surroundings.console.say("removed \(Console.plain(file ?? "the history of \(name)"))")
        }
    }

    private func refuseWhileRunning(_ store: (any ScheduleStore)?, _ surroundings: Surroundings) async throws {
        let running = try await store?.openTicks().filter { $0.schedule == name && $0.state == .running } ?? []
        for tick in running {
            guard let id = tick.run else { continue }
            let runs = try surroundings.runs()
            // One that the journal does not know yet is just being started.
            if let runs, let run = try await runs.store.run(id), try await runs.standing(of: run).state != .running {
                continue
            }
            throw HostError(
                .invalid,
                name,
                "is running: \(id)",
                hint: "wait for its end (patchbay runs show \(id)), or end it first"
            )
        }
    }
}
