import ArgumentParser
import Host
import JSON

/// The options of a run that only plans.
struct PlanningOptions: ParsableArguments {
    @Flag(help: "Send reads only, and show what the script would change.")
    var plan = false

    @Option(help: ArgumentHelp("With --plan: keep the plan in this file, for patchbay apply.", valueName: "file"))
    var out: String?

    @Flag(help: "With --plan: print the plan as JSON.")
    var json = false

    @Flag(help: "With --plan: show all of it, however much it is.")
    var full = false

    @Option(
        help: ArgumentHelp(
            "With --plan: end a script that asks the same so often, with a sleep in between, and is answered the same (50).",
            valueName: "N"
        )
    )
    var maxPolls: Int?

    /// The file that a plan is to be kept in; nil where none is.
    ///
    /// - Throws: `HostError` where it cannot be, before anything is asked of the org.
    func output(_ surroundings: Surroundings) throws -> PlanOutput? {
        guard plan, let out else { return nil }
        let forbidden = try surroundings.homes().all
        return try PlanOutput(out, currentFolder: try surroundings.currentFolder(), forbidden: forbidden)
    }

    /// Shows what a run has planned, and keeps it where that was asked for.
    func tell(_ run: Run, _ outcome: RunOutcome, _ output: PlanOutput?, _ surroundings: Surroundings) async throws {
        let console = surroundings.console
        guard outcome.isWhole else {
            guard self.plan else { return }
            // Half a plan must not be taken for one: it is nothing to send round, or to carry out.
            if !json, let plan = try? await run.plan(), !plan.changes.isEmpty {
                try surroundings.stream(
                    Array(("Cut short: no whole plan\n\n" + surroundings.text(plan, isFull: full)).utf8)
                )
            }
            console.say(
                "there is no plan\(output.map { ", and \($0.path) was not written" } ?? ""): the script did not come to its end"
            )
            return
        }
        guard let plan = try await run.plan() else { return }
        try surroundings.stream(json ? PlanFile.text(plan) : Array(surroundings.text(plan, isFull: full).utf8))
        try output?.write(plan)
        tellNext(plan, output, console)
    }

    private func tellNext(_ plan: Plan, _ output: PlanOutput?, _ console: Console) {
        if let output { console.say("kept the plan in \(Console.plain(output.path))") }
        let summary = PlanSummary(plan)
        if let obstacle = summary.obstacle { return console.say(obstacle) }
        guard summary.cost != nil else { return }
        guard let output else {
            return console.say("to carry it out later, keep it with --out FILE")
        }
        let words = ["patchbay", "apply"] + summary.permissions + [ShellWord.quoted(output.path)]
        console.say("carry it out with \(Console.plain(words.joined(separator: " ")))")
    }
}
