import ArgumentParser

/// `patchbay new`: starting points.
struct NewVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Lay out a starting point.",
        subcommands: [NewScriptVerb.self]
    )
}
