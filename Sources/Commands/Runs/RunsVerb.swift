import ArgumentParser

/// `patchbay runs`: what was run, and what it did.
struct RunsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "See what was run, what it changed and how it ended.",
        discussion: """
            A run is named by its id, by a beginning that no other has, or as last, the latest.

              patchbay runs --outcome failed --since 7d
              patchbay runs show last
              patchbay runs export --format csv --out audit.csv
            """,
        subcommands: [
            RunsListVerb.self, RunsShowVerb.self, RunsLogVerb.self, RunsSettleVerb.self, RunsExportVerb.self,
            RunsPruneVerb.self,
        ],
        defaultSubcommand: RunsListVerb.self
    )
}
