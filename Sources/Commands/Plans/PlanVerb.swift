import ArgumentParser

/// `patchbay plan`: plans that were kept in files.
struct PlanVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Look at plans: what a script would change.",
        discussion: """
            patchbay run --plan --out plan.json SCRIPT makes one; patchbay apply carries it out.
            """,
        subcommands: [PlanShowVerb.self]
    )
}
