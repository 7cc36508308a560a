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

    /// Shows what a run has planned, and keeps it where that was asked for.
    func tell(_ run: Run, _ outcome: RunOutcome, _ surroundings: Surroundings) async throws -> RunOutcome {
        guard let plan = try await run.plan() else { return outcome }
        surroundings.console.print(PlanFile.text(plan))
        _ = surroundings.console.flush()
        return outcome
    }
}
