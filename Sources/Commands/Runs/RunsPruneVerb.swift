import ArgumentParser
import Host
import JSON
import Journal
import Webex

/// `patchbay runs prune`: forgets old runs.
struct RunsPruneVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget old runs and what happened in them.",
        discussion: """
            Runs that are running stay, and so do those that were cut off or have changes in doubt, unless --all says \
            otherwise: they can be gone on with. What was exported is still known afterwards.
            """
    )

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Runs that ended longer ago than this, or before this date.", valueName: "duration")
    )
    var olderThan: String

    @Flag(help: "Also what was cut off, or has changes in doubt.")
    var all = false

    @Flag(help: "Do it without asking.")
    var yes = false

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let limit = try PastInstant.read(olderThan, option: "--older-than", now: WallClock.system.now())
            guard let place = try surroundings.runs() else { return try tell(0, RunPruning.Plan(), 0, surroundings) }
            let pruning = RunPruning(place)
            let plan = try await pruning.plan(before: limit, all: all)
            guard !plan.runs.isEmpty else { return try tell(0, plan, 0, surroundings) }
            if !yes {
                let question = "forget \(Self.counted(plan.runs.count)) for good?"
                guard try Prompt(surroundings.console).confirm(question) else {
                    return surroundings.console.say("nothing was forgotten")
                }
            }
            let count = try await pruning.remove(plan.runs)
            try tell(count, plan, try await place.store.giveBackSpace(), surroundings)
        }
    }

    private func tell(_ count: Int, _ plan: RunPruning.Plan, _ bytes: Int64, _ surroundings: Surroundings) throws {
        if json {
            let kept: JSONValue = [
                "running": .integer(Int64(plan.running)), "cut_off": .integer(Int64(plan.cutOff)),
                "in_doubt": .integer(Int64(plan.inDoubt)),
            ]
            let document: JSONValue = [
                "removed": .integer(Int64(count)), "kept": kept, "bytes_given_back": .integer(bytes),
            ]
            return try surroundings.stream(document.pretty())
        }
        var text = count == 0 ? "no run was forgotten" : "forgot \(Self.counted(count))"
        if bytes > 0 { text += ", which gave \(SizeText.shown(bytes)) back to the disk" }
        surroundings.console.say(text)
        for (count, why) in [
            (plan.running, "running"), (plan.cutOff, "cut off"), (plan.inDoubt, "in doubt of a change"),
        ] where count > 0 {
            let way = why == "running" ? "" : "; --all forgets \(count == 1 ? "it" : "them") too"
            surroundings.console.say("kept \(Self.counted(count)): \(why)\(way)")
        }
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 run" : "\(count) runs" }
}
